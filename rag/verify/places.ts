/** How closely a text is searched for damaged letters. */
export interface Search {
  /** Letters that damage must leave whole in one piece. */
  piece: number;
  /** Share of the pieces that must be whole. */
  share: number;
}

/** Letters are lost or put in at most so densely; a place is known as exactly as that. */
const LETTERS_A_LOSS = 6;

/** By how many letters a place of so many may be wrong. */
export function slack(letters: number): number {
  return 3 + Math.floor(letters / LETTERS_A_LOSS);
}

/**
 * Where in a text of letters others could begin that were damaged on the way: where enough of their pieces point to. One
 * pass over the text for each piece; ascending.
 */
export function places(text: string, letters: string, { piece, share }: Search, from = 0): number[] {
  // One loss can damage two pieces.
  const count = Math.max(letters.length < piece ? 1 : 3, Math.floor(letters.length / piece));
  const enough = Math.ceil(count * share);
  const begins: number[] = [];
  for (let at = 0; at < count; at++) {
    if (begins.length === 0 && count - at < enough) return [];
    const offset = Math.floor((letters.length * at) / count);
    const sought = letters.slice(offset, Math.floor((letters.length * (at + 1)) / count));
    for (let found = text.indexOf(sought, from); found >= 0; found = text.indexOf(sought, found + 1)) {
      begins.push(found - offset);
    }
  }
  begins.sort((a, b) => a - b);
  const near = slack(letters.length);
  let low = 0;
  let high = 0;
  return begins.filter((begin, at) => {
    while (begins[low]! < begin - near) low++;
    while (high < begins.length && begins[high]! <= begin + near) high++;
    return high - low >= enough && begin !== begins[at - 1];
  });
}
