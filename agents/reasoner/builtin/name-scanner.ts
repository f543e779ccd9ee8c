/** A name found in a text: characters [start, end) of it. */
export interface NameHit {
  id: string;
  start: number;
  end: number;
}

/**
 * Finds many names in one pass over a text. A Latin name begins and ends where its word does, a plural s allowed; a name
 * inside a longer found name ("argillic" in "advanced argillic") is not counted. Texts and names are in lower case.
 */
export class NameScanner {
  /** By the first two characters of a name, the second 0 where there is none. */
  readonly #byOpening = new Map<number, { id: string; name: string }[]>();

  constructor(table: Iterable<readonly [id: string, names: readonly string[]]>) {
    for (const [id, names] of table) {
      for (const name of names) {
        if (name === '') continue;
        const opening = openingAt(name, 0, name.length > 1);
        const list = this.#byOpening.get(opening);
        if (list) list.push({ id, name });
        else this.#byOpening.set(opening, [{ id, name }]);
      }
    }
  }

  /** In the order of the text. */
  scan(lower: string): NameHit[] {
    const hits: NameHit[] = [];
    let afterLetter = false;
    for (let at = 0; at < lower.length; at++) {
      const letter = isLetter(lower.charCodeAt(at));
      // in the middle of a Latin word no name begins
      if (!(letter && afterLetter)) {
        this.#take(lower, at, true, hits);
        this.#take(lower, at, false, hits);
      }
      afterLetter = letter;
    }
    return hits.length < 2 ? hits : hits.filter((hit) => !hits.some((other) => contains(other, hit)));
  }

  #take(lower: string, at: number, two: boolean, hits: NameHit[]): void {
    const names = this.#byOpening.get(openingAt(lower, at, two));
    if (!names) return;
    for (const { id, name } of names) {
      if (lower.startsWith(name, at) && endsWord(lower, at, name)) hits.push({ id, start: at, end: at + name.length });
    }
  }
}

function openingAt(text: string, at: number, two: boolean): number {
  return text.charCodeAt(at) * 65_536 + (two ? text.charCodeAt(at + 1) : 0);
}

function endsWord(text: string, at: number, name: string): boolean {
  if (!isLetter(name.charCodeAt(0))) return true;
  let end = at + name.length;
  if (!isLetter(text.charCodeAt(end))) return true;
  if (text[end] === 'e') end++;
  return text[end] === 's' && !isLetter(text.charCodeAt(end + 1));
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function contains(outer: NameHit, inner: NameHit): boolean {
  return (
    outer !== inner &&
    outer.start <= inner.start &&
    outer.end >= inner.end &&
    outer.end - outer.start > inner.end - inner.start
  );
}
