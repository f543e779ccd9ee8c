import { userInfo } from 'node:os';
import type { Language } from '../core/language.ts';
import { knownName } from '../fine-tune/curation/who.ts';
import type { Change } from '../fine-tune/registry/activate.ts';
import type { ListedAdapter, listAdapters } from '../fine-tune/registry/list.ts';
import { textTable } from './terminal/columns.ts';

/** Who acts, where no name was given: the name under which answers are approved, else the machine's. */
export function thisUser(): string {
  return knownName() ?? userInfo().username;
}

const BASE: Record<Language, string> = { en: 'the base', zh: '基础模型' };
const COLUMNS: Record<Language, readonly string[]> = {
  en: ['', 'adapter', 'base', 'method', 'data', 'created', 'approved by', 'trained from'],
  zh: ['', '适配器', '基础模型', '方法', '数据', '创建时间', '批准人', '训练自'],
};

/** "ridge-lora-1 answers on gossan-nano; before: the base." */
export function changeText({ base, active, before }: Change, language: Language = 'en'): string {
  const name = (one: Change['active']) => one?.name ?? BASE[language];
  return language === 'zh'
    ? `此后 ${base.name} 以${name(active)}回答；之前：${name(before)}。`
    : `${name(active)} answers on ${base.name} from now on; before: ${name(before)}.`;
}

export function adaptersText(
  { active, base, adapters }: ReturnType<typeof listAdapters>,
  language: Language = 'en',
): string {
  const zh = language === 'zh';
  const rows = adapters.map((one) => [
    one.active ? '●' : '',
    one.name,
    ...(one.fault === undefined ? lineage(one, language) : ['', '', '', '', '', one.fault]),
  ]);
  const now = zh
    ? `${base} 现${active === null ? '不用适配器' : `用适配器 ${active} `}回答。`
    : `${base} answers ${active === null ? 'without an adapter' : `with the adapter ${active}`}.`;
  const none = zh
    ? '还没有适配器；/retrain 或 gossan finetune 可训练。'
    : 'There is no adapter yet; `gossan finetune` makes one.';
  return [now, rows.length ? textTable(COLUMNS[language], rows) : none].join('\n\n');
}

function lineage({ base, method, dataset, created, by, parent }: ListedAdapter, language: Language): string[] {
  const data = dataset ? `${dataset.name} v${dataset.version}` : '–';
  return [base!.name, method!, data, created!.slice(0, 16).replace('T', ' '), by ?? '–', parent ?? BASE[language]];
}
