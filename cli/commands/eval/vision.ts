import type { Vision } from '../../../agents/vision/open-vision.ts';
import { loadConfig } from '../../../core/config.ts';
import { agreementText } from '../../agreement-text.ts';
import type { Invocation } from '../../invocation.ts';

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
    output.print(agreementText(tasks, adapter ?? model, options.text('lang') === 'zh' ? 'zh' : 'en'));
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
