/** Words divided at line ends. */

/** How often each word, and each hyphenated word, occurs inside of lines: decides what a hyphen at a line end means. */
export function countWords(lines: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const inside = line.replace(/[\p{L}\d]+[-‐]$/u, '').toLowerCase();
    for (const word of inside.match(/\p{L}+(?:[-‐]\p{L}+)*/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Second parts of compounds that keep their hyphen; on their own line they would otherwise grow onto the first part. */
const SECOND_PARTS = new Set(
  (
    'of and the to in by up off out on like free rich poor bearing based scale scaled grained hosted related type ' +
    'forming dominated altered controlled feldspar grade stage level wave resolution range dependent derived specific ' +
    'party dimensional known called'
  ).split(' '),
);

/**
 * What is done with a hyphen at the end of `text` when the next line follows: the number of characters to take back, or
 * null where there is none. "altera-" + "tion": the hyphen goes, unless the document writes the word with it elsewhere
 * ("short-wave") or writes both parts as words but never their union. Between digits, and before capitals, it stays:
 * "2.1-2.2", "Al-OH".
 * @param words from countWords
 */
export function mendHyphen(text: string, next: string, words: ReadonlyMap<string, number>): number | null {
  const tail = /(?:^|[^\p{L}\d])((?:\p{L}+[-‐])*)(\p{L}+)[-‐\u00ad]$/u.exec(text);
  const head = /^(\p{L}+)((?:[-‐]\p{L}+)*)/u.exec(next);
  if (tail === null || head === null) return /[\p{L}\d][-‐]$/u.test(text) && /^[\p{L}\d]/u.test(next) ? 0 : null;
  if (text.endsWith('\u00ad')) return 1;
  const [, earlier, first] = tail as unknown as [string, string, string];
  const [, second, later] = head as unknown as [string, string, string];
  // "multi-wave-" + "length" may be either; so may a compound that goes on: "goodness-" + "of-fit".
  if (/^\p{Lu}/u.test(second) || earlier !== '' || later !== '') return 0;
  const count = (word: string) => words.get(word.toLowerCase()) ?? 0;
  const together = count(first + second);
  if (count(`${first}-${second}`) > together) return 0;
  if (together > 0) return 1;
  if (SECOND_PARTS.has(second.toLowerCase())) return 0;
  return first.length > 2 && count(first) > 0 && count(second) > 0 ? 0 : 1;
}
