import { join } from 'node:path';
import type { Language } from '../core/language.ts';
import { reasonText } from '../fine-tune/gate/verdict-text.ts';
import type { ShownRun } from '../fine-tune/workflow/run.ts';
import { shownPath } from './shown-path.ts';
import { textTable } from './terminal/columns.ts';

const STEPS: Record<Language, Record<ShownRun['step'], string>> = {
  en: {
    prepare: 'Checking the set, the recipe and Python…',
    train: 'Training…',
    register: 'Registering the adapter…',
    gate: 'The gate asks both…',
    decide: 'Waiting for a decision…',
    swap: 'Activating…',
  },
  zh: {
    prepare: '检查数据集、方案与 Python…',
    train: '训练中…',
    register: '登记适配器…',
    gate: '评估关口正在比较两者…',
    decide: '等待决定…',
    swap: '启用中…',
  },
};

export const stepText = (step: ShownRun['step'], language: Language = 'en'): string => STEPS[language][step];

/** Where a run stands and what can be done, in some lines. */
export function runText(run: ShownRun, language: Language): string {
  const zh = language === 'zh';
  const { id, adapter, status, verdict, error, folder } = run;
  const report = verdict ? [shownPath(join(folder, zh ? 'verdict.zh.md' : 'verdict.md'))] : [];
  const reason = verdict ? [reasonText(verdict, language)] : [];
  if (status === 'waiting') {
    return [
      zh ? `${adapter} 通过了评估关口。` : `${adapter} has passed the gate.`,
      ...reason,
      zh
        ? `启用：gossan finetune --run ${id} --yes；不启用：--no。`
        : `\`gossan finetune --run ${id} --yes\` activates it, --no leaves everything as it is.`,
      ...report,
    ].join('\n');
  }
  if (status === 'done') return [outcomeText(run, zh), ...reason, ...report].join('\n');
  const failed = error ? `: ${error.message}` : '';
  return zh
    ? `${id} 停在 ${run.step}${failed}。gossan finetune --run ${id} 继续。`
    : `${id} stands at ${run.step}${failed}. \`gossan finetune --run ${id}\` goes on.`;
}

function outcomeText({ adapter, outcome }: ShownRun, zh: boolean): string {
  switch (outcome) {
    case 'activated':
      return zh
        ? `${adapter} 已启用；gossan adapters rollback 可回退。`
        : `${adapter} is active; \`gossan adapters rollback\` goes back.`;
    case 'declined':
      return zh ? `${adapter} 未启用：已拒绝。` : `${adapter} was declined and is not active.`;
    case 'stopped by the gate':
      return zh ? `${adapter} 未启用：评估关口不予通过。` : `${adapter} is not active: the gate stopped it.`;
    default:
      return zh
        ? `${adapter} 已登记，未评估：其基础模型不在本进程中。请用 gossan eval vision 比较后手动启用。`
        : `${adapter} is registered and was not compared: its base answers on a server. Compare it with \`gossan eval vision\`, then activate it.`;
  }
}

export function runsText(runs: readonly ShownRun[]): string {
  if (runs.length === 0) return 'No retraining has been run here yet.';
  return textTable(
    ['run', 'set', 'method', 'adapter', 'step', 'status'],
    runs.map(({ id, dataset, method, adapter, step, status, outcome }) => [
      id,
      dataset,
      method,
      adapter,
      step,
      outcome ?? status,
    ]),
  );
}
