import type { Invocation } from '../../invocation.ts';

export async function run({ args, output }: Invocation): Promise<undefined> {
  const { pushAdapter } = await import('../../../fine-tune/registry/transfer.ts');
  const folder = await pushAdapter(args[0]!, args[1]!);
  output.print(folder);
  output.document({ name: args[0], folder });
}
