/**
 * A text of at most so many characters: cut after the last sentence, line or list mark before the limit, so that no word and no
 * number is cut through.
 */
export function clampText(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most + 1);
  const end = Math.max(...['\n', '. ', '。', '; ', '；', ', ', '，', '}'].map((mark) => head.lastIndexOf(mark)));
  return end > most / 2
    ? head.slice(0, head[end] === '}' || head[end] === '。' ? end + 1 : end).trimEnd()
    : head.slice(0, most);
}
