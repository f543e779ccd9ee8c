import { seededRandom } from '../../core/seeded-random.ts';

/** One blow of the storm. */
export type Blow =
  | { kind: 'keys'; text: string }
  | { kind: 'resize'; columns: number; rows: number }
  /** Ctrl-C, which would leave the chat when it comes twice within two seconds. */
  | { kind: 'interrupt' };

const WORDS = [
  'alunite',
  'where ',
  'is the ',
  '2.2 µm ',
  '明矾石',
  '这里有没有',
  '高岭石？',
  ' ',
  '  ',
  'K',
  'é',
  'ë́',
  '👨‍👩‍👧',
  '🇨🇱',
  '①',
  'ｱ',
  '가',
  'ไ',
  'שלום',
  '\\',
];
/** Keys of all kinds of terminals; none that leaves, and none that would stop the terminal where the chat has been left. */
const KEYS = [
  ...['\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1bOA', '\x1bOD', '\x1b[H', '\x1b[F', '\x1b[1~', '\x1b[4~', '\x1b[3~'],
  ...[
    '\x1b[1;5C',
    '\x1b[1;5D',
    '\x1b[1;3C',
    '\x1bb',
    '\x1bf',
    '\x1bd',
    '\x1b\x7f',
    '\x1b[3;5~',
    '\x1b[13;2u',
    '\x1b[27;2;13~',
  ],
  ...[
    '\x01',
    '\x02',
    '\x05',
    '\x06',
    '\x07',
    '\x08',
    '\n',
    '\x0b',
    '\x0e',
    '\x10',
    '\x12',
    '\x12',
    '\x15',
    '\x17',
    '\x19',
  ],
  ...['\t', '\t', '\x1b[Z', '\x7f', '\x7f', '\x7f', '\x1b', '\x1b\r', '\x1b\x1b[A', 'x\x04', '\x1b[5~', '\x1b[6~'],
];
/** What documents and models may hold, and what no keyboard sends. */
export const HOSTILE = [
  '\x1b[2J',
  '\x1b[3J',
  '\x1b[H',
  '\x1b[35m',
  '\x1b[38;5;201m',
  '\x1b[5m',
  '\x1b[7A',
  '\x1b[99C',
  '\x1b[12;40H',
  '\x1bc',
  '\x1b[?1049h',
  '\x1b]0;owned\x07',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\',
  '\x1bP1$r0m\x1b\\',
  '\x1b_Gi=1;OK\x1b\\',
  '\x9b31m',
  '\x9d0;x\x9c',
  '\x1b[',
  '\x1b]',
  '\x1b]52;',
  '\x1bP',
  '\x1b[999',
  '\x1b[1;2;3;4;5;6u',
  '\x1b[99999999u',
  '\x1b[55296u',
  '\x1b[?62;4c',
  '\x1b[8;24;80t',
  '\x1b[<0;10;10M',
  '\x00',
  '\x07',
  '\x0c',
  '\x0e',
  '\x0f',
  '\x1a',
  '\x1c',
  '\x85',
  '\x90',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\ufffe',
  '\ud800',
  '\x1b[201~',
];

/** Many blows for a seed, the same each time. The sizes of pastes are spread by their order of magnitude, up to 1 MB. */
export function* keyStorm(seed: number, count: number): Generator<Blow> {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const hostileText = (length: number): string => {
    let text = '';
    while (text.length < length) text += pick([pick(WORDS), pick(HOSTILE), pick(HOSTILE), '\n', '\r\n', '\t']);
    return text.slice(0, length);
  };
  for (let at = 0; at < count; at++) {
    const dice = random();
    if (dice < 0.4) yield { kind: 'keys', text: pick(WORDS) };
    else if (dice < 0.72) yield { kind: 'keys', text: pick(KEYS) };
    else if (dice < 0.84) yield { kind: 'keys', text: pick(HOSTILE) };
    else if (dice < 0.9) {
      const size = Math.ceil(10 ** (random() * 4));
      // the mark of the end of a paste must not stand in it: a terminal takes it out
      yield { kind: 'keys', text: paste(hostileText(size)) };
    } else if (dice < 0.96) {
      yield { kind: 'resize', columns: 20 + Math.floor(random() * 141), rows: 6 + Math.floor(random() * 45) };
    } else if (dice < 0.985) {
      const command = pick(['/lang ', '/cite ', '/kb use ', '/nothing ', '/he', '/adapter use ']);
      yield { kind: 'keys', text: `\x15${command}${hostileText(12).replace(/[\r\n/]/g, '')}\r` };
    } else if (dice < 0.995) yield { kind: 'keys', text: '\r' };
    else if (dice < 0.998) yield { kind: 'keys', text: `${paste(hostileText(1_000_000))}\x15\x0b` };
    else yield { kind: 'interrupt' };
  }
}

function paste(text: string): string {
  return `\x1b[200~${text.replaceAll('\x1b[201~', '')}\x1b[201~`;
}
