import { changeText, thisUser } from '../../adapter-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ options, output }: Invocation): Promise<undefined> {
  const { rollback } = await import('../../../fine-tune/registry/activate.ts');
  const change = await rollback(options.text('by') ?? thisUser(), options.text('base'));
  output.print(changeText(change));
  output.document(change);
}
