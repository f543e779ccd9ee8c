import { openSet } from '../../../fine-tune/dataset/manifest.ts';
import { printSet } from '../../dataset-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, output }: Invocation): Promise<undefined> {
  printSet(openSet(args[0]!), output);
}
