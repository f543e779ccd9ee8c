import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../core/config.ts';
import { GossanError } from '../../../core/errors.ts';
import { homePath } from '../../../core/paths.ts';
import type { LineSource } from '../../../fine-tune/dataset/build.ts';
import { buildSet } from '../../../fine-tune/dataset/build.ts';
import { approvedLines } from '../../../fine-tune/dataset/read/approved-lines.ts';
import { conversationLines } from '../../../fine-tune/dataset/read/conversation-lines.ts';
import type { LooseLine } from '../../../fine-tune/dataset/set-line.ts';
import { buildOptions, printSet } from '../../dataset-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { args, options, output } = call;
  const weak = options.texts('weak');
  const from = options.texts('from');
  if (from.length + weak.length === 0) from.push('approved');
  const sources = [
    ...from.map(
      (name): LineSource => ({ name, lines: name === 'approved' ? approvedLines() : conversationLines(name) }),
    ),
    ...weak.map((path): LineSource => ({ name: `weak: ${path}`, lines: weakSource(path, call) })),
  ];
  const set = await buildSet(args[0]!, sources, await buildOptions(call));
  printSet(set, output);
}

/** Weak lines of a file, or of a scene that is labelled now. */
async function* weakSource(path: string, { signal, output }: Invocation): AsyncGenerator<LooseLine> {
  if (path.endsWith('.jsonl')) {
    for await (const line of conversationLines(path, { source: 'weak' })) {
      if (line.source !== 'weak')
        throw new GossanError('DATASET_LINE', { ...line.origin, detail: `"source" is ${line.source}, not weak` });
      yield line;
    }
    return;
  }
  statSync(path, { throwIfNoEntry: false }) ?? missing(path);
  const { openVision } = await import('../../../agents/vision/open-vision.ts');
  const { weakLines } = await import('../../../fine-tune/weak/weak-lines.ts');
  const vision = await openVision(loadConfig());
  try {
    const folder = homePath('weak');
    let line = 0;
    for await (const weak of weakLines(path, vision, folder, {
      side: 48,
      step: 48,
      language: 'en',
      signal,
      onProgress: output.onProgress,
    })) {
      const at = (file: string) => join(folder, file);
      yield {
        ...weak,
        image: weak.image.map(at),
        ...(weak.channels
          ? { channels: Object.fromEntries(Object.entries(weak.channels).map(([view, file]) => [view, at(file)])) }
          : {}),
        origin: { path, line: ++line },
      };
    }
  } finally {
    await vision.model.close();
  }
}

function missing(path: string): never {
  throw new GossanError('FILE_NOT_FOUND', { path });
}
