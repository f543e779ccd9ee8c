import { readFileSync } from 'node:fs';
import { Marked } from 'marked';
import type { Language } from '../../core/language.ts';
import { asset } from '../../core/paths.ts';
import type { ReportContent } from './content.ts';
import { markdownBody } from './markdown-text.ts';

/** A report as one HTML file: style and figures inside it, no script, no address that a browser would fetch. */
export function htmlReport(content: ReportContent, language: Language, figureData: (path: string) => string): string {
  const { words } = content;
  const cited = new Set(content.references.map(({ n }) => n));
  const body = [`<h1>${escapeHtml(content.title)}</h1>`];
  if (content.synthetic) body.push(`<p class="synthetic">${escapeHtml(words.syntheticLabel)}</p>`);
  body.push(
    `<dl>${content.facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`,
  );
  if (content.refusal) {
    body.push(section(words.refused, `<p>${escapeHtml(content.refusal.reason)}</p>${list(content.refusal.missing)}`));
  }
  for (const { heading, text } of content.sections) body.push(section(heading, linkCitations(bodyHtml(text), cited)));
  if (content.disagreements.length) {
    const items = content.disagreements.map(
      ({ subject, sides }) => `<p><strong>${escapeHtml(subject)}</strong></p>${list(sides)}`,
    );
    body.push(section(words.disagreements, items.join('\n')));
  }
  if (content.openPoints.length) body.push(section(words.openPoints, list(content.openPoints)));
  if (content.figures.length) {
    const figures = content.figures.map(({ path, caption }, at) => {
      const label = escapeHtml(`${words.figure} ${at + 1}. ${caption}`);
      return `<figure><img src="${figureData(path)}" alt="${label}"><figcaption>${label}</figcaption></figure>`;
    });
    body.push(section(words.figures, figures.join('\n')));
  }
  body.push(section(words.references, references(content)));
  body.push(section(words.numbers, numbers(content)));
  body.push(`<footer>${escapeHtml(words.claim)}</footer>`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(content.title)}</title>
<style>
${readFileSync(asset('tools', 'report', 'report.css'), 'utf8')}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

/** Markdown of an answer to HTML. What is not plain Markdown in it (HTML, pictures, links) is shown as text. */
function bodyHtml(text: string): string {
  const marked = new Marked({
    gfm: true,
    async: false,
    renderer: {
      html: ({ text: raw }) => escapeHtml(raw),
      image: ({ raw }) => escapeHtml(raw),
      link: ({ raw }) => escapeHtml(raw),
    },
  });
  return marked.parse(markdownBody(text)) as string;
}

/** `[3]` in the text leads to reference 3. Only between tags, so that no attribute is touched. */
function linkCitations(html: string, cited: ReadonlySet<number>): string {
  return html.replace(/(<[^>]*>)|\[(\d+)\]/g, (whole, tag: string | undefined, n: string | undefined) =>
    tag || !cited.has(Number(n)) ? whole : `<a href="#ref-${n}">[${n}]</a>`,
  );
}

function references({ references, words }: ReportContent): string {
  if (!references.length) return `<p>${escapeHtml(words.noReferences)}</p>`;
  const items = references.map(
    ({ n, title, place, verdict, quote }) =>
      `<li id="ref-${n}" value="${n}">${escapeHtml(`${title}, ${place} (${verdict})`)}${quote ? `<blockquote>${escapeHtml(quote)}</blockquote>` : ''}</li>`,
  );
  return `<ol>${items.join('\n')}</ol>`;
}

function numbers({ numbers, words }: ReportContent): string {
  if (!numbers.length) return `<p>${escapeHtml(words.noNumbers)}</p>`;
  const head = [words.asWritten, words.value, words.unit, words.address].map((name) => `<th>${escapeHtml(name)}</th>`);
  const rows = numbers.map(
    ({ text, value, unit, address }) =>
      `<tr><td>${escapeHtml(text)}</td><td class="value">${escapeHtml(value)}</td><td>${escapeHtml(unit)}</td><td><code>${escapeHtml(address)}</code></td></tr>`,
  );
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function section(heading: string, html: string): string {
  return `<section>${heading ? `<h2>${escapeHtml(heading)}</h2>` : ''}\n${html}\n</section>`;
}

function list(items: readonly string[]): string {
  return items.length ? `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>` : '';
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
