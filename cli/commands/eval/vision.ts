import type { TaskAgreement } from '../../../agents/vision/evaluate/agreement.ts';
import type { Vision } from '../../../agents/vision/open-vision.ts';
import { loadConfig } from '../../../core/config.ts';
import type { Invocation } from '../../invocation.ts';
import { textTable } from '../../terminal/columns.ts';

export async function run(call: Invocation): Promise<undefined> {
  await printAgreement(call, call.options.text('adapter'));
}

/** Asks the model, with an adapter where one is named, about the set of --set, and prints the figures. */
export async function printAgreement(
  { options, output, signal }: Invocation,
  named: string | undefined,
): Promise<void> {
  const { openVision } = await import('../../../agents/vision/open-vision.ts');
  const { readVisionSet } = await import('../../../agents/vision/evaluate/vision-set.ts');
  const { evaluateVision } = await import('../../../agents/vision/evaluate/evaluate-vision.ts');
  const { agreementByTask } = await import('../../../agents/vision/evaluate/agreement.ts');
  const path = options.text('set')!;
  const set = readVisionSet(path);
  const vision: Vision = await openVision(loadConfig(), named);
  try {
    const judged = await evaluateVision(set, path, vision, { signal, onProgress: output.onProgress });
    const tasks = agreementByTask(judged);
    const { name: model, adapter, card } = vision;
    output.print(agreementText(tasks, adapter ?? model));
    const windows = judged.map(({ known, said }) => ({
      id: known.id,
      task: known.expected.task,
      language: known.language,
      ...said,
    }));
    output.document({ set: path, model, adapter, base: card?.base ?? null, tasks, windows });
  } finally {
    await vision.model.close();
  }
}

const FIGURES: Record<string, string> = {
  agreement: 'agreement',
  f1: 'F1',
  auc: 'AUC',
  calibration_error: 'calibration error',
  fraction_error: 'error of the shares',
  mean_absolute_error: 'mean absolute error',
  iou: 'IoU',
  f1_at_half: 'F1 at IoU 0.5',
  mineral_f1: 'F1 of minerals',
  alteration_f1: 'F1 of alteration types',
  copper_error: 'error of favourability',
};

function agreementText(tasks: readonly TaskAgreement[], model: string): string {
  const cell = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(3));
  const rows = tasks.flatMap(({ task, language, windows, unreadable, figures, majority }) =>
    Object.entries(figures).map(([key, value], at) => [
      at === 0 ? `${task} (${language})` : '',
      at === 0 ? `${windows}${unreadable ? `, ${unreadable} unreadable` : ''}` : '',
      FIGURES[key] ?? key,
      cell(value),
      cell(majority[key]),
    ]),
  );
  return [
    `Agreement of ${model} with the set; "majority" is the best answer without looking.`,
    textTable(['task', 'windows', '', model, 'majority'], rows),
  ].join('\n\n');
}
