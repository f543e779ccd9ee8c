import { userInfo } from 'node:os';
import type { Change } from '../fine-tune/registry/activate.ts';
import type { ListedAdapter, listAdapters } from '../fine-tune/registry/list.ts';
import { textTable } from './terminal/columns.ts';

/** Who acts, where no name was given. */
export function thisUser(): string {
  return userInfo().username;
}

/** "ridge-lora-1 answers on gossan-nano; before: the base." */
export function changeText({ base, active, before }: Change): string {
  const name = (one: Change['active']) => one?.name ?? 'the base';
  return `${name(active)} answers on ${base.name} from now on; before: ${name(before)}.`;
}

export function adaptersText({ active, base, adapters }: ReturnType<typeof listAdapters>): string {
  const rows = adapters.map((one) => [
    one.active ? '●' : '',
    one.name,
    ...(one.fault === undefined ? lineage(one) : ['', '', '', '', '', one.fault]),
  ]);
  return [
    `${base} answers ${active === null ? 'without an adapter' : `with the adapter ${active}`}.`,
    ...(rows.length
      ? [textTable(['', 'adapter', 'base', 'method', 'data', 'created', 'approved by', 'trained from'], rows)]
      : ['There is no adapter yet; `gossan finetune` makes one.']),
  ].join('\n\n');
}

function lineage({ base, method, dataset, created, by, parent }: ListedAdapter): string[] {
  const data = dataset ? `${dataset.name} v${dataset.version}` : '–';
  return [base!.name, method!, data, created!.slice(0, 16).replace('T', ' '), by ?? '–', parent ?? 'the base'];
}
