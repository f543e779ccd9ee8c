/** A text with what does not change a quotation's meaning folded away, and the way back to the original. */
export interface FoldedText {
  text: string;
  /** For each character of `text` where the original of it begins and ends. */
  starts: Uint32Array;
  ends: Uint32Array;
}

/** Variants of one character: quotation marks, dashes, ligatures, the two micro signs. Signs of numbers keep their dash. */
const VARIANTS: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '″': '"',
  '〝': '"',
  '〞': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '`': "'",
  '´': "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '﹣': '-',
  '－': '-',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
  μ: 'µ',
  '…': '...',
  '⋯': '...',
  '．': '.',
  '｡': '。',
  '､': '、',
  '∶': ':',
  '˚': '°',
  º: '°',
};

/** Zero-width characters, soft hyphens and byte order marks say nothing. */
const NOTHING = /[\u00ad\u200b-\u200f\u2060\ufeff]/;
const SPACE = /\s/;
/** Combining marks: an accent may be a character of its own. */
const MARK = /^\p{Mn}/u;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff01-\uff60]/u;

/**
 * Folds white space, ligatures, quotation marks, dashes, full-width forms, soft hyphens, and hyphens between letters
 * (which line ends bring and take). Numbers, units, signs, superscripts, negations and capitals stay as they are.
 */
export function foldText(original: string): FoldedText {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (characters: string, from: number, to: number) => {
    for (let unit = 0; unit < characters.length; unit++) {
      starts.push(from);
      ends.push(to);
    }
    text += characters;
  };
  for (let at = 0; at < original.length; ) {
    const code = original.codePointAt(at)!;
    let character = String.fromCodePoint(code);
    let next = at + character.length;
    // Most of every page; the rest of the loop is for what is rarer.
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)) {
      if (!(original.charCodeAt(next) >= 0x300)) {
        put(character, at, next);
        at = next;
        continue;
      }
    }
    for (; MARK.test(codePoint(original, next)); next++) character += original[next]!;
    if (SPACE.test(character)) {
      const end = spaceEnd(original, next);
      // No space beside Chinese characters, and one between all others.
      const before = text.at(-1) ?? '';
      const after = original[end] ?? '';
      if (before !== '' && after !== '' && before !== ' ' && !CHINESE.test(before) && !CHINESE.test(after))
        put(' ', at, end);
      at = end;
    } else if (NOTHING.test(character)) {
      at = next;
    } else {
      const folded = foldCharacter(character, code);
      const hyphen = folded === '-' && LETTER.test(text.at(-1) ?? '') ? hyphenEnd(original, next) : null;
      if (hyphen !== null) {
        at = hyphen;
        continue;
      }
      // A range or a number divided at a line end: "2.1-⏎2.2".
      put(folded, at, next);
      at = next;
      if (folded === '-' && DIGIT.test(text.at(-2) ?? '')) at = skipLineEnd(original, next);
    }
  }
  return { text, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** Where white space ends; the signs between a table row's cells belong to it, as they stand on no page. */
function spaceEnd(original: string, from: number): number {
  let end = from;
  while (end < original.length) {
    const sign = original[end] === '|' && SPACE.test(original[end + 1] ?? ' ');
    if (!sign && !SPACE.test(original[end]!)) break;
    end++;
  }
  return end;
}

function foldCharacter(character: string, code: number): string {
  const variant = VARIANTS[character];
  if (variant !== undefined) return variant;
  // Full-width forms of ASCII. Superscripts and subscripts are other numbers, so there is no NFKC here.
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return character.normalize('NFC');
}

/** Where the word goes on behind a hyphen between letters, over a line end if there is one; null where it does not. */
function hyphenEnd(text: string, from: number): number | null {
  const end = skipLineEnd(text, from);
  return LETTER.test(codePoint(text, end)) ? end : null;
}

/** Behind white space that holds a line feed; `from` itself where there is none. */
function skipLineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && SPACE.test(text[end]!)) end++;
  return text.slice(from, end).includes('\n') ? end : from;
}

function codePoint(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
