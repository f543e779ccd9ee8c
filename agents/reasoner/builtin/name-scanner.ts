/** A name found in a text: characters [start, end) of it. */
export interface NameHit {
  id: string;
  start: number;
  end: number;
}

/**
 * Finds many names in one pass over a text. A Latin name ends where its word ends, a plural s allowed; a name inside a
 * longer found name ("argillic" in "advanced argillic") is not counted. Texts and names are compared in lower case.
 */
export class NameScanner {
  /** By the first two characters of a name. */
  readonly #byOpening = new Map<string, { id: string; name: string }[]>();

  constructor(table: Iterable<readonly [id: string, names: readonly string[]]>) {
    for (const [id, names] of table) {
      for (const name of names) {
        if (name === '') continue;
        const opening = name.slice(0, 2);
        const list = this.#byOpening.get(opening);
        if (list) list.push({ id, name });
        else this.#byOpening.set(opening, [{ id, name }]);
      }
    }
  }

  /** In the order of the text. */
  scan(lower: string): NameHit[] {
    const hits: NameHit[] = [];
    for (let at = 0; at < lower.length; at++) {
      for (const opening of [lower.slice(at, at + 2), lower[at]!]) {
        for (const { id, name } of this.#byOpening.get(opening) ?? []) {
          if (lower.startsWith(name, at) && standsFree(lower, at, name))
            hits.push({ id, start: at, end: at + name.length });
        }
        if (opening.length === 1) break;
      }
    }
    return hits.filter((hit) => !hits.some((other) => contains(other, hit)));
  }
}

function standsFree(text: string, at: number, name: string): boolean {
  if (!isLetter(name.charCodeAt(0))) return true;
  if (isLetter(text.charCodeAt(at - 1))) return false;
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
