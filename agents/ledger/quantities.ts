import { labelSpans, type NumberSpan } from './labels.ts';
import { ENGLISH_WORDS, englishAt, HAN_NUMERALS, hanAt, hanFractionAt } from './number-words.ts';
import { digitsAt, type NumberStyle, type Numeral, numberStyle, VULGAR_SIGNS, vulgarAt } from './numerals.ts';
import { type UnitMatch, unitAt } from './units.ts';

/** How a number is meant: as it stands, roughly, or as a limit. */
export type Sense = '=' | '~' | '>' | '>=' | '<' | '<=';

/** A number of a text with all that says what it is the number of. */
export interface Quantity extends Numeral {
  kind: 'quantity' | 'position';
  /** Plain spelling; '' for a bare number or a count. */
  unit: string;
  /** Where the unit ends; the numeral's own end where there is none. */
  spanEnd: number;
  sense: Sense;
  /** "Over 12 km²" may be a limit, or the ground that something lies on. */
  loose: boolean;
  /** An end of a range, or what follows ±. */
  role: 'single' | 'low' | 'high' | 'tolerance';
  /** The other end of the range, or the value that the tolerance belongs to, by its place in the list. */
  mate?: number;
  /** Of a coordinate that names its hemisphere: the sign is in the value. */
  hemisphere?: true;
}

/** Dates and years of a text, in one plain form each. */
export interface NumberReading {
  quantities: Quantity[];
  dates: string[];
}

/** Full-width digits and signs as plain ones; the length stays the same, so that offsets hold. */
export function narrow(text: string): string {
  if (!/[\uff01-\uff5e\u2044\u2212\u3000]/.test(text)) return text;
  return text.replace(/[０-９％＋－／（）＝＜＞～．，：＾]/g, (sign, at: number) => {
    // a full-width comma or point is punctuation unless digits stand on both sides of it
    if ((sign === '，' || sign === '：') && !(/[０-９]/.test(text[at - 1] ?? '') && /[０-９]/.test(text[at + 1] ?? '')))
      return sign;
    return String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
  });
}

const START = new RegExp(
  `(?<!\\d|\\d\\.)\\.?\\d|[${VULGAR_SIGNS}]|(?<![\\p{L}\\d])(?:${ENGLISH_WORDS})(?![\\p{Script=Latin}])|[${HAN_NUMERALS}]`,
  'giu',
);

/** Every quantity of a text. Labels, names, dates and ordinals are none; what cannot be read one way has `readings`. */
export function readNumbers(original: string): NumberReading {
  const text = narrow(original);
  const spans = labelSpans(text);
  const labelled = new Array<NumberSpan | undefined>(spans.length ? text.length : 0);
  // the first kind wins where spans overlap
  for (const span of spans.toReversed()) labelled.fill(span, span.start, span.end);
  const style = once(() => numberStyle(text));
  const quantities: Quantity[] = [];
  START.lastIndex = 0;
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const at = match.index;
    const label = labelled[at];
    if (label) {
      if (label.kind === 'position') quantities.push(...positions(text, label));
      START.lastIndex = label.end;
      continue;
    }
    const found = quantityAt(text, at, style);
    START.lastIndex = Math.max(at + 1, found.end);
    if (found.quantity) quantities.push(found.quantity);
  }
  linkRanges(text, quantities);
  takeUnitOfWhole(text, quantities);
  const dates = spans
    .filter((span) => span.kind === 'date')
    .map((span) => plainDate(original.slice(span.start, span.end)));
  return { quantities, dates };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The two coordinates of a pixel, each a number of its own. */
function positions(text: string, span: NumberSpan): Quantity[] {
  return [...text.slice(span.start, span.end).matchAll(/\d+/g)].map((match) => {
    const at = span.start + match.index;
    const end = at + match[0].length;
    const numeral: Numeral = {
      text: match[0],
      at,
      end,
      value: Number(match[0]),
      step: 1,
      digits: match[0].length,
      form: 'digits',
    };
    return { ...numeral, kind: 'position', unit: 'pixels', spanEnd: end, sense: '=', loose: false, role: 'single' };
  });
}

/** The quantity that begins at `at`, and from where the scan goes on. */
function quantityAt(text: string, at: number, style: () => NumberStyle): { quantity?: Quantity; end: number } {
  const first = text[at]!;
  if (/\d|\./.test(first)) {
    const coordinate = degreesAt(text, at);
    if (coordinate) return { quantity: coordinate, end: coordinate.spanEnd };
    const ratio = ratioAt(text, at);
    if (ratio) return { quantity: ratio, end: ratio.end };
    if (first === '.' && /[\p{L}\d)]/u.test(text[at - 1] ?? '')) return { end: at + 1 };
    const numeral = first === '.' ? leadingPoint(text, at, style) : digitsAt(text, at, style);
    if (numeral === 'label' || !numeral)
      return { end: at + (/^[\d.]+/.exec(text.slice(at, at + 60))?.[0].length ?? 1) };
    return finish(text, numeral);
  }
  if (VULGAR_SIGNS.includes(first)) return finish(text, vulgarAt(text, at)!);
  if (HAN_NUMERALS.includes(first)) return hanQuantity(text, at, style);
  const numeral = englishAt(text, at);
  return numeral ? wordQuantity(text, numeral) : { end: at + first.length };
}

function leadingPoint(text: string, at: number, style: () => NumberStyle): Numeral | undefined {
  // ".42" is 0.42 behind a space or a bracket, and the end of a sentence elsewhere
  if (!/^$|[\s(=<>~≈±-]/.test(text[at - 1] ?? '')) return undefined;
  const digits = digitsAt(text, at + 1, style);
  if (!digits || digits === 'label' || !/^\d+$/.test(digits.text)) return undefined;
  const value = Number(`0.${digits.text}`);
  return { ...digits, text: `.${digits.text}`, at, value, step: 10 ** -digits.text.length };
}

const LETTER = /[\p{Script=Latin}_]/u;

/** Adds unit, sign, sense; drops what letters follow at once (2M1, 3D) unless they are a unit. */
function finish(text: string, numeral: Numeral, known?: string): { quantity?: Quantity; end: number } {
  const scaled = known === undefined ? withScale(text, numeral) : { numeral, end: numeral.end };
  const unit = known === undefined ? unitBehind(text, scaled.end, scaled.numeral) : undefined;
  const currency = currencyBefore(text, numeral.at);
  if (!unit && known === undefined && LETTER.test(text[scaled.end] ?? ''))
    return { end: scaled.end + (/^[\p{L}\d_+-]+/u.exec(text.slice(scaled.end, scaled.end + 40))?.[0].length ?? 1) };
  const spanEnd = unit?.end ?? scaled.end;
  const sign = signBefore(text, numeral.at);
  const { sense, loose } = senseOf(text, sign.at, scaled.end, spanEnd);
  const value = sign.negative ? -scaled.numeral.value : scaled.numeral.value;
  const readings = scaled.numeral.readings?.map((one) => (sign.negative ? -one : one));
  const quantity: Quantity = {
    ...scaled.numeral,
    text: text.slice(sign.negative ? sign.at : numeral.at, numeral.end),
    at: sign.negative ? sign.at : numeral.at,
    value,
    kind: 'quantity',
    unit: known ?? unit?.unit ?? currency ?? '',
    spanEnd,
    sense,
    loose,
    role: 'single',
    ...(readings ? { readings } : sign.unsure ? { readings: [value, -value] } : {}),
  };
  return { quantity: hemisphere(text, quantity), end: spanEnd };
}

const SCALES: [RegExp, number][] = [
  [/^[ \u00a0-]?hundred(?![a-z])/i, 100],
  [/^[ \u00a0-]?thousand(?![a-z])/i, 1e3],
  [/^[ \u00a0-]?(?:million|mn|mln)(?![a-z])/i, 1e6],
  [/^[ \u00a0-]?(?:billion|bn)(?![a-z])/i, 1e9],
  [/^[ \u00a0-]?trillion(?![a-z])/i, 1e12],
  [/^k(?=[ \u00a0](?:tonnes|tons|t|m|oz|samples|pixels)\b)/, 1e3],
  [/^M(?=[ \u00a0](?:tonnes|tons|t|m|oz|pixels)\b)/, 1e6],
  [/^[ \u00a0]?万亿/, 1e12],
  [/^[ \u00a0]?千亿/, 1e11],
  [/^[ \u00a0]?百亿/, 1e10],
  [/^[ \u00a0]?十亿/, 1e9],
  [/^[ \u00a0]?亿/, 1e8],
  [/^[ \u00a0]?千万/, 1e7],
  [/^[ \u00a0]?百万/, 1e6],
  [/^[ \u00a0]?十万/, 1e5],
  [/^[ \u00a0]?万/, 1e4],
  [/^[ \u00a0]?千/, 1e3],
  [/^[ \u00a0]?百/, 100],
];

/** 3.5 million, 3.5万: the scale multiplies, unless it is part of the unit (百万年, 千米). */
function withScale(text: string, numeral: Numeral): { numeral: Numeral; end: number } {
  const own = unitFrom(text, numeral.end);
  if (own) return { numeral, end: numeral.end };
  const after = text.slice(numeral.end, numeral.end + 12);
  for (const [pattern, by] of SCALES) {
    const match = pattern.exec(after);
    if (!match) continue;
    const scaled = {
      ...numeral,
      value: exact(numeral.value, by),
      step: numeral.step * by,
      ...(numeral.readings ? { readings: numeral.readings.map((one) => exact(one, by)) } : {}),
    };
    return { numeral: scaled, end: numeral.end + match[0].length };
  }
  return { numeral, end: numeral.end };
}

/** 1.2 × 1e8 as the number that 120000000 is, not one that differs in the last bit. */
function exact(value: number, by: number): number {
  return Number((value * by).toPrecision(15));
}

/** 20多米, 100余吨: what stands between the number and its unit makes it a lower limit. */
const AND_MORE = /^[ \u00a0]?(?:多|余|有余)(?![于数元])/;

function unitFrom(text: string, end: number): UnitMatch | undefined {
  const more = AND_MORE.exec(text.slice(end, end + 4))?.[0].length ?? 0;
  const from = end + more;
  const space = /[ \u00a0\u2009\u202f-]/.test(text[from] ?? '') ? 1 : 0;
  if (text[from] === '-' && !/[\p{L}µμ]/u.test(text[from + 1] ?? '')) return undefined;
  return unitAt(text, from + space, space === 1);
}

function unitBehind(text: string, end: number, numeral: Numeral): { unit: string; end: number } | undefined {
  const found = unitFrom(text, end);
  if (!found) return undefined;
  const { id } = found.unit;
  // 度 is of an angle, and of heat where the words before it speak of heat
  if (
    id === 'deg' &&
    text.slice(found.end - 1, found.end) === '度' &&
    /[温热冷烧]/.test(text.slice(Math.max(0, numeral.at - 12), numeral.at))
  )
    return { unit: 'degC', end: found.end };
  return { unit: id, end: found.end };
}

function currencyBefore(text: string, at: number): string | undefined {
  const match = /(?:US|CA|AU|C|A)?\$[ \u00a0]?$|[€£¥￥][ \u00a0]?$/.exec(text.slice(Math.max(0, at - 5), at));
  if (!match) return undefined;
  const sign = match[0].trim();
  return { CA$: 'C$', AU$: 'A$', '￥': '¥' }[sign] ?? sign;
}

/** A minus that no number or word stands before. "2.1 -2.4" may be a range or a negative number. */
function signBefore(text: string, at: number): { negative: boolean; at: number; unsure?: true } {
  const before = text[at - 1] ?? '';
  const space = /[ \u00a0]/.test(before) && text[at - 2] === '−' ? 1 : 0;
  const sign = text[at - 1 - space] ?? '';
  if (sign !== '-' && sign !== '−') return { negative: false, at };
  const previous = text.slice(Math.max(0, at - 4 - space), at - 1 - space);
  if (/[\p{L}\d)%‰°\]]$/u.test(previous)) return { negative: false, at };
  if (space && !/[\s(=:]$|^$/.test(previous)) return { negative: false, at };
  if (sign === '-' && /[\d%‰°][ \u00a0]$/.test(previous)) return { negative: true, at: at - 1, unsure: true };
  return { negative: true, at: at - 1 - space };
}

const LIMITS_BEFORE: [RegExp, Sense][] = [
  [
    /(?:≥|>=|⩾|at least|no (?:less|fewer) than|not (?:less|fewer) than|(?:a )?minimum of|as (?:low|little|few) as|至少|不少于|不低于|不小于|最少|起码)$/i,
    '>=',
  ],
  [
    /(?:≤|<=|⩽|at most|up to|no more than|not more than|not exceeding|(?:a )?maximum of|as (?:much|many|high|large|long|wide|deep) as|至多|最多|不超过|不大于|不高于|不多于|高达|可达|最高达)$/i,
    '<=',
  ],
  [
    /(?:>|(?:more|greater|larger|longer|higher|deeper|wider|thicker|older) than|exceed(?:s|ing|ed)?|in excess of|upwards? of|超过|大于|高于|多于|逾|长于|深于|厚于)$/i,
    '>',
  ],
  [/(?:<|(?:less|fewer|smaller|lower|shorter|shallower|thinner|younger) than|不足|不到|小于|低于|少于|未达)$/i, '<'],
  [
    /(?:~|≈|∼|≃|\babout|\bapproximately|\bapprox\.?|\baround|\broughly|\bsome|\bcirca|\bca\.?|\bc\.|\bnearly|\balmost|\bclose to|\bestimated at|约为|大约|大概|大致|约|近|将近|接近)$/i,
    '~',
  ],
];
const LOOSE_BEFORE: [RegExp, Sense][] = [
  [/\b(?:over|above|beyond)$/i, '>'],
  [/\b(?:under|below|within|beneath)$/i, '<'],
];
const LIMITS_AFTER: [RegExp, Sense][] = [
  [/^[ \u00a0]?(?:左右|上下|or so\b)/, '~'],
  [/^(?:[ \u00a0]?(?:及?以上|或以上|or more\b|or greater\b|and above\b|and more\b)|\+(?![\w+]))/, '>='],
  [/^[ \u00a0]?(?:及?以下|或以下|以内|之内|or less\b|or fewer\b|and below\b)/, '<='],
];

function senseOf(text: string, at: number, numeralEnd: number, spanEnd: number): { sense: Sense; loose: boolean } {
  const before = text
    .slice(Math.max(0, at - 24), at)
    .replace(/(?:US|CA|AU|C|A)?[$€£¥][ \u00a0]?$/, '')
    .replace(/(?:[ \u00a0]an?)?[ \u00a0]*$/, '');
  const after = text.slice(spanEnd, spanEnd + 12);
  if (AND_MORE.test(text.slice(numeralEnd, numeralEnd + 3))) return { sense: '>', loose: false };
  for (const [pattern, sense] of LIMITS_AFTER) if (pattern.test(after)) return { sense, loose: false };
  for (const [pattern, sense] of LIMITS_BEFORE) if (pattern.test(before)) return { sense, loose: false };
  for (const [pattern, sense] of LOOSE_BEFORE) if (pattern.test(before)) return { sense, loose: true };
  return { sense: '=', loose: false };
}

/** Words that make a number of a thing out of a Chinese digit: 三种, 五处. */
const MEASURE = /^(?:个|种|处|类|条|块|片|层|座|口|件|组|次|份|家|项|孔|景|幅|套|颗|根|批|期)/;
const POINTS_BACK = /(?:这|那|该|其|此|各|每|上述|以上|同|前|后|另|任|哪|某)$/;

function hanQuantity(text: string, at: number, style: () => NumberStyle): { quantity?: Quantity; end: number } {
  const part = hanFractionAt(text, at, style);
  if (part) return finish(text, part.numeral, part.unit);
  const numeral = hanAt(text, at);
  const run = /^[〇零一二两三四五六七八九十百千万亿半]+/.exec(text.slice(at, at + 30))![0].length;
  if (!numeral) return { end: at + run };
  const found = finish(text, numeral);
  const after = text.slice(numeral.end, numeral.end + 3);
  const before = text.slice(Math.max(0, at - 2), at);
  const places = /[十百千万亿]/.test(numeral.text) && numeral.text.length > 1;
  const bare = found.quantity?.unit === '' || found.quantity?.unit === 'pixels' || found.quantity?.unit === 'bands';
  const keeps = !bare
    ? !(numeral.value === 1 && /^[度年天巴]/.test(after)) || /^[〇零]?一[^度]/.test(numeral.text)
    : numeral.value === 1
      ? false
      : found.quantity?.unit !== '' ||
        (places && !/^(?:千万|万一|十分|万千|百千)/.test(numeral.text + after)) ||
        (MEASURE.test(after) && !POINTS_BACK.test(before));
  return keeps ? found : { end: numeral.end };
}

/** English words: "one" needs a unit behind it, "the two" points back, "two-stage" is an adjective. */
function wordQuantity(text: string, numeral: Numeral): { quantity?: Quantity; end: number } {
  const found = finish(text, numeral, /^(?:twice|thrice)$/i.test(numeral.text) ? 'times' : undefined);
  const unit = found.quantity?.unit ?? '';
  if (numeral.form === 'fraction') {
    return unit === '' && found.quantity ? { ...found, quantity: { ...found.quantity, unit: 'fraction' } } : found;
  }
  const after = text.slice(numeral.end, numeral.end + 2);
  const before = text.slice(Math.max(0, numeral.at - 8), numeral.at);
  if (unit !== '' && unit !== 'pixels' && unit !== 'bands') return found;
  if (/^one$/i.test(numeral.text)) return { end: numeral.end };
  if (/^-\p{L}/u.test(after) && unit === '') return { end: numeral.end };
  if (/\b(?:the|these|those|its|their|other|our|last|first|next)[ \u00a0]$/i.test(before)) return { end: numeral.end };
  return found;
}

const DMS =
  /(\d{1,3})[ \u00a0]?[°度][ \u00a0]?(\d{1,2}(?:\.\d+)?)[ \u00a0]?(?:['′’]|分)(?:[ \u00a0]?(\d{1,2}(?:\.\d+)?)[ \u00a0]?(?:["″”]|′′|''|秒))?/uy;

/** 37°32′15″: degrees, minutes and seconds are one number. */
function degreesAt(text: string, at: number): Quantity | undefined {
  DMS.lastIndex = at;
  const match = DMS.exec(text);
  if (!match) return undefined;
  const [whole, degrees, minutes, seconds] = match;
  const last = seconds ?? minutes!;
  const part = (seconds === undefined ? 1 / 60 : 1 / 3600) * 10 ** -(last.split('.')[1]?.length ?? 0);
  const end = at + whole.length;
  return hemisphere(text, {
    text: whole,
    at,
    end,
    value: Number(degrees) + Number(minutes) / 60 + Number(seconds ?? 0) / 3600,
    step: part,
    digits: 7,
    form: 'digits',
    kind: 'quantity',
    unit: 'deg',
    spanEnd: end,
    sense: '=',
    loose: false,
    role: 'single',
  });
}

const RATIO = /(\d{1,4})[ \u00a0]?:[ \u00a0]?(\d{1,3}(?:,\d{3})+|\d{1,7})(?:[ \u00a0]?(万))?(?![\d:.])/uy;

/** 1:24,000 and 3:1: two sides, one number. */
function ratioAt(text: string, at: number): Quantity | undefined {
  RATIO.lastIndex = at;
  const match = RATIO.exec(text);
  if (!match || /[\d:]/.test(text[at - 1] ?? '')) return undefined;
  const below = Number(match[2]!.replace(/,/g, '')) * (match[3] ? 1e4 : 1);
  if (below === 0) return undefined;
  const end = at + match[0].length;
  return {
    text: match[0],
    at,
    end,
    value: Number(match[1]) / below,
    step: 1e-12,
    digits: 9,
    form: 'fraction',
    kind: 'quantity',
    unit: 'a:b',
    spanEnd: end,
    sense: '=',
    loose: false,
    role: 'single',
  };
}

/** 28.04° S and 南纬28.04° are −28.04°. "N45°E" is a bearing and has no hemisphere. */
function hemisphere(text: string, quantity: Quantity): Quantity {
  if (quantity.unit !== 'deg') return quantity;
  const before = text.slice(Math.max(0, quantity.at - 4), quantity.at);
  const after = /^[ \u00a0]?([NSEW])(?![\p{L}\d])/u.exec(text.slice(quantity.spanEnd, quantity.spanEnd + 3))?.[1];
  const letter = /(?<![A-Za-z])([NSEW])[ \u00a0]?$/.exec(before)?.[1];
  if (letter && after) return quantity;
  const han = /([北南东西])[纬经][ \u00a0]?$/.exec(before)?.[1];
  const side = after ?? letter ?? han;
  if (!side) return quantity;
  const negative = /[SW南西]/.test(side);
  return { ...quantity, value: negative ? -Math.abs(quantity.value) : quantity.value, hemisphere: true };
}

const RANGE = /^[ \u00a0]?(?:[–—−-]|[~～〜∼]|to|through|至|到)[ \u00a0]?$/;
const PAIR = /^[ \u00a0](?:and|和|与|及)[ \u00a0]$|^(?:和|与|及)$/;
const BETWEEN = /(?:\bbetween|\bfrom|介于|在)[ \u00a0]?$/i;
const PLUS_MINUS = /^[ \u00a0]?(?:±|\+\/[-−]|\+[-−])[ \u00a0]?$/;
const LIST =
  /^(?:,[ \u00a0]|,?[ \u00a0](?:and|or)[ \u00a0]|、|[ \u00a0]?[和与及或][ \u00a0]?|[ \u00a0]?[×x/][ \u00a0]?|[ \u00a0]by[ \u00a0]|[ \u00a0]versus[ \u00a0]|,[ \u00a0]and[ \u00a0])$/;

/** Joins neighbours: 2.1–2.4 µm is one range, in 5 ± 2 % and "12 and 30 km²" the unit belongs to both. */
function linkRanges(text: string, quantities: Quantity[]): void {
  for (let index = quantities.length - 2; index >= 0; index--) {
    const [one, two] = [quantities[index]!, quantities[index + 1]!];
    if (one.kind !== 'quantity' || two.kind !== 'quantity' || two.role === 'low') {
      if (two.role === 'low' && LIST.test(text.slice(one.spanEnd, two.at))) share(one, two);
      continue;
    }
    let between = text.slice(one.spanEnd, two.at);
    // the second number took a dash for its sign: "2.1 -2.4"
    const plus = PLUS_MINUS.test(between);
    if (plus) {
      share(one, two);
      if (two.unit === '' && one.unit !== '') Object.assign(two, { unit: one.unit });
      Object.assign(two, { role: 'tolerance', mate: index });
      continue;
    }
    between = between.replace(/^[ \u00a0]?(?:以上|以下)$/, '');
    const before = text.slice(Math.max(0, one.at - 10), one.at);
    const isPair =
      PAIR.test(between) && (BETWEEN.test(before) || /^[ \u00a0]?之间/.test(text.slice(two.spanEnd, two.spanEnd + 3)));
    if ((RANGE.test(between) || isPair) && two.role === 'single') {
      share(one, two);
      // in 3~5 the mark joins and says nothing of roughly
      const about = one.sense === '~' || (two.sense === '~' && !/[~～∼]/.test(between));
      Object.assign(one, { role: 'low', mate: index + 1, sense: about ? '~' : '=' });
      Object.assign(two, { role: 'high', mate: index, sense: about ? '~' : '=' });
    } else if (LIST.test(between)) share(one, two);
  }
  // ± alone: "an error of ±2 %"
  for (const quantity of quantities) {
    if (
      quantity.role === 'single' &&
      /(?:±|\+\/[-−])[ \u00a0]?$/.test(text.slice(Math.max(0, quantity.at - 4), quantity.at))
    )
      quantity.role = 'tolerance';
  }
}

const PARTITIVE = /(?:\bof|\bamong|\bfrom|其中|在)[ \u00a0]?(?:the |these |those |all |some |a total of )?$/i;

/** "Of the 42 km², 12 are alunite": the parts of a whole have its unit, to the end of the sentence. */
function takeUnitOfWhole(text: string, quantities: Quantity[]): void {
  let whole: Quantity | undefined;
  let part: Quantity | undefined;
  for (const quantity of quantities) {
    if (whole && /[.;。；](?:\s|$)/.test(text.slice(whole.spanEnd, quantity.at))) whole = part = undefined;
    const after = text.slice(quantity.spanEnd, quantity.spanEnd + 24);
    const listed = part && /^[^.;]{0,40}\b(?:and|,)[ \u00a0]?$/.test(text.slice(part.spanEnd, quantity.at));
    const isPart = /^[ \u00a0](?:are|is|were|was|have|has|show|belong)\b/.test(after) || listed;
    if (whole && quantity.unit === '' && isPart) {
      quantity.unit = whole.unit;
      part = quantity;
    }
    if (quantity.unit !== '' && PARTITIVE.test(text.slice(Math.max(0, quantity.at - 18), quantity.at)))
      whole = quantity;
  }
}

/** A number without a unit before one that has one takes it, scale and all. */
function share(one: Quantity, two: Quantity): void {
  if (one.unit !== '' || two.unit === '' || one.hemisphere) return;
  one.unit = two.unit;
  const scale = two.form === 'digits' ? scaleOf(two) : 1;
  if (scale === 1) return;
  one.value = exact(one.value, scale);
  one.step *= scale;
}

/** What a scale word multiplied the written digits by. */
function scaleOf(quantity: Quantity): number {
  const places = /[.,](\d+)$/.exec(quantity.text)?.[1]?.length ?? 0;
  const scale = quantity.step / 10 ** -places;
  return scale > 1.5 && !/[eE×^⁰-⁹x*·]/.test(quantity.text) ? Math.round(scale) : 1;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** A date in one form, so that "12 March 2024", 2024-03-12 and 2024年3月12日 are the same: 2024-3-12. */
export function plainDate(written: string): string {
  const text = narrow(written).toLowerCase();
  const month = MONTHS.findIndex((name) => new RegExp(`(?<![a-z])${name}`).test(text)) + 1;
  const han = /[一二][〇零一二三四五六七八九]{3}(?=年)/.exec(text)?.[0];
  const numbers = han
    ? [[...han].map((sign) => '零一二三四五六七八九'.indexOf(sign === '〇' ? '零' : sign)).join('')]
    : (text.match(/\d+/g) ?? []);
  const year = numbers.find((one) => one.length === 4);
  const rest = numbers.filter((one) => one !== year).map(Number);
  if (/:/.test(text)) return text;
  if (/年代|s$/.test(text) && rest.length + (year ? 1 : 0) === 1) return `${year ?? rest[0]}s`;
  if (/世纪/.test(text)) return `${rest[0]}th century`;
  const days = month ? rest.slice(0, 1) : rest;
  return [year ?? '', ...(month ? [month] : []), ...days].join('-').replace(/^-/, '');
}
