import { COMMANDS, findCommand } from '../commands/table.ts';
import { type Command, GLOBAL_OPTIONS, type OptionSpec } from '../commands/types.ts';
import { type Meaning, meaningOf } from './meanings.ts';

/** A word that may stand next, and what it is. */
export interface Candidate {
  value: string;
  help?: string;
  /** What is shown of it in a list, where that is less than all of it. */
  label?: string;
}

/** What may stand where the cursor is: words, or names that the shell itself knows. */
export type Expected = { words: Candidate[] } | { value: Meaning; prefix: string; options: Map<string, string> };

/**
 * What may stand at the end of a command line, by the command table.
 * @param words those after `gossan`, the one that is being typed last (empty where it is not begun)
 */
export function expected(words: readonly string[]): Expected {
  const [typed, before] = [words.at(-1) ?? '', joinEquals(words.slice(0, -1))];
  const { command, name, rest } = commandOf(before);
  const { positional, pending, options, ended } = readWords(rest, optionsOf(command));

  if (pending) return valuesOf(pending, name, '', options);
  const inline = !ended && /^(--[\w-]+)=/.exec(typed)?.[1];
  if (inline) {
    const spec = optionsOf(command).find((one) => `--${one.name}` === inline);
    return spec && spec.kind !== 'flag' ? valuesOf(spec, name, `${inline}=`, options) : { words: [] };
  }
  if (!ended && typed.startsWith('-')) return { words: optionWords(command, options) };
  if (!command) return { words: commandWords(COMMANDS) };
  if (command.subcommands && positional === 0) return { words: commandWords(command.subcommands) };
  const { names, max } = command.args;
  // nothing more is taken: what is left are options
  if (positional >= max) return { words: optionWords(command, options) };
  const argument = names[Math.min(positional, names.length - 1)]!;
  if (argument.includes('|')) return { words: argument.split('|').map((value) => ({ value })) };
  return { value: meaningOf(argument, name), prefix: '', options };
}

/** bash cuts `--kb=reports` into three words. */
function joinEquals(words: readonly string[]): string[] {
  return words.filter((word) => word !== '=');
}

/** The command that the words name, as far as they do, and the words behind its name. */
function commandOf(words: readonly string[]): { command: Command | undefined; name: string; rest: string[] } {
  const at = words.findIndex((word) => !word.startsWith('-'));
  const command = at === -1 ? undefined : findCommand(COMMANDS, words[at]!);
  if (!command) return { command: undefined, name: '', rest: [...words] };
  const rest = words.filter((_, index) => index !== at);
  const next = rest.findIndex((word, index) => index >= at && !word.startsWith('-'));
  const sub = next === -1 ? undefined : findCommand(command.subcommands ?? [], rest[next]!);
  if (!sub) return { command, name: command.name, rest };
  return { command: sub, name: `${command.name} ${sub.name}`, rest: rest.filter((_, index) => index !== next) };
}

function optionsOf(command: Command | undefined): OptionSpec[] {
  return [...(command?.options ?? findCommand(COMMANDS, 'chat')!.options), ...GLOBAL_OPTIONS];
}

/** How many values each kind of option takes. */
const VALUES = { flag: 0, text: 1, integer: 1, choice: 1, window: 4 } as const;

/** Goes through the words before the cursor: arguments so far, options with their values, and the one that waits for its. */
function readWords(words: readonly string[], specs: readonly OptionSpec[]) {
  const options = new Map<string, string>();
  let positional = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return { positional: positional + words.length - at - 1, options, ended: true };
    if (!word.startsWith('-') || word === '-') {
      positional++;
      continue;
    }
    const [option, inline] = splitOnce(word, '=');
    const spec = specs.find(({ name, short }) => option === `--${name}` || option === `-${short}`);
    if (!spec) continue;
    options.set(spec.name, inline ?? words[at + 1] ?? '');
    const values = inline === undefined ? VALUES[spec.kind] : 0;
    if (at + values >= words.length) return { positional, pending: spec, options, ended: false };
    at += values;
  }
  return { positional, options, ended: false };
}

function valuesOf(spec: OptionSpec, command: string, prefix: string, options: Map<string, string>): Expected {
  if (spec.kind === 'choice') return { words: spec.choices.map((value) => ({ value: prefix + value })) };
  if (spec.kind !== 'text') return { words: [] };
  return { value: meaningOf(spec.value, command, spec.name), prefix, options };
}

function commandWords(commands: readonly Command[]): Candidate[] {
  return commands.map(({ name, summary }) => ({ value: name, help: summary }));
}

function optionWords(command: Command | undefined, used: Map<string, string>): Candidate[] {
  return optionsOf(command)
    .filter((spec) => !used.has(spec.name) || ('repeat' in spec && spec.repeat))
    .map(({ name, summary }) => ({ value: name.length === 1 ? `-${name}` : `--${name}`, help: summary }));
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
