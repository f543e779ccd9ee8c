import { readFileSync } from 'node:fs';
import { asset } from '../../core/paths.ts';
import type { ContentBlock, ReportContent } from './content.ts';
import { escapeHtml, lineHtml, proseHtml } from './html-text.ts';
import type { NumberRow } from './number-book.ts';
import { pageMargins } from './page-margins.ts';

/** Tables of so many columns are set smaller. */
const DENSE = 7;
/** Tables of so many rows stay on one page. */
const SHORT = 12;

/** A report as one HTML file: style and figures inside it, no script, no address that a browser would fetch. */
export function htmlReport(content: ReportContent, figureData: (path: string) => string): string {
  const { words } = content;
  const cited = new Set(content.references.list.map(({ n }) => n));
  const body = [titleBlock(content), contents(content)];
  if (content.refusal) {
    const { reason, missing } = content.refusal;
    body.push(section('', words.refused, `<p>${escapeHtml(reason)}</p>${list(missing.map(escapeHtml))}`));
  }
  for (const { heading, n, blocks } of content.chapters) {
    const html = blocks.map((block) => blockHtml(block, cited, figureData)).join('\n');
    body.push(section(`s-${n}`, heading, html));
  }
  body.push(section('references', content.references.heading, references(content)));
  body.push(`<p class="note">${escapeHtml(words.claim)}</p>`);
  body.push(section('appendix', content.appendix.heading, appendix(content)));
  return `<!doctype html>
<html lang="${content.language === 'zh' ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="generator" content="Gossan">
<title>${escapeHtml(content.title)}</title>
<style>
${readFileSync(asset('tools', 'report', 'report.css'), 'utf8')}${pageMargins(content)}</style>
</head>
<body>
${body.filter(Boolean).join('\n')}
</body>
</html>
`;
}

function titleBlock({ title, synthetic, facts, words }: ReportContent): string {
  const rows = facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${lineHtml(value)}</dd>`).join('');
  return `<header>
<h1>${escapeHtml(title)}</h1>
${synthetic ? `<p class="synthetic">${escapeHtml(words.syntheticLabel)}</p>` : ''}
<dl class="facts">${rows}</dl>
</header>`;
}

/** A report of a page or two needs no list of its chapters. */
function contents({ chapters, references, appendix, words }: ReportContent): string {
  if (chapters.length < 4) return '';
  const entries = [
    ...chapters.filter(({ heading }) => heading).map(({ heading, n }) => [`s-${n}`, heading] as const),
    ['references', references.heading] as const,
    ['appendix', appendix.heading] as const,
  ];
  const links = entries.map(([id, heading]) => `<li><a href="#${id}">${escapeHtml(heading)}</a></li>`).join('');
  return `<nav><p>${escapeHtml(words.contents)}</p><ul>${links}</ul></nav>`;
}

function blockHtml(block: ContentBlock, cited: ReadonlySet<number>, figureData: (path: string) => string): string {
  switch (block.kind) {
    case 'prose':
      return proseHtml(block.text, cited);
    case 'paragraph':
      return `<p>${lineHtml(block.text)}</p>`;
    case 'note':
      return `<p class="note">${lineHtml(block.text)}</p>`;
    case 'list':
      return list(block.items.map(lineHtml));
    case 'facts':
      return `<dl class="facts">${block.rows.map(({ label, text }) => `<dt>${escapeHtml(label)}</dt><dd>${lineHtml(text)}</dd>`).join('')}</dl>`;
    case 'table': {
      const isNumber = block.columns.map(({ number }) => number);
      return table(
        block.columns.map(({ label }) => escapeHtml(label)),
        isNumber,
        block.rows.map((cells) => cells.map(lineHtml)),
        {
          caption: `<b>${block.label}</b> ${escapeHtml(block.caption)}`,
          captionId: `table-${block.n}`,
          ...(block.columns.length >= DENSE ? { name: 'dense' } : {}),
        },
      );
    }
    case 'figure': {
      const caption = escapeHtml(block.caption);
      return `<figure${block.medium ? ' class="medium"' : ''}><img src="${figureData(block.path)}" alt="${block.label} ${caption}"><figcaption><b>${block.label}</b> ${caption}</figcaption></figure>`;
    }
    case 'subheading':
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case 'disagreement':
      return `<p><strong>${escapeHtml(block.subject)}</strong></p>${list(block.sides.map(lineHtml))}`;
  }
}

function references({ references, words }: ReportContent): string {
  if (!references.list.length) return `<p>${escapeHtml(words.noReferences)}</p>`;
  const items = references.list.map(
    ({ n, title, place, verdict, quote }) =>
      `<li id="ref-${n}" value="${n}">${escapeHtml(`${title}, ${place} (${verdict})`)}${quote ? `<blockquote>${escapeHtml(quote)}</blockquote>` : ''}</li>`,
  );
  return `<ol>${items.join('\n')}</ol>`;
}

function appendix({ appendix: { rows }, words }: ReportContent): string {
  if (!rows.length) return `<p>${escapeHtml(words.noNumbers)}</p>`;
  const [read, derived] = [rows.filter(({ formula }) => !formula), rows.filter(({ formula }) => formula)];
  return [
    `<p>${escapeHtml(words.aboutNumbers)}</p>`,
    read.length ? numberTable(read, words, words.address) : '',
    derived.length ? `<h3>${escapeHtml(words.formulae)}</h3>${numberTable(derived, words, words.formula)}` : '',
  ].join('\n');
}

function numberTable(rows: NumberRow[], words: ReportContent['words'], address: string): string {
  return table(
    ['', words.asWritten, words.value, words.unit, address, words.standsIn].map(escapeHtml),
    [true, false, true, false, false, false],
    rows.map((row) => [
      String(row.n),
      escapeHtml(row.written.join('; ')),
      escapeHtml(row.value),
      escapeHtml(row.unit),
      `<code>${escapeHtml(row.address).replace(/\/|&amp;/g, '$&<wbr>')}</code>`,
      row.uses.map((chapter, at) => `<a href="#u-${row.n}-${at + 1}">${chapter || words.titleBlock}</a>`).join(' '),
    ]),
    { name: 'numbers', ids: rows.map(({ n }) => `n-${n}`) },
  );
}

/** Cells are HTML. `ids` name the rows. */
function table(
  head: string[],
  isNumber: boolean[],
  rows: string[][],
  { caption, captionId, name, ids }: { caption?: string; captionId?: string; name?: string; ids?: string[] } = {},
): string {
  const cells = (of: string[], tag: 'th' | 'td') =>
    of.map((cell, at) => `<${tag}${isNumber[at] ? ' class="value"' : ''}>${cell}</${tag}>`).join('');
  const body = rows.map((row, at) => `<tr${ids ? ` id="${ids[at]}"` : ''}>${cells(row, 'td')}</tr>`).join('\n');
  // not a <caption>: printers part it from its table
  const above = caption ? `<p class="caption" id="${captionId}">${caption}</p>` : '';
  const classes = [name, rows.length <= SHORT ? 'short' : undefined].filter(Boolean).join(' ');
  const labelled = caption ? ` aria-labelledby="${captionId}"` : '';
  return `${above}<table${classes ? ` class="${classes}"` : ''}${labelled}><thead><tr>${cells(head, 'th')}</tr></thead><tbody>
${body}
</tbody></table>`;
}

function section(id: string, heading: string, html: string): string {
  return `<section${id ? ` id="${id}"` : ''}>${heading ? `<h2>${escapeHtml(heading)}</h2>` : ''}\n${html}\n</section>`;
}

function list(items: readonly string[]): string {
  return items.length ? `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : '';
}
