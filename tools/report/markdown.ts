import type { ReportContent } from './content.ts';
import { markdownBody, markdownCode, markdownLine } from './markdown-text.ts';

/** A report as Markdown. `figureLink` turns a figure's path into what the link shall say. */
export function markdownReport(content: ReportContent, figureLink: (path: string) => string): string {
  const { words } = content;
  const parts = [`# ${markdownLine(content.title)}`];
  if (content.synthetic) parts.push(`> **${words.syntheticLabel}**`);
  parts.push(content.facts.map(([label, value]) => `- **${label}**: ${markdownLine(value)}`).join('\n'));
  if (content.refusal) {
    parts.push(`## ${words.refused}`, markdownBody(content.refusal.reason));
    if (content.refusal.missing.length) parts.push(`**${words.missing}**`, list(content.refusal.missing));
  }
  for (const { heading, text } of content.sections) {
    if (heading) parts.push(`## ${markdownLine(heading)}`);
    parts.push(markdownBody(text));
  }
  if (content.disagreements.length) {
    parts.push(`## ${words.disagreements}`);
    for (const { subject, sides } of content.disagreements) parts.push(`**${markdownLine(subject)}**`, list(sides));
  }
  if (content.openPoints.length) parts.push(`## ${words.openPoints}`, list(content.openPoints));
  if (content.figures.length) {
    parts.push(`## ${words.figures}`);
    content.figures.forEach(({ path, caption }, at) => {
      const label = `${words.figure} ${at + 1}. ${markdownLine(caption)}`;
      parts.push(`![${label}](<${figureLink(path)}>)`, `*${label}*`);
    });
  }
  parts.push(`## ${words.references}`, references(content));
  parts.push(`## ${words.numbers}`, numbers(content));
  parts.push('---', `*${words.claim}*`);
  return `${parts.join('\n\n')}\n`;
}

function references({ references, words }: ReportContent): string {
  if (!references.length) return words.noReferences;
  return references
    .map(({ n, title, place, verdict, quote }) => {
      const line = `${n}. ${markdownLine(`${title}, ${place}`)} (${verdict})`;
      // Indented by the width of the number, or the tenth quotation would fall out of its item.
      return quote ? `${line}\n${' '.repeat(`${n}. `.length)}> ${markdownLine(quote)}` : line;
    })
    .join('\n');
}

function numbers({ numbers, words }: ReportContent): string {
  if (!numbers.length) return words.noNumbers;
  const rows = numbers.map(
    ({ text, value, unit, address }) =>
      `| ${markdownLine(text)} | ${value} | ${markdownLine(unit)} | ${address ? markdownCode(address) : ''} |`,
  );
  return [
    `| ${words.asWritten} | ${words.value} | ${words.unit} | ${words.address} |`,
    '| --- | ---: | --- | --- |',
    ...rows,
  ].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${markdownBody(item)}`).join('\n');
}
