import { unitAt } from './units.ts';

/** A stretch of text whose digits count or measure nothing: a label, or a date. */
export interface NumberSpan {
  start: number;
  end: number;
  kind: 'label' | 'date' | 'position';
}

/** Words that number things: Figure 3, band 45, sample 12. Decimals only where sections are meant (Figure 3.2). */
const NUMBERED =
  'fig(?:ure|s)?|figures|tab(?:le|s)?|tables|plates?|sections?|sect|chapters?|chap|appendix|appendices|eqs?|equations?|versions?|ver|levels?';
const COUNTED =
  'bands?|channels?|pages?|pp?|samples?|specimens?|nos?|numbers?|drill[ -]?holes?|holes?|boreholes?|wells?|sites?|stations?|stops?|localit(?:y|ies)|units?|zones?|lines?|rows?|columns?|items?|steps?|stages?|phases?|types?|class(?:es)?|groups?|sheets?|maps?|vol(?:ume|s)?|issues?|parts?|books?|releases?|scenes?|tiles?|paths?|orbits?|tracks?|runs?|tests?|cases?|questions?|notes?|refs?|references?|box(?:es)?|lots?|targets?|ranks?|series|members?|layers?|horizons?|clusters?|endmembers?|spectr(?:um|a)|records?|options?|rules?|footnotes?|article|bulletin|circular|paper|chunk|document|citation|landsat|sentinel|gaofen|worldview|ikonos|spot|resurs|terra|iso|din|astm|epsg|wgs|nad|utm|srm|nist|usgs|report|quadrangle';
const MARKS = '#|№|§|n[°º]';
const NUMBERED_ZH = '(?<![填制地成])图|附图|插图|(?<![地外代])表|附表|章|版本|附录|公式';
const COUNTED_ZH =
  '波段|通道|页|样品|样号|钻孔|孔|井|编号|序号|图版|图幅|阶段|类型|点位|剖面|矿段|块段|高分|资源|条款|文献|步骤|问题';

const one = '[A-Z]{0,3}-?\\d+(?:[.-]\\d+)*[a-z]?(?!\\w)';
const LABELLED = new RegExp(
  `(?<![\\p{L}\\d])(?:(${NUMBERED})|(${COUNTED})|(${MARKS}))\\.?[ \\u00a0]?(?:nos?\\.?|numbers?|#|№)?[ \\u00a0]?(${one})`,
  'giu',
);
const LABELLED_ZH = new RegExp(`(?:(${NUMBERED_ZH})|(${COUNTED_ZH}))[ \\u00a0]?(?:号|第)?[ \\u00a0]?(${one})`, 'gu');
/** 第3页, 第三章, 12号孔. */
const ORDINAL_ZH = /第[ \u00a0]?(?:\d+(?:\.\d+)*|[〇零一二两三四五六七八九十百千]+)|\d+[ \u00a0]?号(?![\d])/gu;
const ORDINAL = /(?<![\p{L}\d.])\d+(?:st|nd|rd|th)\b/giu;
/** Addresses of files and pages, identifiers, version numbers. */
const IDENTIFIERS =
  /(?:https?:\/\/|www\.|doi:)\S+|\b10\.\d{4,9}\/\S+|\b[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?<![\p{L}\d])[\w/-]{1,120}\.(?:tif|tiff|png|jpe?g|json|csv|pdf|md|html?|txt|hdr|img|dat|sli|zip|gpx|kml|qml|geojson|asc|xml|he5|nc)\b|(?<![\p{L}\d])v\.?[ \u00a0]?\d+(?:\.\d+)+|\[\d+(?:[,;–-][ \u00a0]?\d+)*\]/giu;
/** Digits that a letter leads: GDS84, IMt-1, CO2, Fe2+, WorldView-3; or that letters follow at once: 2M1, 3D, 40Ar. */
const NAMES =
  /(?<![\p{L}\d])(?![NSEW]\d+(?:\.\d+)?[ \u00a0]?°)[\p{Script=Latin}\p{Script=Greek}][\p{Script=Latin}\p{Script=Greek}\p{M}]*(?:[-_/]?\d+[\p{Script=Latin}\d+-]*)+/gu;
/(?<![\p{L}\d])(?![NSEW]\d+(?:\.\d+)?[ \u00a0]?°)[\p{Script=Latin}\p{Script=Greek}][\p{L}\p{M}]*(?:[-–_./]?\d+[\p{Script=Latin}\d+-]*)+/gu;

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const DATES = new RegExp(
  [
    '(?<![\\d.,])(?:1[5-9]|20)\\d{2}([-/.])(?:0?[1-9]|1[0-2])\\1(?:0?[1-9]|[12]\\d|3[01])(?![\\d.]\\d|\\d)',
    '(?<![\\d.,])(?:0?[1-9]|[12]\\d|3[01])([/.])(?:0?[1-9]|[12]\\d|3[01])\\2(?:1[5-9]|20)\\d{2}(?!\\d)',
    `(?<!\\d)\\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH}(?![a-z]),?(?: \\d{4})?`,
    `(?<![a-z])${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\d)`,
    `(?<![a-z])${MONTH} \\d{4}(?!\\d)`,
    '(?<!\\d)[12]\\d{3}s(?![a-z])',
    '(?<!\\d)(?:1[5-9]|20)\\d{2}[ \\u00a0]?(?:年(?![前代])(?:[ \\u00a0]?\\d{1,2}[ \\u00a0]?月(?:[ \\u00a0]?\\d{1,2}[ \\u00a0]?日)?)?)',
    '[一二][〇零一二三四五六七八九]{3}年',
    '(?<!\\d)\\d{1,2}[ \\u00a0]?月[ \\u00a0]?\\d{1,2}[ \\u00a0]?日',
    '(?<!\\d)\\d{2,4}[ \\u00a0]?年代|(?<!\\d)\\d{1,2}[ \\u00a0]?世纪',
    '(?<!\\d)\\d{1,2}:\\d{2}(?::\\d{2})?(?= ?(?:UTC|GMT|h\\b|a\\.?m|p\\.?m|local))',
  ].join('|'),
  'giu',
);
/** A number of four digits without a unit, in the span of years that reports speak of. */
const YEAR =
  /(?<![\p{L}\d.,:/$€£-])(?:1[5-9]|20)\d{2}(?:[–-](?:(?:1[5-9]|20)\d{2}|\d{2}))?[a-d]?(?![\d%]|[–—-]\d|[.,:]\d|[\u00a0\u202f]\d{3}(?!\d))/gu;
const BEFORE_YEAR = /\b(?:in|since|until|till|during|year|early|late|mid|spring|summer|autumn|winter)[ \u00a0]$/i;
const PLURAL_NOUN = /^[ \u00a0](?:[a-z-]+[ \u00a0])?[a-z]{2,}[^s\W]s\b/;
const NOT_COUNTED = /^[ \u00a0](?:was|is|has|as|this|its|thus|does|across|various|previous)\b/;

/** A place on a map: pixel 120, 45; 像元 (120, 45); x = 120, y = 45. */
const POSITIONS =
  /(?:\bpixels?|\bpoint|\bcoordinates?|像元|像素|坐标|点)[ \u00a0]?\(?[ \u00a0]?\d{1,5}[ \u00a0]?[,;、][ \u00a0]?\d{1,5}(?![\d.])|\bx[ \u00a0]?=[ \u00a0]?\d{1,5}[,; ]+y[ \u00a0]?=[ \u00a0]?\d{1,5}/giu;

/** What of a text is labels, dates and positions. The text has plain ASCII digits and signs. Spans may overlap. */
export function labelSpans(text: string): NumberSpan[] {
  if (!/[\d第〇零一二]/.test(text)) return [];
  const spans: NumberSpan[] = [];
  const add = (kind: NumberSpan['kind'], start: number, end: number) => spans.push({ kind, start, end });
  for (const match of text.matchAll(POSITIONS)) add('position', match.index, match.index + match[0].length);
  for (const match of text.matchAll(DATES)) add('date', match.index, match.index + match[0].trimEnd().length);
  for (const match of text.matchAll(NAMES)) {
    const end = match.index + match[0].length;
    // "about-12 km": what a unit follows is a number, whatever it hangs on
    if (!(/[-_/]/.test(match[0]) && unitBehind(text, end))) add('label', match.index, end);
  }
  for (const pattern of [IDENTIFIERS, ORDINAL, ORDINAL_ZH])
    for (const match of text.matchAll(pattern)) add('label', match.index, match.index + match[0].length);
  for (const match of text.matchAll(LABELLED)) labelled(text, match, match[1] !== undefined, match[4]!, spans);
  for (const match of text.matchAll(LABELLED_ZH)) labelled(text, match, match[1] !== undefined, match[3]!, spans);
  for (const match of text.matchAll(YEAR)) {
    const end = match.index + match[0].length;
    const after = text.slice(end, end + 40);
    const unit = unitBehind(text, end);
    if (unit) continue;
    const before = text.slice(Math.max(0, match.index - 10), match.index);
    if (!BEFORE_YEAR.test(before) && PLURAL_NOUN.test(after) && !NOT_COUNTED.test(after)) continue;
    if (/[=><≈~±]\s?$/.test(before)) continue;
    add('date', match.index, end);
  }
  return spans;
}

/** The next members of a list of labels: Figures 3 and 4, bands 3, 4 and 5, 图3、图4. */
const NEXT = new RegExp(`[ \\u00a0]?(?:,|and|&|or|to|–|—|-|、|和|至)[ \\u00a0]?(?:and[ \\u00a0])?(${one})`, 'uy');

/** 样品12件 are twelve samples, 样品12 is one. */
const COUNTED_BEHIND = /^[ \u00a0]?[个件块颗份条处层]/;

/** A number behind such a word is a label unless a unit follows it: "the band 2.2 µm wide", "hole 12 m deep". */
function labelled(text: string, match: RegExpMatchArray, decimals: boolean, number: string, spans: NumberSpan[]): void {
  const start = match.index!;
  let end = start + match[0].length;
  if (!decimals && /\d\.\d/.test(number)) return;
  if (unitBehind(text, end) || COUNTED_BEHIND.test(text.slice(end, end + 2))) return;
  const plural = /(?:s|pp)\.?[ \u00a0]?$/i.test(match[0].slice(0, -number.length)) || /\p{Script=Han}/u.test(match[0]);
  for (NEXT.lastIndex = end; plural; NEXT.lastIndex = end) {
    const next = NEXT.exec(text);
    if (!next || unitBehind(text, NEXT.lastIndex) || (!decimals && /\d\.\d/.test(next[1]!))) break;
    end = next.index + next[0].length;
  }
  spans.push({ kind: 'label', start, end });
}

function unitBehind(text: string, end: number): boolean {
  const space = /[ \u00a0\u202f-]/.test(text[end] ?? '') ? 1 : 0;
  return unitAt(text, end + space, space === 1) !== undefined;
}
