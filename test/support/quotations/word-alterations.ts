import type { Language } from '../../../core/language.ts';
import { alteration, changeOne, type EditKind, likeCase, matches, type Rule } from './edit.ts';
import { DENIED, EXTENTS, LOOKALIKES, NAMES, NEARLY_SO_NAMED, OPPOSITES } from './vocabulary.ts';

const BOTH: readonly Language[] = ['en', 'zh'];

const denials: readonly Rule[] = [
  {
    find: /\b(?:is|are|was|were|can|could|may|will|would|should|must|has been|have been)\b(?! (?:not|never|no|only)\b)/gu,
    by: ([verb]) => [
      verb.replace(/^\w+/, '$& not'),
      verb.replace(/^\w+/, '$& never'),
      verb === 'can' ? 'cannot' : verb.replace(/^(is|are|was|were|could|would|should|has|have)\b/, '$1n’t'),
    ],
  },
  wordRule(DENIED.map(([denied, affirmed]) => [affirmed, denied])),
  { find: /发育|出露|位于|影响|参与|表明|说明|覆盖/gu, by: ([verb]) => [`不${verb}`, `未${verb}`] },
  { find: /可见|(?<=[矿区化带侧接触])见(?!于)/gu, by: ([verb]) => (verb === '可见' ? ['不可见', '未见'] : '未见') },
  { find: /(?<!所|具)有(?=关)/gu, by: () => ['无', '没有'] },
  { find: /容易|明显/gu, by: ([word]) => `不${word}` },
  { find: /必须|应(?=[先对布为])/gu, by: ([word]) => (word === '必须' ? '不必' : '不应') },
  { find: /均(?=由|低|高)/gu, by: () => '均不' },
];

const negationPutIn: EditKind = {
  kind: 'negation put in',
  languages: BOTH,
  apply: (text, random, _corpus, keep) =>
    // "whether it is not" asks what "whether it is" asks, and a second negation may undo the first.
    /\bwhether\b|不(?!整)|未|没有|无法/.test(text) ? null : changeOne(text, random, keep, denials),
};

const negationTakenOut = alteration('negation taken out', [
  { find: /(?<!\bor) not\b(?! (?:only|just|necessarily)\b)/gu, by: () => '' },
  { find: /\bcannot\b/gu, by: () => 'can' },
  { find: /(?<=\b(?:do|does|did|is|are|was|were|would|could|should|have|has))n['’]t\b/gu, by: () => '' },
  { find: /\bnever /gu, by: () => '' },
  { find: /\bno longer\b/gu, by: () => 'still' },
  { find: /\bno (?=[a-z])(?!longer)/gu, by: () => ['', 'a ', 'some '] },
  { find: /\bNo (?=[a-z])/gu, by: () => ['Some ', 'A '] },
  { find: /\bneither\b(.*?)\bnor\b/gu, by: ([, middle]) => [`both${middle}and`, `either${middle}or`] },
  { find: /\bnone\b/gu, by: () => ['all', 'some'] },
  wordRule(DENIED),
  { find: /不能/gu, by: () => '能' },
  { find: /不(?=应|宜|说明|影响|超过|深于|小于)/gu, by: () => '' },
  { find: /没有(?=参与|覆盖|给出|发现)/gu, by: () => ['', '已'] },
  { find: /没有(?=诊断)/gu, by: () => '有' },
  { find: /未(?=参与|进行|见)/gu, by: () => '' },
  { find: /尚未/gu, by: () => '已' },
  { find: /无关/gu, by: () => '有关' },
  { find: /无法/gu, by: () => '可以' },
  { find: /而不是/gu, by: () => ['也是', '而且是'] },
  { find: /不整合/gu, by: () => '整合' },
]);

const MONTH = /^(?:January|February|March|April|June|July|August|September|October|November|December)$/;

/** Leaves a denial out as if it were no more than a part that is not needed. */
const negationHidden = alteration('negation hidden by an ellipsis', [
  {
    find: /(?<=[\p{L},]{3} )(?:[a-z]+ ){0,2}(?:not|never|no|without|cannot)\b(?! (?:only|just|necessarily)\b)(?: [a-z]+){0,2}(?= [a-z]+ [a-z]+)/gu,
    by: () => ['…', '...', '[...]', '[…]'],
  },
  {
    find: /(?:没有|不能|无法|不(?!整合|同)|未)\p{Script=Han}{0,2}(?=\p{Script=Han}{2})/gu,
    by: () => ['……', '…', '...'],
  },
]);

const nameRule: Rule = {
  find: oneOf([...NAMES.flat(), ...LOOKALIKES.flat()], 's?'),
  by([found], random) {
    const name = found.toLowerCase();
    const alike = LOOKALIKES.filter((pair) => pair.includes(name)).map(([a, b]) => (a === name ? b : a));
    const akin = NAMES.filter((row) => row.includes(name)).flatMap((row) => row.filter((other) => other !== name));
    const others = akin.length === 0 || (alike.length > 0 && random.chance(0.5)) ? alike : akin;
    return others.map((other) => likeCase(other, found));
  },
};

const nameChanged = alteration('mineral, rock or metal changed', [
  nameRule,
  {
    find: /(?<=\d ?(?:%|ppm) )(?:Sn|Ag|W|Cu|Pb)\b/gu,
    by: ([symbol]) => ['Sn', 'Ag', 'W', 'Pb', 'Zn', 'Au'].filter((other) => other !== symbol),
  },
]);

const turnedRound = alteration('direction or comparison turned round', [
  wordRule(OPPOSITES.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])),
  { find: /(?<=\s|\()[<>≤≥](?=\s?\d)/gu, by: ([found]) => ({ '<': '>', '>': '<', '≤': '≥', '≥': '≤' })[found]! },
  { find: /\bat least\b/gu, by: () => 'at most' },
  { find: /\bup to\b(?= (?:a|\d))/gu, by: () => 'at least' },
]);

const extentChanged = alteration('modal or extent changed', [wordRule(EXTENTS)]);

const authorChanged: EditKind = {
  kind: 'author changed',
  languages: BOTH,
  apply(text, random, { authors }, keep) {
    const known = new Set(authors.en);
    return changeOne(text, random, keep, [
      {
        find: /\b[A-Z][a-z]{3,}(?=(?: et al\.?| and others| and [A-Z]\w+)?,? \(?(?:1[89]|20)\d\d)/gu,
        by([found]) {
          if (!known.has(found)) return null;
          const near = NEARLY_SO_NAMED[found];
          return near !== undefined && random.chance(0.4) ? near : authors.en.filter((other) => !text.includes(other));
        },
      },
      {
        find: /(?<=^|。)\p{Script=Han}{2,3}(?=等?（\d{4}）)/gu,
        by: ([found]) => [...authors.zh.filter((other) => other !== found), `${found[0]}志强`],
      },
    ]);
  },
};

const namesSwapped: EditKind = {
  kind: 'two names swapped',
  languages: BOTH,
  apply(text, random, { names }, keep) {
    const proper = matches(text, /(?<![\w-])[A-Z][a-z]{3,}(?![\w-])/gu, keep).filter(
      ([word]) => names.has(word) && !MONTH.test(word),
    );
    const pairs = [proper, matches(text, nameRule.find, keep)].flatMap((found) =>
      found.flatMap((a) => found.filter((b) => swapMatters(text, a, b)).map((b) => [a, b] as const)),
    );
    if (pairs.length === 0) return null;
    const [a, b] = random.pick(pairs);
    const end = b.index + b[0].length;
    const swapped = likeCase(b[0], a[0]) + text.slice(a.index + a[0].length, b.index) + likeCase(a[0], b[0]);
    return {
      text: text.slice(0, a.index) + swapped + text.slice(end),
      done: `‹${a[0]}› ⇄ ‹${b[0]}›`,
      start: a.index,
      end,
    };
  },
};

export const WORD_ALTERATIONS: readonly EditKind[] = [
  negationPutIn,
  negationTakenOut,
  negationHidden,
  nameChanged,
  turnedRound,
  extentChanged,
  authorChanged,
  namesSwapped,
];

/** In a mere list the order of two names says nothing; between others must stand a verb, a number or a relation. */
function swapMatters(text: string, a: RegExpExecArray, b: RegExpExecArray): boolean {
  const between = text.slice(a.index + a[0].length, b.index);
  if (b.index <= a.index || between.length > 90 || a[0].toLowerCase() === b[0].toLowerCase()) return false;
  return (
    /\d|\b(?:than|from|to|into|by|is|are|was|were|has|have|include|contain|whereas|while|but|after|before|replac\w+)\b|为|由|交代|多于|在/.test(
      between,
    ) && !/^\W*(?:and|or)?\W*(?:from|to|by|in)?\W*$/.test(between)
  );
}

/** Whole words, the first of each row becoming one of the others; Chinese words wherever they stand. */
function wordRule(rows: readonly (readonly string[])[]): Rule {
  return {
    find: oneOf(rows.map(([word]) => word!)),
    by: ([found]) =>
      rows
        .filter(([word]) => word === found.toLowerCase())
        .flatMap(([, ...others]) => others.map((other) => likeCase(other, found))),
  };
}

function oneOf(words: readonly string[], ending = ''): RegExp {
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length).join('|');
  return new RegExp(`(?<![A-Za-z]|non-)(?:${longestFirst})(?=${ending}(?![A-Za-z]))`, 'giu');
}
