/**
 * Tables as lines of text. A value must be found, and quoted, with the name of its column, however far below the head
 * of the table it stands: "Sample: A1; Cu (%): 0.42". Where a table has no head that can be told, its cells are parted
 * by bars: "Au | 3 g/t".
 */

/** Cells of a table, row by row; merged cells repeat their text in every place that they cover. */
export type Grid = readonly (readonly string[])[];

/**
 * One line a row that has any text. The rows that name the columns stand in the others, and not by themselves.
 * @param options.headRows how many rows at the top name the columns; found by their look when left out
 */
export function tableLines(grid: Grid, options: { headRows?: number } = {}): string[] {
  const all = grid.map((row) => row.map(oneLine)).filter((row) => row.some((cell) => cell !== ''));
  if (options.headRows !== undefined) return underHead(all, options.headRows);
  const titles = Math.max(
    0,
    all.findIndex((row) => !isTitle(row)),
  );
  return [...all.slice(0, titles).map(barLine), ...underHead(all.slice(titles), headRowsOf(all.slice(titles), false))];
}

function underHead(rows: Grid, head: number): string[] {
  if (head === 0 || head >= rows.length) return rows.map(barLine);
  const names = columnNames(rows.slice(0, head));
  return rows.slice(head).map((row) => namedLine(row, names));
}

/** One text over the width of a table: what the table is, and no name of a column. */
function isTitle(row: readonly string[]): boolean {
  return new Set(row.filter((cell) => cell !== '')).size < 2;
}

/** "Grade" above "Cu (%)" and "Au (g/t)" names the columns "Grade Cu (%)" and "Grade Au (g/t)". */
export function columnNames(head: Grid): string[] {
  const columns = Math.max(0, ...head.map((row) => row.length));
  return Array.from({ length: columns }, (_, at) => {
    const parts = head.map((row) => row[at] ?? '').filter((part) => part !== '');
    return parts.filter((part, i) => part !== parts[i - 1]).join(' ');
  });
}

/** A lone first cell longer than this is no name of a sample. */
const REMARK_LENGTH = 25;

/** A row with the names of its columns; empty cells leave no trace. */
export function namedLine(row: readonly string[], names: readonly string[]): string {
  const filled = row.flatMap((cell, at) => (cell === '' ? [] : [{ cell, name: names[at] ?? '' }]));
  // A heading between the rows over the whole width of the table, or a remark below it.
  const wide = row.length > 1 && filled.length === row.length && filled.every(({ cell }) => cell === row[0]);
  const remark = row.length > 2 && filled.length === 1 && row[0]!.length > REMARK_LENGTH;
  if (wide || remark) return row[0]!;
  return filled.map(({ cell, name }) => (name === '' ? cell : `${name}: ${cell}`)).join('; ');
}

function barLine(row: readonly string[]): string {
  return row.filter((cell, at) => cell !== '' && !(at > 0 && cell === row[at - 1])).join(' | ');
}

/**
 * How many rows at the top name columns: the first holds words and something below it numbers; a second one belongs to
 * them where it names the parts of a merged cell, or nothing but units.
 * @param headExpected tables of words alone have a head too: a CSV file nearly always begins with one
 */
export function headRowsOf(rows: Grid, headExpected: boolean): number {
  const [first, second] = rows;
  if (first === undefined || second === undefined || first.length < 2) return 0;
  const names = first.filter((cell) => cell !== '');
  if (names.length < Math.max(2, first.length / 2) || names.some(isNumber)) return 0;
  const body = rows.slice(1);
  const numbers = body.some((row) => row.some(isNumber));
  if (!numbers && !(headExpected && new Set(names).size === names.length)) return 0;
  const merged = first.some((cell, at) => at > 0 && cell !== '' && cell === first[at - 1]);
  const words = second.some((cell) => cell !== '') && !second.some(isNumber);
  const units = words && second.every((cell, at) => cell === '' || cell === first[at] || UNIT.test(cell));
  return rows.length > 2 && words && (merged || units) ? 2 : 1;
}

/** Figures, dates, ranges and limits: what stands below a column's name and not in it. */
export function isNumber(cell: string): boolean {
  return /^[<>≤≥~≈±+\-−]?\s*\d[\d\s.,:/–−-]*(?:[eE][+-]?\d+)?\s*[%‰]?$/.test(cell);
}

const UNIT =
  /^[([（]?(?:%|‰|pp[mbt]|[gkmµnc]?m[²³23]?|k?m\/s|m?g\/[tlk]g?|g\/cm[³3]|oz\/t|k?g|k?t|M[at]|[kG]a|°[CEFNSW]?|wt\.?\s?%|at\.?\s?%|10[⁻-]\d+.*)[)\]）]?$/i;

/** Rows of a sheet: words that stand alone above a table are its title, an empty row ends it. */
export function sheetLines(rows: Grid): string[] {
  const lines: string[] = [];
  let names: string[] | null = null;
  for (const block of blocksOf(rows)) {
    const start = block.findIndex((row) => !isTitle(row));
    const notes = start === -1 ? block : block.slice(0, start);
    for (const row of notes) lines.push(barLine(row.map(oneLine)));
    if (start === -1) continue;
    const table = withoutEmptyColumns(block.slice(start).map((row) => row.map(oneLine)));
    const head = headRowsOf(table.rows, true);
    if (head > 0 && head < table.rows.length) {
      const found = columnNames(table.rows.slice(0, head));
      names = [];
      for (const [at, column] of table.columns.entries()) names[column] = found[at]!;
    }
    const used: string[] | null = names;
    for (const row of table.rows.slice(head < table.rows.length ? head : 0)) {
      // Rows below a gap go on under the names above it.
      const own = used === null ? null : table.columns.map((column) => used[column] ?? '');
      lines.push(own === null ? barLine(row) : namedLine(row, own));
    }
  }
  return lines.filter((line) => line !== '');
}

function blocksOf(rows: Grid): Grid[] {
  const blocks: (readonly string[])[][] = [[]];
  for (const row of rows) {
    if (row.some((cell) => cell.trim() !== '')) blocks.at(-1)!.push(row);
    else if (blocks.at(-1)!.length > 0) blocks.push([]);
  }
  return blocks.filter((block) => block.length > 0);
}

/** A table that begins in column F has no five empty columns before it. */
function withoutEmptyColumns(rows: string[][]): { rows: string[][]; columns: number[] } {
  const used = new Set<number>();
  for (const row of rows) for (const [at, cell] of row.entries()) if (cell !== '') used.add(at);
  const columns = [...used].sort((a, b) => a - b);
  return { rows: rows.map((row) => columns.map((column) => row[column] ?? '')), columns };
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}
