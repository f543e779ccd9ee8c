import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Quantity, readNumbers } from '../agents/ledger/quantities.ts';
import { plainUnit } from '../agents/ledger/units.ts';

/** Each unit with ways to write it, a space or none before it. */
const UNITS: Record<string, string[]> = {
  km2: [' km²', ' km2', ' square kilometres', ' sq. km', '平方公里', ' 平方千米'],
  ha: [' ha', ' hectares', '公顷'],
  m: [' m', 'm', ' metres', ' meters', '米', '-m'],
  km: [' km', '\u00a0km', ' kilometres', '公里', '千米'],
  um: [' µm', ' μm', 'um', ' microns', ' micrometres', '微米'],
  nm: [' nm', ' nanometres', '纳米'],
  '%': [' %', '%', ' per cent', ' percent', '％'],
  ppm: [' ppm', 'ppm', ' parts per million'],
  'g/t': [' g/t', ' g t⁻¹', ' g per t', ' grams per tonne'],
  Ma: [' Ma', ' Myr', ' m.y.', ' million years', '百万年'],
  t: [' t', ' tonnes', '吨'],
  degC: [' °C', '°C', ' ℃', ' degrees Celsius', '摄氏度'],
  MPa: [' MPa', ' megapascals', '兆帕'],
};

const unit = fc.constantFrom(...Object.keys(UNITS));
const decimals = fc.integer({ min: 0, max: 4 });
/** An amount of so many decimals, up to ten million. */
const amount = fc.tuple(fc.integer({ min: 1, max: 99_999_999 }), decimals).map(([whole, places]) => ({
  value: Number(`${whole}e-${places}`),
  places,
}));

const grouped = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, mark);

/** Ways to write an amount that a text leaves no doubt about. */
function writings({ value, places }: { value: number; places: number }): string[] {
  const plain = value.toFixed(places);
  const [whole, part] = plain.split('.') as [string, string?];
  const rest = part === undefined ? '' : `.${part}`;
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const raised = [...String(Number(exponent))]
    .map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]!))
    .join('');
  return [
    plain,
    `${grouped(whole, ',')}${rest}`,
    `${grouped(whole, '\u202f')}${rest}`,
    [...plain].map((sign) => (sign === '.' ? '．' : String.fromCharCode(sign.charCodeAt(0) + 0xfee0))).join(''),
    `${mantissa}e${Number(exponent)}`,
    `${mantissa} × 10${raised}`,
    `${mantissa} x 10^${Number(exponent)}`,
    // a point or a comma is clear beside the other one
    ...(part !== undefined && whole.length > 3 ? [`${grouped(whole, '.')},${part}`] : []),
  ];
}

const only = (text: string): Quantity => {
  const { quantities } = readNumbers(text);
  expect(
    quantities.map((one) => one.text),
    text,
  ).toHaveLength(1);
  return quantities[0]!;
};

const FRAMES = ['Alunite covers N.', 'It is N, as mapped', 'N of it', '面积为N。', '（N）', 'the body (N) is'];

describe('a quantity', () => {
  it('is read back from every way of writing it', () => {
    fc.assert(
      fc.property(amount, unit, fc.nat(), fc.nat(), fc.constantFrom(...FRAMES), (size, id, a, b, frame) => {
        const ways = writings(size);
        const written = ways[a % ways.length]!;
        const spelled = UNITS[id]![b % UNITS[id]!.length]!;
        // thousands in groups are no decimals: "1,234" alone stays with English and Chinese usage
        const read = only(frame.replace('N', `${written}${spelled}`));
        expect(read.unit === 'g/t' ? 'g/t' : plainUnit(read.unit).replace(/^g.*$/, 'g/t')).toBe(id);
        expect(Math.abs(read.value - size.value)).toBeLessThanOrEqual(1e-12 * size.value);
        expect(read.readings).toBeUndefined();
      }),
      { numRuns: 4000 },
    );
  });

  it('is read back from Chinese numerals', () => {
    const DIGITS = '零一二三四五六七八九';
    /** 10203 → 一万零二百零三. */
    const spell = (n: number): string => {
      const section = (part: number): string => {
        let text = '';
        let gap = false;
        for (const [place, sign] of [
          [1000, '千'],
          [100, '百'],
          [10, '十'],
          [1, ''],
        ] as const) {
          const digit = Math.floor(part / place) % 10;
          if (digit === 0) {
            gap = text !== '';
            continue;
          }
          text += `${gap ? '零' : ''}${DIGITS[digit]}${sign}`;
          gap = false;
        }
        return text;
      };
      const [high, low] = [Math.floor(n / 10_000), n % 10_000];
      if (high === 0) return section(low);
      return `${section(high)}万${low === 0 ? '' : `${low < 1000 ? '零' : ''}${section(low)}`}`;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 99_999_999 }),
        fc.constantFrom('米', '吨', '平方公里', '克'),
        (n, measure) => {
          expect(only(`约有${spell(n)}${measure}`).value).toBe(n);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('keeps the ends of a range, and a tolerance', () => {
    const joints = ['–', '-', ' to ', '—', '至', '～'];
    fc.assert(
      fc.property(amount, amount, unit, fc.constantFrom(...joints), (a, b, id, joint) => {
        const [low, high] = a.value <= b.value ? [a, b] : [b, a];
        const spelled = UNITS[id]!.find((way) => !way.startsWith('-'))!;
        const text = `It is ${low.value.toFixed(low.places)}${joint}${high.value.toFixed(high.places)}${spelled} wide`;
        const { quantities } = readNumbers(text);
        expect(
          quantities.map(({ role }) => role),
          text,
        ).toEqual(['low', 'high']);
        expect(quantities.map(({ value }) => value)).toEqual([low.value, high.value]);
        expect(new Set(quantities.map((one) => one.unit)).size).toBe(1);
        const pm = readNumbers(
          `It is ${high.value.toFixed(high.places)} ± ${low.value.toFixed(low.places)}${spelled}.`,
        );
        expect(pm.quantities.map(({ role, value }) => [role, value])).toEqual([
          ['single', high.value],
          ['tolerance', low.value],
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its place in the text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, unit), { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts
          .map(([size, id]) => `a body of ${size.value.toFixed(size.places)}${UNITS[id]![0]!}`)
          .join('; ');
        const { quantities } = readNumbers(text);
        expect(quantities).toHaveLength(parts.length);
        for (const one of quantities) {
          expect(text.slice(one.at, one.end)).toBe(one.text);
          expect(one.spanEnd).toBeGreaterThan(one.end);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('reading never fails, whatever stands in the text', () => {
  const bits = fc.constantFrom(
    ...'0123456789.,-–—~±×x/^()% ½一二十百千万亿点分之年第图 µmkgtae°′″NS:'.split(''),
    '10',
    'km²',
    '分之',
    'Figure ',
    'and ',
    ' to ',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
      for (const one of readNumbers(parts.join('')).quantities) expect(Number.isFinite(one.value)).toBe(true);
    }),
    { numRuns: 5000 },
  );
  // long runs of one sign must not make a search of searches: this would outlast the test
  for (const unitOf of ['1', '1,', '1 ', '一', '(', 'and ', '1.', '10^', '/m', ' m-1', '-1', 'Figure 1, '])
    readNumbers(unitOf.repeat(20_000 / unitOf.length));
});
