import fc from 'fast-check';
import { expect } from 'vitest';
import { GossanError } from '../../../core/errors.ts';
import { openScene } from '../../../tools/spectral/readers/open.ts';

/** How many times the usual number of cases are tried; `npm run check:long` raises it. */
const TIMES = Number(process.env.GOSSAN_FUZZ_TIMES ?? 1);
/** A parser that works longer on a text of some kilobytes hangs on a large one. Of the processor, since tests share it. */
const LONGEST_MS = 1000;

/** Parameters of a property test: the same cases every time, others in the long run. */
export function runs(cases: number): fc.Parameters<unknown> {
  const seed = TIMES === 1 ? 20_241_124 : Date.now() % 2 ** 31;
  return { numRuns: Math.round(cases * TIMES), seed, verbose: false };
}

/** Runs a parser on bad input: it may refuse with an error of the table, and must do so soon. */
export function survives(parse: () => unknown): void {
  const started = process.cpuUsage();
  try {
    parse();
  } catch (error) {
    if (!(error instanceof GossanError)) throw error;
    expect(error.code).not.toBe('INTERNAL');
  }
  expect(workedMs(started)).toBeLessThan(LONGEST_MS);
}

/** {@link survives} for what reads files. */
export async function survivesReading(read: () => Promise<unknown>): Promise<void> {
  const started = process.cpuUsage();
  try {
    await read();
  } catch (error) {
    if (!(error instanceof GossanError)) throw error;
    expect(error.code).not.toBe('INTERNAL');
  }
  expect(workedMs(started)).toBeLessThan(LONGEST_MS);
}

function workedMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Texts made of a valid one: pieces removed, doubled, exchanged, and replaced by what parsers stumble over. */
export function mutated(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(text.length),
    length: fc.nat(12),
    insert: fc.oneof(
      fc.constantFrom(
        ...['', '{', '}', '"', ',', '=', '\n', ';', '[', ']', '(', '-', '0', '1e309', '-1.23e34', 'NaN', 'Infinity'],
        ...[
          '9'.repeat(20),
          '\0',
          '\uFEFF',
          'µ',
          '波',
          '<',
          '>',
          '</',
          '&#0;',
          '&',
          '0x1F',
          '../',
          '1/0',
          '\t',
          ' '.repeat(200),
        ],
      ),
      fc.string({ maxLength: 6, unit: 'binary' }),
      // A piece of the text itself, elsewhere.
      fc.tuple(fc.nat(text.length), fc.nat(60)).map(([from, count]) => text.slice(from, from + count)),
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 5 })
    .map((edits) =>
      edits.reduce(
        (changed, { at, length, insert }) => changed.slice(0, at) + insert + changed.slice(at + length),
        text,
      ),
    );
}

/** Bytes of a valid file with some overwritten, some cut off. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(
    fc.record({
      at: fc.nat(bytes.length - 1),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        fc.constantFrom(
          ...[[0], [255, 255], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128]].map((b) =>
            Uint8Array.from(b),
          ),
        ),
      ),
    }),
    { maxLength: 6 },
  );
  return fc.tuple(edits, fc.option(fc.nat(bytes.length), { freq: 6 })).map(([list, end]) => {
    const changed = Uint8Array.from(bytes);
    for (const { at, bytes: over } of list) changed.set(over.subarray(0, changed.length - at), at);
    return end === null ? changed : changed.subarray(0, end);
  });
}

/** Opens a scene and reads its first 64 × 64 pixels, or what there is of them. */
export async function readCorner(path: string): Promise<void> {
  const reader = await openScene(path);
  try {
    const [width, height] = [Math.min(reader.width, 64), Math.min(reader.height, 64)];
    await reader.readWindow({ x: 0, y: 0, width, height });
  } finally {
    await reader.close();
  }
}
