import { parseArgs } from 'node:util';
import { GossanError } from '../core/errors.ts';
import { COMMANDS, findCommand } from './commands/table.ts';
import { type Command, GLOBAL_OPTIONS, type OptionSpec } from './commands/types.ts';
import type { Options, WindowOption } from './invocation.ts';
import { nearest } from './suggest.ts';

/** What a command line asks for, before anything is loaded. */
export interface ParsedLine {
  /** The row, and its full name (`kb add`). Undefined for `gossan --help` and `gossan --version`. */
  command?: Command;
  name: string;
  args: string[];
  options: Options;
  help: boolean;
}

/**
 * Parses the words after `gossan`. Without a command word the chat is meant.
 * @throws GossanError UNKNOWN_COMMAND, USAGE
 */
export function parseLine(argv: readonly string[]): ParsedLine {
  const leading = argv.findIndex((word) => !isGlobalFlag(word));
  const first = leading === -1 ? undefined : argv[leading];
  const globals = leading === -1 ? [...argv] : argv.slice(0, leading);
  if (first === undefined && globals.some((word) => word === '--help' || word === '-h')) {
    return { name: '', args: [], options: readOptions(new Map(), []), help: true };
  }
  if (first === undefined || first.startsWith('-')) return parseFor(findCommand(COMMANDS, 'chat')!, 'chat', [...argv]);

  const command = findCommand(COMMANDS, first);
  if (!command) throw unknownCommand(first, COMMANDS, '');
  const rest = [...globals, ...argv.slice(leading + 1)];
  if (!command.subcommands) return parseFor(command, command.name, rest);
  return parseSubcommand(command, rest);
}

function parseSubcommand(parent: Command, rest: string[]): ParsedLine {
  const at = rest.findIndex((word) => !word.startsWith('-'));
  const word = at === -1 ? undefined : rest[at];
  if (word === undefined) {
    if (parent.load || rest.includes('--help') || rest.includes('-h')) return parseFor(parent, parent.name, rest);
    const names = parent.subcommands!.map((sub) => sub.name).join(', ');
    throw new GossanError('USAGE', {
      detail: `\`gossan ${parent.name}\` needs one of: ${names}.`,
      command: parent.name,
    });
  }
  const sub = findCommand(parent.subcommands!, word);
  if (!sub) throw unknownCommand(word, parent.subcommands!, `${parent.name} `);
  return parseFor(sub, `${parent.name} ${sub.name}`, [...rest.slice(0, at), ...rest.slice(at + 1)]);
}

function parseFor(command: Command, name: string, words: string[]): ParsedLine {
  const wrong = (detail: string) => new GossanError('USAGE', { detail, command: name });
  const specs = [...GLOBAL_OPTIONS, ...command.options];
  const { tokens } = parseArgs({
    args: joinWindows(words, specs, wrong),
    options: Object.fromEntries(
      specs.map((spec) => [
        spec.name,
        { type: spec.kind === 'flag' ? 'boolean' : 'string', ...(spec.short ? { short: spec.short } : {}) } as const,
      ]),
    ),
    allowPositionals: true,
    // Not strict, because the messages are ours: parseArgs speaks to programmers.
    strict: false,
    tokens: true,
  });

  const values = new Map<string, string | true>();
  const given: [name: string, value: string][] = [];
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = specs.find((candidate) => candidate.name === token.name);
    if (!spec) {
      const near = nearest(
        token.name,
        specs.map((candidate) => candidate.name),
      );
      throw wrong(`\`gossan ${name}\` has no option ${token.rawName}.${near ? ` Did you mean --${near}?` : ''}`);
    }
    if (spec.kind === 'flag') {
      if (token.inlineValue) throw wrong(`--${spec.name} takes no value.`);
      values.set(spec.name, true);
    } else {
      if (token.value === undefined || token.value === '') throw wrong(`--${spec.name} needs a value.`);
      if (!token.inlineValue && /^-[^\d]/.test(token.value)) throw wrong(`--${spec.name} needs a value.`);
      values.set(spec.name, token.value);
      given.push([spec.name, token.value]);
    }
  }
  const help = values.has('help');
  if (!help) checkValues(command, values, args, wrong);
  return { command, name, args, options: readOptions(values, given), help };
}

/** `--window 10 20 30 40` becomes `--window=10,20,30,40`: parseArgs knows only one value an option. */
function joinWindows(words: string[], specs: readonly OptionSpec[], wrong: (detail: string) => GossanError): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === '--') return [...joined, ...words.slice(at)];
    const spec = specs.find((candidate) => candidate.kind === 'window' && word === `--${candidate.name}`);
    if (!spec) {
      joined.push(word);
      continue;
    }
    if (words[at + 1]?.includes(',')) {
      joined.push(`${word}=${words[++at]}`);
      continue;
    }
    const four = words.slice(at + 1, at + 5);
    if (four.length < 4 || four.some((value) => !/^-?\d+$/.test(value))) {
      throw wrong(`${word} needs four whole numbers: X Y WIDTH HEIGHT, in pixels from the upper left corner.`);
    }
    joined.push(`${word}=${four.join(',')}`);
    at += 4;
  }
  return joined;
}

function checkValues(
  command: Command,
  values: Map<string, string | true>,
  args: string[],
  wrong: (detail: string) => GossanError,
): void {
  for (const spec of command.options) {
    const value = values.get(spec.name);
    if (value === undefined) {
      if ('required' in spec && spec.required) throw wrong(`--${spec.name} is missing: ${spec.summary}.`);
      continue;
    }
    if (spec.kind === 'choice' && !spec.choices.includes(String(value))) {
      throw wrong(`--${spec.name} is one of ${spec.choices.join(', ')}, not "${value}".`);
    }
    if (spec.kind === 'integer') {
      const number = Number(value);
      if (!/^-?\d+$/.test(String(value)) || number < spec.min || number > spec.max) {
        throw wrong(`--${spec.name} is a whole number from ${spec.min} to ${spec.max}, not "${value}".`);
      }
    }
    if (spec.kind === 'window') {
      const { x, y, width, height } = readWindow(String(value));
      if (![x, y, width, height].every(Number.isInteger) || x < 0 || y < 0 || width < 1 || height < 1) {
        throw wrong(`--${spec.name} is X Y WIDTH HEIGHT: x and y from 0, width and height from 1, not "${value}".`);
      }
    }
  }
  const { names, min, max } = command.args;
  if (args.length < min) throw wrong(`${names.slice(args.length).join(' and ')} is missing.`);
  if (args.length > max) {
    const quotes = max === 1 && names[0] !== 'ID' ? ` Put ${names[0]} in quotation marks if it has spaces.` : '';
    throw wrong(`"${args[max]}" is one argument too many.${quotes}`);
  }
  const empty = args.findIndex((value) => value.trim() === '');
  if (empty !== -1) throw wrong(`${names[Math.min(empty, names.length - 1)]} is empty.`);
}

function readWindow(value: string): WindowOption {
  const [x, y, width, height] = value
    .split(',')
    .map((part) => (/^\s*-?\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  return { x, y, width, height };
}

function readOptions(values: Map<string, string | true>, given: readonly [string, string][]): Options {
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    flag: (name) => values.get(name) === true,
    text,
    texts: (name) => given.filter(([one]) => one === name).map(([, value]) => value),
    integer: (name) => (text(name) === undefined ? undefined : Number(text(name))),
    window: (name) => (text(name) === undefined ? undefined : readWindow(text(name)!)),
  };
}

function isGlobalFlag(word: string): boolean {
  return ['--json', '--debug', '--no-color', '--help', '-h'].includes(word);
}

function unknownCommand(name: string, commands: readonly Command[], prefix: string): GossanError {
  const near = nearest(
    name,
    commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]),
  );
  // `gossan search "…"`: the word is there, one level down.
  const parent = prefix === '' && commands.find(({ subcommands }) => subcommands && findCommand(subcommands, name));
  const question = prefix === '' && /[\s?？\p{Script=Han}]/u.test(name);
  const suggestion = parent
    ? `Did you mean \`gossan ${parent.name} ${name}\`?`
    : near
      ? `Did you mean \`gossan ${prefix}${near}\`?`
      : question
        ? 'To ask a question: gossan ask "…".'
        : `Run \`gossan ${prefix}--help\` for the commands.`;
  return new GossanError('UNKNOWN_COMMAND', { name: prefix + name, suggestion });
}
