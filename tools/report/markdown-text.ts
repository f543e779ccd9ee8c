/**
 * Text of an answer for a Markdown file: paragraphs and lists stay, but nothing in it can become HTML, a picture or a link,
 * because parts of it come from documents and models.
 */
export function markdownBody(text: string): string {
  return text
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/!\[/g, '!\\[')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/^(\s{0,3})(#{1,6}\s)/gm, '$1\\$2');
}

/** A title, a quotation or a name inside a line of Markdown: every mark is taken literally. */
export function markdownLine(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~]/g, '\\$&')
    .replace(/^([#+-])(?=\s|#)/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');
}

/** An address inside a code span; longer fences where it holds backticks. */
export function markdownCode(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)));
  const inside = text.replace(/\|/g, '\\|');
  return fence.length === 1 ? `\`${inside}\`` : `${fence} ${inside} ${fence}`;
}
