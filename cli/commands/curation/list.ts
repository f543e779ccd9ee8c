import { currentEntries, readList } from '../../../fine-tune/curation/list.ts';
import { curationTable } from '../../curation-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run({ options, output }: Invocation): Promise<undefined> {
  const list = readList();
  const entries = options.flag('all') ? list.entries : currentEntries(list);
  if (list.torn)
    output.note(
      `${list.torn} bytes at the end of the list are no whole line: a write that was cut off. The next entry puts them aside.`,
    );
  output.print(curationTable(entries));
  if (list.forgotten.length) output.print(`${list.forgotten.length} forgotten`);
  output.document({ entries, forgotten: list.forgotten, torn: list.torn });
}
