import { type ExportFormat, exportSet } from '../../../fine-tune/dataset/export/export-set.ts';
import { openSet } from '../../../fine-tune/dataset/manifest.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, options, output }: Invocation): Promise<undefined> {
  const set = openSet(args[0]!);
  const exported = await exportSet(set, options.text('format') as ExportFormat, options.text('out')!);
  const { train, val, target } = exported.lines;
  output.print(`${exported.folder}: ${train} train, ${val} val, ${target} target`);
  if (exported.left_out) output.note(`${exported.left_out} lines have no boxes and were left out.`);
  output.document({
    ...exported,
    dataset: { name: set.manifest.name, version: set.manifest.version, sha256: set.manifest.sha256 },
  });
}
