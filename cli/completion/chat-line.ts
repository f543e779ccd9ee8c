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

/** What the talk has, for what only it can complete. */
export interface ChatContext {
  kb: string;
  /** References of the last answer. */
  references: readonly { n: number; title: string }[];
}

/**
 * The lines that a typed one may become, by the usage of its command: words where there is a choice of them, files, and
 * names of what is on this machine. None where only the user knows.
 * @param typed a line of the chat that begins with a command and a blank
 */
export async function chatLines(
  { name, usage }: Described,
  typed: string,
  context?: ChatContext,
): Promise<Candidate[]> {
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
    const named = await namesLike(placeholder, name, begun, context);
    found.push(...named.map((one) => ({ ...one, value: before + lead + one.value })));
  }
  return found;
}

/** Shorter beginnings fit too much to be a help. */
const SHORTEST = 2;
/** Longest Chinese name that is looked for at the end of a text without blanks. */
const LONGEST_HAN = 8;

/**
 * The lines that a question may become: its last word as a mineral or alteration in the word's language, as a path, or as
 * the title of a document.
 */
export async function questionLines(typed: string, { kb }: ChatContext): Promise<Candidate[]> {
  const word = /\S*$/.exec(typed)![0];
  if (word.includes('/'))
    return ended(
      typed,
      word,
      pathsLike(word).map((value) => ({ value })),
    );
  const minerals = await KNOWN.minerals(new Map());
  const han = /\p{Script=Han}+$/u.exec(typed)?.[0];
  if (han) return hanNames(typed, han.slice(-LONGEST_HAN), minerals);
  if (word.length < SHORTEST) return [];
  const titles = (await KNOWN.documents(new Map([['kb', kb]]))).map(({ value, help = '' }) => ({
    value: help,
    help: value,
  }));
  const begins = word.toLowerCase();
  return ended(
    typed,
    word,
    [...minerals, ...titles].filter(
      ({ value }) => value.toLowerCase().startsWith(begins) && value.length > word.length,
    ),
  );
}

/** Chinese has no blanks: the longest end of the text with which a name begins decides. */
function hanNames(typed: string, han: string, names: readonly Candidate[]): Candidate[] {
  for (let from = 0; from < han.length; from++) {
    const end = han.slice(from);
    const fitting = names.filter(({ value }) => value.startsWith(end) && value.length > end.length);
    if (fitting.length) return ended(typed, end, fitting);
  }
  return [];
}

function ended(typed: string, word: string, candidates: readonly Candidate[]): Candidate[] {
  const before = typed.slice(0, typed.length - word.length);
  return candidates.map((one) => ({ ...one, value: before + one.value, label: one.value }));
}

async function namesLike(
  placeholder: string,
  command: string,
  begun: string,
  context: ChatContext | undefined,
): Promise<Candidate[]> {
  if (command === '/cite' && placeholder === 'N') {
    const references = (context?.references ?? []).map(({ n, title }) => ({ value: String(n), help: title }));
    return references.filter(({ value }) => value.startsWith(begun));
  }
  const meaning = meaningOf(placeholder, command);
  if (meaning === 'nothing') return [];
  if (meaning === 'files' || meaning === 'folders') return pathsLike(begun).map((value) => ({ value }));
  const known = await KNOWN[meaning](new Map(context ? [['kb', context.kb]] : []));
  return known.filter(({ value }) => value.startsWith(begun));
}

/** Placeholders are in capitals. */
function isWord(token: string): boolean {
  return /^[a-z]+$/.test(token);
}
