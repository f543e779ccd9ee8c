/**
 * The letters and digits of a folded text without case, accents, spaces and signs: what damage hardly touches. A place
 * where a quotation could stand is looked for in them, and judged in the folded text.
 */
export interface Letters {
  text: string;
  /** Index of each letter in the folded text. */
  at: Uint32Array;
}

const NOT_COUNTED = /[^\p{L}\p{N}]/gu;

/** Letters of each ASCII character; 0 for none. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const letters = lettersOfCharacter(String.fromCharCode(code));
  return letters === '' ? 0 : letters.charCodeAt(0);
});
const others = new Map<string, string>();

/** Decomposition makes at most 18 characters of one. */
const MOST_OF_ONE = 18;
/** Shared by all calls: pages are many, and new arrays for each cost more than the work. */
let codes = new Uint16Array(1 << 14);
let indices = new Uint32Array(1 << 14);

export function lettersOf(folded: string): Letters {
  let length = 0;
  let highest = 0;
  for (let index = 0; index < folded.length; index++) {
    if (length + MOST_OF_ONE > codes.length) grow();
    const code = folded.charCodeAt(index);
    if (code < 128) {
      const letter = ASCII[code]!;
      if (letter === 0) continue;
      codes[length] = letter;
      indices[length++] = index;
      continue;
    }
    const character = String.fromCodePoint(folded.codePointAt(index)!);
    let letters = others.get(character);
    if (letters === undefined) others.set(character, (letters = lettersOfCharacter(character)));
    for (let unit = 0; unit < letters.length; unit++) {
      codes[length] = letters.charCodeAt(unit);
      highest = Math.max(highest, codes[length]!);
      indices[length++] = index;
    }
    index += character.length - 1;
  }
  const units = highest < 256 ? Uint8Array.from(codes.subarray(0, length)) : codes.subarray(0, length);
  const text = Buffer.from(units.buffer, 0, units.byteLength).toString(highest < 256 ? 'latin1' : 'utf16le');
  return { text, at: indices.slice(0, length) };
}

function grow(): void {
  const [smallCodes, smallIndices] = [codes, indices];
  codes = new Uint16Array(2 * smallCodes.length);
  indices = new Uint32Array(2 * smallIndices.length);
  codes.set(smallCodes);
  indices.set(smallIndices);
}

function lettersOfCharacter(character: string): string {
  return character
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(NOT_COUNTED, '')
    .replace('µ', 'u')
    .replace('μ', 'u');
}
