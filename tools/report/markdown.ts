import type { ContentBlock, ContentChapter, ReportContent } from './content.ts';
import { markdownBody, markdownCode, markdownLine } from './markdown-text.ts';
import { type NumberRow, replaceMarks } from './number-book.ts';

/** A report as Markdown. `figureLink` turns a figure's path into what the link shall say. */
export function markdownReport(content: ReportContent, figureLink: (path: string) => string): string {
  const { words } = content;
  const cited = new Set(content.references.list.map(({ n }) => n));
  const parts = [`# ${markdownLine(content.title)}`];
  if (content.synthetic) parts.push(`> **${words.syntheticLabel}**`);
  parts.push(content.facts.map(([label, value]) => `- **${label}**: ${line(value)}`).join('\n'));
  if (content.refusal) {
    parts.push(`## ${words.refused}`, markdownBody(content.refusal.reason));
    if (content.refusal.missing.length)
      parts.push(`**${words.missing}**`, content.refusal.missing.map((item) => `- ${markdownBody(item)}`).join('\n'));
  }
  for (const chapter of content.chapters) parts.push(...chapterParts(chapter, cited, figureLink));
  parts.push(`## ${content.references.heading}`, references(content));
  parts.push(`## ${content.appendix.heading}`, ...appendix(content));
  parts.push('---', `*${words.claim}*`);
  return `${parts.join('\n\n')}\n`;
}

function chapterParts(
  { heading, n, blocks }: ContentChapter,
  cited: ReadonlySet<number>,
  figureLink: (path: string) => string,
): string[] {
  const head = heading ? [`<a id="s-${n}"></a>\n\n## ${headingText(heading)}`] : [`<a id="s-${n}"></a>`];
  return [...head, ...blocks.flatMap((block) => blockParts(block, cited, figureLink))];
}

function blockParts(block: ContentBlock, cited: ReadonlySet<number>, figureLink: (path: string) => string): string[] {
  switch (block.kind) {
    case 'prose':
      return [linked(markdownBody(block.text), cited)];
    case 'paragraph':
      return [line(block.text)];
    case 'note':
      return [`> ${line(block.text)}`];
    case 'list':
      return [block.items.map((item) => `- ${line(item)}`).join('\n')];
    case 'facts':
      return [block.rows.map(({ label, text }) => `- **${markdownLine(label)}**: ${line(text)}`).join('\n')];
    case 'table':
      return [
        `**${block.label}** ${markdownLine(block.caption)}`,
        table(
          block.columns.map(({ label }) => markdownLine(label)),
          block.columns.map(({ number }) => number),
          block.rows.map((cells) => cells.map(line)),
        ),
      ];
    case 'figure': {
      const label = `${block.label} ${markdownLine(block.caption)}`;
      return [`![${label}](<${figureLink(block.path)}>)`, `*${label}*`];
    }
    case 'subheading':
      return [`### ${markdownLine(block.text)}`];
    case 'disagreement':
      return [`**${markdownLine(block.subject)}**`, block.sides.map((side) => `- ${line(side)}`).join('\n')];
  }
}

/** Behind the marks of a heading a number begins no list. */
function headingText(heading: string): string {
  return markdownLine(heading).replace(/^(\d+)\\([.)])/, '$1$2');
}

/** A literal line, its numbers leading to their rows. */
function line(marked: string): string {
  return replaceMarks(markdownLine(marked), numberLink);
}

function linked(markdown: string, cited: ReadonlySet<number>): string {
  const citations = markdown.replace(/(?<![\\\]])\[(\d+)\](?![([:])/g, (whole, n: string) =>
    cited.has(Number(n)) ? `[\\[${n}\\]](#ref-${n})` : whole,
  );
  return replaceMarks(citations, numberLink);
}

function numberLink(text: string, row: number): string {
  return `[${text}](#n-${row})`;
}

function references({ references: { list }, words }: ReportContent): string {
  if (!list.length) return words.noReferences;
  return list
    .map(({ n, title, place, verdict, quote }) => {
      const entry = `${n}. <a id="ref-${n}"></a>${markdownLine(`${title}, ${place}`)} (${verdict})`;
      // Indented by the width of the number, or the tenth quotation would fall out of its item.
      return quote ? `${entry}\n${' '.repeat(`${n}. `.length)}> ${markdownLine(quote)}` : entry;
    })
    .join('\n');
}

function appendix({ appendix: { rows }, words }: ReportContent): string[] {
  if (!rows.length) return [words.noNumbers];
  const [read, derived] = [rows.filter(({ formula }) => !formula), rows.filter(({ formula }) => formula)];
  const parts = [words.aboutNumbers];
  if (read.length) parts.push(numberTable(read, words, words.address));
  if (derived.length) parts.push(`### ${words.formulae}`, numberTable(derived, words, words.formula));
  return parts;
}

function numberTable(rows: NumberRow[], words: ReportContent['words'], address: string): string {
  return table(
    ['', words.asWritten, words.value, words.unit, address, words.standsIn],
    [true, false, true, false, false, false],
    rows.map((row) => [
      `<a id="n-${row.n}"></a>${row.n}`,
      markdownLine(row.written.join('; ')),
      row.value,
      markdownLine(row.unit),
      row.address ? markdownCode(row.address) : '',
      [...new Set(row.uses)].map((chapter) => (chapter ? `[${chapter}](#s-${chapter})` : words.titleBlock)).join(' '),
    ]),
  );
}

function table(head: string[], isNumber: boolean[], rows: string[][]): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(isNumber.map((number) => (number ? '---:' : '---'))), ...rows.map(row)].join('\n');
}
