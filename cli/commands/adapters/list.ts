import { adaptersText } from '../../adapter-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ output }: Invocation): Promise<undefined> {
  const { listAdapters } = await import('../../../fine-tune/registry/list.ts');
  const listed = listAdapters();
  output.print(adaptersText(listed));
  output.document(listed);
}
