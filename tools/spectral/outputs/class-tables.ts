import type { MapRasters } from '../types.ts';

/** `classes.csv`: index, mineral, members separated by "+", colour. Row 0 is "none". */
export function classesCsv(classes: MapRasters['classes']): string {
  const rows = classes.map(({ index, mineral, members, colour }) => [index, mineral, members.join('+'), colour]);
  return csv([['index', 'mineral', 'members', 'colour'], [0, 'none', '', ''], ...rows]);
}

/** `alteration.csv`: index, alteration type, colour. Row 0 is "none". */
export function alterationCsv(types: MapRasters['alterationTypes']): string {
  return csv([['index', 'alteration', 'colour'], [0, 'none', ''], ...types.map((t) => [t.index, t.name, t.colour])]);
}

/** The rows of a table as {@link classesCsv} writes it, by column name. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2]),
    );
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
}

/** A table of comma-separated values; cells with commas or quotation marks are quoted. */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
