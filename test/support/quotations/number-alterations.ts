import { alteration, type EditKind, likeCase } from './edit.ts';
import type { Random } from './random.ts';
import { NUMBER_WORDS, UNITS } from './vocabulary.ts';

/** A number that is no part of a name, a formula or an address. */
const NUMBER = /(?<![A-Za-z\d_.,/])\d+(?:,\d{3})*(?:\.\d+)?(?![\d_]|\.[\da-z])/gu;
const HAN_DIGITS = [...'二三四五六七八九'];

const digitChanged = alteration('digit changed', [
  { find: NUMBER, by: ([number], random) => otherDigit(number, random) },
]);

const digitsSwapped = alteration('digits swapped', [
  {
    find: NUMBER,
    by: ([number]) =>
      [...number.matchAll(/(?=(\d)([,.]?)(\d))/g)]
        .filter(([, a, , b], at) => a !== b && !(at === 0 && b === '0'))
        .map(
          ({ index, 1: a, 2: mark, 3: b }) =>
            `${number.slice(0, index)}${b}${mark}${a}${number.slice(index + 2 + mark!.length)}`,
        ),
  },
]);

const pointMoved = alteration('decimal point moved', [
  {
    find: NUMBER,
    by([number]) {
      if (/^(?:1[5-9]|20)\d\d$/.test(number) || /,|^0$/.test(number)) return null;
      const [whole, part] = number.split('.') as [string, string?];
      if (part === undefined)
        return whole.length > 1 ? [`${whole.slice(0, -1)}.${whole.slice(-1)}`, `${whole}0`] : `${whole}0`;
      const right = [whole + part[0], part.slice(1)].filter((digits) => digits !== '').join('.');
      const left = `${whole.slice(0, -1) || '0'}.${whole.slice(-1)}${part}`;
      return whole === '0' ? [right.replace(/^0+(?=\d)/, ''), `0.0${part}`] : [right, left, whole + part];
    },
  },
]);

const rangeEndChanged = alteration('end of a range changed', [
  {
    find: /(?<![\d.,–-])(\d+(?:\.\d+)?)( ?[-–‒—] ?|(?: ?[a-zμ°˚]+|米| ?°C| ?%)?(?: to | and | ?至 ?))(\d+(?:\.\d+)?)(?![\d,]|\.\d)/gu,
    by([, from, between, to], random) {
      if (Number(from) >= Number(to)) return null;
      return (random.chance(0.5) ? [otherDigit(from!, random), to] : [from, otherDigit(to!, random)]).join(between);
    },
  },
]);

const perMille = alteration('percent to per mille', [
  { find: /(?<=\d ?)%/gu, by: () => '‰' },
  { find: /\bpercent\b/gu, by: () => 'per mille' },
]);

const signChanged = alteration('sign changed', [
  {
    find: /(?<=[a-z,] |\(|\p{Script=Han})\d+(?:\.\d+)?(?= ?(?:%|percent|[°˚]C|K\b|ppm|mm\b|m\b|nm\b|μm|nT))/gu,
    by: ([number]) => [`-${number}`, `−${number}`],
  },
  { find: /(?<=[\s(])[-−](?=\d)/gu, by: () => '' },
  { find: /±/gu, by: () => ['+', '−'] },
]);

const numberWordChanged = alteration('number in words changed', [
  {
    find: new RegExp(`\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'gi'),
    by: ([word]) => others(NUMBER_WORDS, word.toLowerCase()).map((other) => likeCase(other, word)),
  },
  { find: /\b(?:million|billion)\b/g, by: ([word]) => others(['million', 'billion'], word) },
  { find: /\b(?:quarter|third|half)\b(?= of)/g, by: ([word]) => others(['quarter', 'third', 'half'], word) },
  { find: /[二三四五六七八九](?=[分个件倍条十批])/gu, by: ([digit]) => others(HAN_DIGITS, digit) },
  { find: /(?<=分之)[一二三]/gu, by: ([digit]) => others(['一', '二', '三'], digit) },
]);

const formulaChanged = alteration('chemical formula changed', [
  {
    find: /(?<![A-Za-z\d_])(?:[A-Z][a-z]?\d*){2,}(?![A-Za-z\d_])/gu,
    by([formula], random) {
      const digit = /[A-Z][a-z]?[2-9](?!\d)/.exec(formula);
      if (digit === null || /[A-Z]{3}/.test(formula)) return null;
      const at = digit.index + digit[0].length - 1;
      return formula.slice(0, at) + otherDigit(formula[at]!, random) + formula.slice(at + 1);
    },
  },
]);

const unitChanged = alteration('unit changed', [
  {
    find: new RegExp(
      `(?<=(?<![A-Za-z\\d.,])[\\d.,]*\\d[ -]?)(?:${Object.keys(UNITS)
        .sort((a, b) => b.length - a.length)
        .join('|')})(?![A-Za-z\\d/])`,
      'gu',
    ),
    by: ([unit]) => UNITS[unit]!,
  },
]);

const yearChanged = alteration('year changed', [
  {
    find: /(?<![\d./-])(?:1[89]|20)\d\d(?![\d./-])(?! ?(?:[a-zμ]{1,3}\b|米))/gu,
    by: ([year], random) => String(Number(year) + (random.chance(0.5) ? 1 : -1) * (1 + random.below(9))),
  },
]);

export const NUMBER_ALTERATIONS: readonly EditKind[] = [
  digitChanged,
  digitsSwapped,
  pointMoved,
  rangeEndChanged,
  perMille,
  signChanged,
  numberWordChanged,
  formulaChanged,
  unitChanged,
  yearChanged,
];

/** The number with one digit exchanged; it keeps its length, and no leading zero appears. */
function otherDigit(number: string, random: Random): string {
  const { index, 0: digit } = random.pick([...number.matchAll(/\d/g)]);
  const lowest = index === 0 && number.length > 1 && number[1] !== '.' ? 1 : 0;
  const put = random.pick(
    Array.from({ length: 10 - lowest }, (_, at) => String(at + lowest)).filter((d) => d !== digit),
  );
  return number.slice(0, index) + put + number.slice(index + 1);
}

function others<T>(list: readonly T[], than: T): T[] {
  return list.filter((one) => one !== than);
}
