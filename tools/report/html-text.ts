import { Marked } from 'marked';
import { markdownBody } from './markdown-text.ts';
import { replaceMarks } from './number-book.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A literal line, its numbers leading to their rows. */
export function lineHtml(marked: string): string {
  return replaceMarks(escapeHtml(marked), numberLink);
}

/** Markdown of an answer to HTML. What is not plain Markdown in it (HTML, pictures, links) is shown as text. */
export function proseHtml(text: string, cited: ReadonlySet<number>): string {
  const marked = new Marked({
    gfm: true,
    async: false,
    renderer: {
      html: ({ text: raw }) => escapeHtml(raw),
      image: ({ raw }) => escapeHtml(raw),
      link: ({ raw }) => escapeHtml(raw),
    },
  });
  return betweenTags(marked.parse(markdownBody(text)) as string, (words) =>
    replaceMarks(
      words.replace(/\[(\d+)\]/g, (whole, n: string) =>
        cited.has(Number(n)) ? `<a class="cite" href="#ref-${n}">[${n}]</a>` : whole,
      ),
      numberLink,
    ),
  );
}

/** Only there, so that no attribute is touched. */
function betweenTags(html: string, change: (words: string) => string): string {
  return html.replace(/(<[^>]*>)|[^<]+/g, (whole, tag: string | undefined) => tag ?? change(whole));
}

function numberLink(text: string, row: number, use: number): string {
  return `<a class="number" id="u-${row}-${use}" href="#n-${row}">${text}</a>`;
}
