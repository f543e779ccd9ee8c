import { ERRORS, GossanError } from '../../core/errors.ts';
import { commandHelp, errorCode, errorHelp, programHelp } from '../help.ts';
import type { Invocation } from '../invocation.ts';
import { parseLine } from '../parse.ts';
import { nearest } from '../suggest.ts';

export async function run({ args, output }: Invocation): Promise<undefined> {
  const text = helpAbout(args);
  output.print(text.trimEnd());
  output.document({ command: args.join(' ') || null, help: text });
}

/**
 * The help about a command (`kb add`) or an error's code, of the program where nothing is named.
 * @throws GossanError UNKNOWN_COMMAND
 */
function helpAbout(words: readonly string[]): string {
  if (words.length === 0) return programHelp();
  const code = words.length === 1 && errorCode(words[0]!);
  if (code) return errorHelp(code);
  // what looks like a code is none of a command
  if (/^[A-Z]+(_[A-Z]+)+$/.test(words[0]!)) {
    const near = nearest(words[0]!, Object.keys(ERRORS));
    const suggestion = near ? `Did you mean ${near}?` : 'The codes are in docs/errors.md.';
    throw new GossanError('ERROR_UNKNOWN', { code: words[0], suggestion });
  }
  const { command, name } = parseLine([...words, '--help']);
  return command ? commandHelp(command, name) : programHelp();
}
