import { applyConfig, loadConfig } from '../../core/config.ts';
import { plainLine } from '../../core/plain-text.ts';
import { KNOWN } from './known.ts';
import { type Candidate, expected } from './line.ts';

/**
 * What `gossan __complete WORD…` prints for the scripts of the shells: a line that says what is expected (`words`, `files`
 * or `folders`), then a line for each word that fits what was typed, with its help behind a tab.
 */
export async function completionText(words: readonly string[]): Promise<string> {
  const what = expected(words);
  // within quotation marks the shell's word still begins with one
  const typed = (words.at(-1) ?? '').replace(/^["']/, '').replace(/^=$/, '');
  if ('words' in what) return listed(what.words, typed);
  const { value, prefix, options } = what;
  if (value === 'files' || value === 'folders') return `${value}\n`;
  if (value === 'nothing') return listed([], typed);
  const known = await KNOWN[value](options);
  return listed(
    known.map((one) => ({ ...one, value: prefix + one.value })),
    typed,
  );
}

function listed(candidates: readonly Candidate[], typed: string): string {
  const fitting = candidates.filter(({ value }) => value.startsWith(typed));
  const lines = fitting.map(({ value, help }) => `${plainLine(value)}\t${plainLine(help ?? '')}`);
  return `${['words', ...lines].join('\n')}\n`;
}

/** Never fails: a shell has nowhere to show an error while one types. */
export async function printCompletion(words: readonly string[]): Promise<number> {
  try {
    applyConfig(loadConfig());
    process.stdout.write(await completionText(words));
  } catch {
    process.stdout.write('words\n');
  }
  return 0;
}
