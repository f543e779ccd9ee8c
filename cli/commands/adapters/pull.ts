import { loadConfig } from '../../../core/config.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, output, signal }: Invocation): Promise<undefined> {
  const { pullAdapter } = await import('../../../fine-tune/registry/transfer.ts');
  const { offline } = loadConfig();
  const { name, base, method, sha256 } = await pullAdapter(args[0]!, {
    offline,
    signal,
    onProgress: output.onProgress,
  });
  output.print(`${name} (${method} on ${base.name}) is here; \`gossan adapters activate ${name}\` lets it answer.`);
  output.document({ name, base, method, sha256 });
}
