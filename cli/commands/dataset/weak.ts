import { join } from 'node:path';
import { ensureFolder, writeFileAtomic } from '../../../core/atomic.ts';
import { loadConfig } from '../../../core/config.ts';
import { stableId } from '../../../core/hash.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, options, output, signal }: Invocation): Promise<undefined> {
  const { openVision } = await import('../../../agents/vision/open-vision.ts');
  const { weakLines } = await import('../../../fine-tune/weak/weak-lines.ts');
  const out = options.text('out')!;
  ensureFolder(out);
  const side = options.integer('window-size') ?? 48;
  const step = options.integer('step') ?? side;
  const language = options.text('lang') === 'zh' ? 'zh' : 'en';
  const district = options.text('district');
  const vision = await openVision(loadConfig());
  const count = { windows: 0, labelled: 0 };
  const lines: string[] = [];
  let weight = 0;
  try {
    const slow = { signal, onProgress: output.onProgress };
    for await (const line of weakLines(args[0]!, vision, out, { side, step, language, district, ...slow }, count)) {
      const text = JSON.stringify(line);
      weight += line.weight;
      lines.push(`${JSON.stringify({ id: stableId(text), ...line })}\n`);
    }
  } finally {
    await vision.model.close();
  }
  const path = join(out, 'weak.jsonl');
  writeFileAtomic(path, lines.join(''));
  const mean = lines.length ? Number((weight / lines.length).toFixed(3)) : null;
  output.print(
    `${lines.length} weak lines of ${count.labelled} of ${count.windows} windows, mean weight ${mean ?? 'none'}`,
  );
  output.print(path);
  output.document({ file: path, lines: lines.length, ...count, mean_weight: mean });
}
