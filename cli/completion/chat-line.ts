import { KNOWN } from './known.ts';
import type { Candidate } from './line.ts';
import { meaningOf } from './meanings.ts';
import { pathsLike } from './paths.ts';

/** What a command of the chat says of itself. */
interface Described {
  name: string;
  /** `on | off`, `[list | add PATH | use NAME]`. */
  usage: string;
}

/**
 * The lines that a typed one may become, by the usage of its command: words where there is a choice of them, files, and
 * names of what is on this machine. None where only the user knows.
 * @param typed a line of the chat that begins with a command and a blank
 */
export async function chatLines({ name, usage }: Described, typed: string): Promise<Candidate[]> {
  const argument = typed.slice(name.length).trimStart();
  const before = typed.slice(0, typed.length - argument.length);
  const ways = usage.replace(/[[\]]/g, '').split('|');
  const found: Candidate[] = [];
  for (const way of ways) {
    const tokens = way.trim().split(/\s+/);
    const [word, placeholder] = ways.length > 1 && isWord(tokens[0]!) ? tokens : [undefined, tokens[0]];
    if (word?.startsWith(argument)) found.push({ value: before + word });
    const lead = word === undefined ? '' : `${word} `;
    if (!placeholder || !argument.startsWith(lead)) continue;
    const begun = argument.slice(lead.length);
    const named = await namesLike(placeholder, name, begun);
    found.push(...named.map((one) => ({ ...one, value: before + lead + one.value })));
  }
  return found;
}

async function namesLike(placeholder: string, command: string, begun: string): Promise<Candidate[]> {
  const meaning = meaningOf(placeholder, command);
  if (meaning === 'nothing') return [];
  if (meaning === 'files' || meaning === 'folders') return pathsLike(begun).map((value) => ({ value }));
  const known = await KNOWN[meaning](new Map());
  return known.filter(({ value }) => value.startsWith(begun));
}

/** Placeholders are in capitals. */
function isWord(token: string): boolean {
  return /^[a-z]+$/.test(token);
}
