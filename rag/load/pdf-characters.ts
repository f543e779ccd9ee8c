/** Punctuation of vertical Chinese, from U+FE10 and U+FE30, and what it is in a line. */
const VERTICAL = new Map(
  [
    ...'\ufe10\ufe11\ufe12\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\ufe31\ufe32\ufe35\ufe36\ufe37\ufe38\ufe39\ufe3a\ufe3b\ufe3c\ufe3d\ufe3e\ufe3f\ufe40\ufe41\ufe42\ufe43\ufe44',
  ].map((form, at): [string, string] => [form, [...'，、。：；！？〖〗…—–（）｛｝〔〕【】《》〈〉「」『』'][at]!]),
);

/** What a glyph stands for in plain text: ligatures taken apart, letters of formulas without their typeface. */
export function plainCharacters(unicode: string): string {
  if (/^[\x20-\x7e]*$/.test(unicode)) return unicode;
  let text = unicode
    // Latin ligatures and, in formulas, letters with a typeface: "ﬁ", "𝜆". Superscript digits keep their place.
    .replace(/[\ufb00-\ufb06\u{1d400}-\u{1d7ff}]/gu, (character) => character.normalize('NFKC'))
    // Radicals that fonts of older programs map to instead of the Han characters that look the same.
    .replace(/[\u2e80-\u2fd5]/g, (character) => character.normalize('NFKC'))
    .replace(/[\ufe10-\ufe19\ufe30-\ufe44]/g, (form) => VERTICAL.get(form) ?? form)
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u200b-\u200f\u2060\ufeff]|[\ufe00-\ufe0f]/g, '');
  // One glyph of a formula that Word's exporter wrote as two of the same letter.
  const doubled = /^(\p{L})\1$/u.exec(text);
  if (doubled !== null && /[\u{1d400}-\u{1d7ff}]/u.test(unicode)) text = doubled[1]!;
  return text;
}

const COMBINING: Record<string, string> = {
  '´': '\u0301',
  '`': '\u0300',
  '¨': '\u0308',
  ˆ: '\u0302',
  '˜': '\u0303',
  '¯': '\u0304',
  '˘': '\u0306',
  '˙': '\u0307',
  '˚': '\u030a',
  '˝': '\u030b',
  ˇ: '\u030c',
};

/** An accent that was drawn first and the letter written under it: "¨" and "u" are "ü". Null where they make no letter. */
export function composeAccent(before: string, letter: string): string | null {
  const mark = COMBINING[before.at(-1) ?? ''];
  if (mark === undefined || !/^\p{L}/u.test(letter)) return null;
  const [first, ...rest] = letter.replace('ı', 'i');
  const composed = (first + mark).normalize('NFC');
  return composed.length === 1 ? before.slice(0, -1) + composed + rest.join('') : null;
}
