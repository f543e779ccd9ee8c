/**
 * The first JSON array or object in a text: alone, in a code fence, or between sentences. Undefined where there is none, or
 * where it is broken (an answer that ran out of tokens).
 */
export function jsonInText(text: string): unknown {
  for (const match of text.matchAll(/[[{]/g)) {
    const end = closing(text, match.index);
    if (end < 0) continue;
    try {
      return JSON.parse(text.slice(match.index, end + 1));
    } catch {
      // a bracket of the prose: the next one may open JSON
    }
  }
  return undefined;
}

/** Where the bracket at `start` is closed, brackets inside of strings left alone; -1 where it never is. */
function closing(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && --depth === 0) return at;
  }
  return -1;
}
