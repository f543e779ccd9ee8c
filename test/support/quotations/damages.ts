import type { Language } from '../../../core/language.ts';
import { changeOne, changeSome, type Edit, type EditKind, matches, type Rule, replaced, type Span } from './edit.ts';
import type { Random } from './random.ts';
import type { Corpus } from './sentences.ts';
import { BY_LOSS, DENIED, EXTENTS, LOOKALIKES, NAMES, NUMBER_WORDS, OPPOSITES } from './vocabulary.ts';

/** A damage that a reader would not call an alteration. One that loses something is never joined with another that does. */
export interface Damage extends EditKind {
  loses: boolean;
}

const EN: readonly Language[] = ['en'];
const ZH: readonly Language[] = ['zh'];
const BOTH: readonly Language[] = ['en', 'zh'];

/** Whole words: what another damage broke off is none. */
const LONG_WORD = /(?<![\p{L}\p{N}\p{M}_.\n\u00AD‐‑–-]|- )\p{Ll}{7,}(?![\p{L}\p{N}\p{M}_\n\u00AD‐‑–-])/gu;

/** Words in which a letter may carry the meaning: they are not to be damaged. */
const WEIGHTY = new Set(
  [NAMES, LOOKALIKES, OPPOSITES, EXTENTS, DENIED, [NUMBER_WORDS]]
    .flat(2)
    .concat('percent percentage million millions billion centigrade kelvin gigabyte gigabytes megabytes'.split(' '))
    .concat('micron microns micrometers nanometers meters metres kilometers kilometres degrees seconds'.split(' '))
    .concat('neither nothing however although whereas except without'.split(' ')),
);
/** Negating and contrasting beginnings, and the endings by which minerals, salts and elements are told apart. */
const WEIGHTY_FORM =
  /^(?:non|un|in|im|ir|dis|anti|mis|over|under|hyper|hypo|endo|exo|intra|inter|pre|post)|(?:less|free|ides?|ates?|ites?|itic|iums?|ine|ane|ene|ols?|ly)$/;

const lineBreaks: Damage = {
  kind: 'line breaks',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const put = random.pick(['\n', '\r\n', ' \n']);
    const between = /(?<=\p{Script=Han})(?=\p{Script=Han})| /gu;
    return changeSome(text, random, keep, between, 1 + random.below(4), () => put);
  },
};

const hyphenAtBreak: Damage = {
  kind: 'word hyphenated at a line break',
  languages: EN,
  loses: false,
  apply(text, random, corpus, keep) {
    return breakWord(text, random, corpus, keep, ['-\n', '-\r\n', '‐\n', '- ', '-']);
  },
};

const softHyphen: Damage = {
  kind: 'soft hyphen',
  languages: EN,
  loses: false,
  apply(text, random, corpus, keep) {
    return breakWord(text, random, corpus, keep, ['\u00AD', '\u00AD\n']);
  },
};

const brokenWord: Damage = {
  kind: 'word broken without a hyphen',
  languages: EN,
  loses: false,
  apply(text, random, corpus, keep) {
    return breakWord(text, random, corpus, keep, ['\n']);
  },
};

const compoundAtBreak: Damage = {
  kind: 'compound at a line break',
  languages: EN,
  loses: false,
  apply(text, random, _corpus, keep) {
    const rule: Rule = { find: /(?<=\p{Ll}{3})-(?=\p{Ll}{3})/gu, by: () => ['-\n', '\u00AD', '\n', ''] };
    return changeOne(text, random, keep, [rule]);
  },
};

const ligatures: Damage = {
  kind: 'ligatures as single glyphs',
  languages: EN,
  loses: false,
  apply(text, random, _corpus, keep) {
    const glyphs: Record<string, string> = { ffi: 'ﬃ', ffl: 'ﬄ', fi: 'ﬁ', fl: 'ﬂ', ff: 'ﬀ' };
    return changeSome(text, random, keep, /ffi|ffl|fi|fl|ff/g, 99, ([found]) => glyphs[found]!);
  },
};

const lostLigature: Damage = {
  kind: 'ligature lost',
  languages: EN,
  loses: true,
  apply(text, random, corpus, keep) {
    return loseFromWord(text, random, corpus, keep, /(?<=\p{Ll})(?:ffi|ffl|fi|fl|ff)/gu, ['', '\uFFFD', ' ']);
  },
};

const lostGlyph: Damage = {
  kind: 'glyph lost in a long word',
  languages: EN,
  loses: true,
  apply(text, random, corpus, keep) {
    return loseFromWord(text, random, corpus, keep, /(?<=\p{Ll}{2})\p{Ll}(?=\p{Ll}{2})/gu, ['', '', '\uFFFD']);
  },
};

const doubledSpaces: Damage = {
  kind: 'doubled spaces',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const find = /(?<=\p{Script=Han})(?=\p{Script=Han})|(?<=[\p{Script=Han}，])(?=\d)| /gu;
    return changeSome(text, random, keep, find, 1 + random.below(5), ([found]) => `${found} `);
  },
};

const missingSpace: Damage = {
  kind: 'space missing',
  languages: BOTH,
  loses: true,
  apply(text, random, corpus, keep) {
    const joins = (left: string, right: string) =>
      !WEIGHTY.has(left) && !WEIGHTY.has(right) && !corpus.words.has(left + right);
    return changeOne(text, random, keep, [
      {
        find: /(?<=(?<!\p{L})(\p{Ll}{4,})) (?=(\p{Ll}{4,})(?!\p{L}))/gu,
        by: (match) => (joins(match[1]!, match[2]!) ? '' : null),
      },
      { find: /(?<=\p{Ll}[,;:)]) (?=\p{Ll})/gu, by: () => '' },
      { find: /(?<=\p{Script=Han}) (?=\d)/gu, by: () => '' },
    ]);
  },
};

const otherSpaces: Damage = {
  kind: 'other spaces',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const put = random.pick(['\u00A0', '\u2009', '\u202F', '\u2002', '\u3000']);
    return changeSome(text, random, keep, / /g, 99, () => put);
  },
};

const quotes: Damage = {
  kind: 'curly or straight quotes',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const other: Record<string, readonly string[]> = {
      '“': ['"', "''", '„'],
      '”': ['"', "''"],
      '"': ['”'],
      '’': ["'", '´', '‘'],
      '‘': ["'", '`'],
      "'": ['’'],
    };
    const pick = random.below(3);
    return changeSome(text, random, keep, /[“”"’‘']/g, 99, ([found]) => other[found]![pick % other[found]!.length]!);
  },
};

const dashes: Damage = {
  kind: 'other dashes',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    return changeOne(text, random, keep, [
      { find: /(?<=\d ?)[-–‒](?= ?\d)/gu, by: () => ['-', '–', '‒', '‐', '‑', '—'] },
      { find: /(?<=\p{L})[-‐](?=\p{L})/gu, by: () => ['‐', '‑', '–'] },
      { find: /(?<=\p{L})–(?=\p{L})/gu, by: () => ['-', '‑'] },
      { find: /(?<=\p{L}) ?— ?(?=\p{L})/gu, by: () => ['--', ' – ', ' — ', '—'] },
    ]);
  },
};

const microSign: Damage = {
  kind: 'micro sign or Greek mu',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    return changeSome(text, random, keep, /[μµ]/g, 99, ([found]) => (found === 'μ' ? 'µ' : 'μ'));
  },
};

const lookalikeGreek: Damage = {
  kind: 'Greek letter lost to one like it',
  languages: BOTH,
  loses: true,
  apply(text, random, _corpus, keep) {
    return changeOne(text, random, keep, [
      { find: /[μµ](?=(?:m|Sv)\b)/gu, by: () => 'u' },
      { find: /β/gu, by: () => 'ß' },
      { find: /ε/gu, by: () => ['ϵ', 'є'] },
      { find: /Δ/gu, by: () => '∆' },
    ]);
  },
};

const normalForm: Damage = {
  kind: 'composed, decomposed or compatible characters',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const whole = random
      .shuffled(['NFC', 'NFD', 'NFKC', 'NFKD'])
      .map((form) => ({ form, text: text.normalize(form) }))
      // A raised digit or a fraction beside a number becomes part of it.
      .find((other) => other.text !== text && !/[\u00B2\u00B3\u00B9\u2070-\u2089¼-¾]/.test(text));
    const put: Record<string, string> = {
      '°C': '℃',
      '˚C': '℃',
      μm: '㎛',
      nm: '㎚',
      mm: '㎜',
      km: '㎞',
      石: '⽯',
      山: '⼭',
      水: '⽔',
      大: '⼤',
      小: '⼩',
      金: '⾦',
      面: '⾯',
    };
    const compatible = changeSome(
      text,
      random,
      keep,
      /(?<=\d ?)(?:[°˚]C|[μnmk]m)(?!\p{L})|[石山水大小金面]/gu,
      99,
      ([found]) => put[found]!,
    );
    if (whole === undefined || (compatible !== null && random.chance(0.5))) return compatible;
    return { text: whole.text, done: whole.form, start: 0, end: whole.text.length };
  },
};

const raisedOrLowered: Damage = {
  kind: 'raised or lowered figures',
  languages: EN,
  loses: false,
  apply(text, random, _corpus, keep) {
    const lowered = (formula: string) =>
      formula.replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
    return changeOne(text, random, keep, [
      { find: /(?<=\d ?(?:[kcm]?m))[23](?![\d.])/gu, by: ([power]) => (power === '2' ? '²' : '³') },
      { find: /(?<=\d [kcm]?m)-1(?!\d)/gu, by: () => '⁻¹' },
      { find: /(?<=\bFe)[23]\+/gu, by: ([charge]) => (charge === '2+' ? '²⁺' : '³⁺') },
      {
        find: /(?<![A-Za-z\d_])(?:[A-Z][a-z]?\d?){2,}(?![A-Za-z\d_])/gu,
        by: ([formula]) => (/\d/.test(formula) && !/[A-Z]{3}/.test(formula) ? lowered(formula) : null),
      },
    ]);
  },
};

const fullWidth: Damage = {
  kind: 'full-width or half-width characters',
  languages: ZH,
  loses: false,
  apply(text, random, _corpus, keep) {
    const wide = ([found]: RegExpExecArray) => String.fromCharCode(found.charCodeAt(0) + 0xfee0);
    const narrow: Record<string, string> = { '，': ',', '：': ':', '；': ';', '（': '(', '）': ')' };
    return random.chance(0.5)
      ? changeSome(text, random, keep, random.chance(0.5) ? /[A-Za-z]/g : /[A-Za-z0-9.%]/g, 99, wide)
      : changeSome(text, random, keep, /[，：；（）]/g, 99, ([found]) => narrow[found]!);
  },
};

const noFinalStop: Damage = {
  kind: 'final punctuation left out',
  languages: BOTH,
  loses: false,
  apply(text, random, _corpus, keep) {
    return changeOne(text, random, keep, [{ find: /(?<=[\p{L}\p{N})%])[.。]$/gu, by: () => '' }]);
  },
};

/** What a part must not carry if it is to be left out: a denial, a number, a condition, an exception, a doubt. */
const CARRIES = new RegExp(
  `\\d|^, (?:and|or|which)\\b|\\b(?:${[
    'not?|nor|never|cannot|without|none|neither|un\\w+|non\\w+|only|except|unless|if|than|but|however|while|whereas',
    'although|compared|rather|instead|may|might|could|some|most|usually|generally|often|possibl[ey]|probably|likely',
    'about|approximately|up to|assuming|provided|when|where',
  ].join('|')})\\b|[不未无没非仅只除若但而约比于]|如果|可能|一般|通常`,
  'i',
);

const ellipsis: Damage = {
  kind: 'ellipsis for a middle part',
  languages: BOTH,
  loses: true,
  apply(text, random, _corpus, keep) {
    if (/respectively|分别/.test(text)) return null;
    const least = /\p{Script=Han}/u.test(text) ? 8 : 20;
    const places = [/ \([^()]{8,80}\)(?= )/gu, /, [^,;:.()]{12,80},(?= )/gu, /，[^，。；：（）]{5,40}，/gu].flatMap(
      (find) =>
        matches(text, find, keep).filter(
          ({ index, 0: cut }) => index >= least && text.length - index - cut.length >= least + 1 && !CARRIES.test(cut),
        ),
    );
    if (places.length === 0) return null;
    const { index, 0: cut } = random.pick(places);
    const put = /\p{Script=Han}/u.test(text) ? ['……', '…', '...'] : [' …', ' ...', ' [...]', ' […]', ', …'];
    return replaced(text, index, index + cut.length, random.pick(put));
  },
};

const firstLetter: Damage = {
  kind: 'case of the first letter',
  languages: EN,
  loses: false,
  apply(text, random, _corpus, keep) {
    const toggled = (letter: string) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase());
    return changeOne(text, random, keep, [
      { find: /(?<=^\P{L}*)\p{L}(?=\p{Ll}|\s)/gu, by: ([found]) => toggled(found) },
    ]);
  },
};

const quoted: Damage = {
  kind: 'quotation marks around',
  languages: BOTH,
  loses: false,
  apply(text, random) {
    const [open, close] = random.pick(['“”', '""', '‘’', '«»', '「」', '『』'].map((pair) => [...pair]));
    return { text: `${open}${text}${close}`, done: `${open}…${close}`, start: 0, end: text.length + 2 };
  },
};

export const DAMAGES: readonly Damage[] = [
  hyphenAtBreak,
  softHyphen,
  brokenWord,
  compoundAtBreak,
  lineBreaks,
  ligatures,
  lostLigature,
  lostGlyph,
  doubledSpaces,
  missingSpace,
  otherSpaces,
  quotes,
  dashes,
  microSign,
  lookalikeGreek,
  normalForm,
  raisedOrLowered,
  fullWidth,
  noFinalStop,
  ellipsis,
  firstLetter,
  quoted,
];

function breakWord(
  text: string,
  random: Random,
  corpus: Corpus,
  keep: Span | null,
  marks: readonly string[],
): Edit | null {
  const rule: Rule = {
    find: LONG_WORD,
    by([word]) {
      if (WEIGHTY.has(word)) return null;
      const at = 3 + random.below(word.length - 5);
      const halves = [word.slice(0, at), word.slice(at)];
      // Two words where there was one may say something else.
      const apart = marks.filter((mark) => !/^\n|^- /.test(mark) || !halves.some((half) => corpus.words.has(half)));
      return apart.map((mark) => halves.join(mark));
    },
  };
  return changeOne(text, random, keep, [rule]);
}

/** Loses one match of `part` in one long word that nothing depends on. */
function loseFromWord(
  text: string,
  random: Random,
  corpus: Corpus,
  keep: Span | null,
  part: RegExp,
  marks: readonly string[],
): Edit | null {
  const rule: Rule = {
    find: LONG_WORD,
    by([word]) {
      const parts = [...word.matchAll(part)];
      if (parts.length === 0 || WEIGHTY.has(word) || WEIGHTY_FORM.test(word)) return null;
      const { index, 0: lost } = random.pick(parts);
      const damaged = word.slice(0, index) + random.pick(marks) + word.slice(index + lost.length);
      return corpus.words.has(damaged) || BY_LOSS.has(damaged) ? null : damaged;
    },
  };
  return changeOne(text, random, keep, [rule]);
}
