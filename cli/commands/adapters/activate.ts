import { changeText, thisUser } from '../../adapter-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, options, output }: Invocation): Promise<undefined> {
  const { activate } = await import('../../../fine-tune/registry/activate.ts');
  const change = await activate(args[0]!, options.text('by') ?? thisUser());
  output.print(changeText(change));
  output.document(change);
}
