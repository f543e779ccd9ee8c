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

export function lettersOf(folded: string): Letters {
  // Decomposition makes at most 18 characters of one, and hardly ever more than one.
  let codes = new Uint16Array(folded.length + 64);
  let at = new Uint32Array(folded.length + 64);
  let length = 0;
  let plain = true;
  for (let index = 0; index < folded.length; index++) {
    const code = folded.charCodeAt(index);
    if (code < 128) {
      const letter = ASCII[code]!;
      if (letter === 0) continue;
      codes[length] = letter;
      at[length++] = index;
      continue;
    }
    const character = String.fromCodePoint(folded.codePointAt(index)!);
    let letters = others.get(character);
    if (letters === undefined) others.set(character, (letters = lettersOfCharacter(character)));
    for (let unit = 0; unit < letters.length; unit++) {
      if (length + 32 > codes.length) {
        codes = grown(codes, new Uint16Array(2 * codes.length));
        at = grown(at, new Uint32Array(2 * at.length));
      }
      codes[length] = letters.charCodeAt(unit);
      if (codes[length]! > 255) plain = false;
      at[length++] = index;
    }
    index += character.length - 1;
  }
  const bytes = plain ? Buffer.from(codes.subarray(0, length)) : Buffer.from(codes.buffer, 0, 2 * length);
  return { text: bytes.toString(plain ? 'latin1' : 'utf16le'), at: at.subarray(0, length) };
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

function grown<A extends Uint16Array | Uint32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}
