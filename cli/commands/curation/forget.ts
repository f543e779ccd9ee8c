import { GossanError } from '../../../core/errors.ts';
import { forgetEntries } from '../../../fine-tune/curation/list.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ args, options, output, command }: Invocation): Promise<undefined> {
  const session = options.text('session');
  const by = options.text('by');
  const everything = options.flag('everything');
  if (args.length === 0 && session === undefined && by === undefined && !everything)
    throw new GossanError('USAGE', { detail: 'Name entries, --session, --by, or --everything.', command });
  const forgotten = forgetEntries(
    (entry) => everything || args.includes(entry.id) || entry.session === session || entry.by === by,
  );
  output.print(forgotten.length ? `${forgotten.length} entries forgotten` : 'No entry was meant by that.');
  output.document({ forgotten });
}
