import { displayWidth, padDisplay } from './display-width.ts';

/** A table for reading: a header row, columns aligned by display width, numbers to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-−]?[\d.,]*\s?%?$|^–$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]) =>
    header
      .map((_, column) => padDisplay(row[column] ?? '', widths[column], numeric[column] ? 'left' : 'right'))
      .join('  ')
      .trimEnd();
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .trimEnd();
  return [line(header), rule, ...rows.map(line)].join('\n');
}
