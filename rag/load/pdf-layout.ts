/**
 * From positioned pieces of text to lines in reading order. Programs write a page's text in any order; people read
 * columns from left to right and each from top to bottom. Distances are in points, y runs down the page.
 */

/** A piece of text as the PDF library gives it. */
export interface PdfTextItem {
  str: string;
  /** Text space to page space: [a b c d e f]. */
  transform: number[];
  width: number;
  height: number;
}

export interface PageGeometry {
  /** Page space to the upright page with y running down. */
  transform: number[];
  width: number;
  height: number;
}

/** One line of a column, with the column it stands in. */
export interface PlacedLine {
  text: string;
  left: number;
  right: number;
  /** Baseline. */
  y: number;
  /** Font size of most of its characters. */
  size: number;
  /** Lines of one column share an object; a new one starts a new block of text. */
  column: { left: number; right: number };
}

interface Piece {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
}

/** A gap wider than this part of the font size is a space; word spaces are 0.2 to 0.3, kerning stays below 0.1. */
const SPACE_GAP = 0.13;
/** A gap wider than this many font sizes separates columns or table cells. */
const CELL_GAP = 1.4;
/** Baselines closer than this part of the font size are one line: sub- and superscripts move by about a third. */
const SAME_LINE = 0.45;
/** Signs in small type (®, exponents, charges) are raised higher. */
const SAME_LINE_SMALL = 0.68;
/** A gutter may be crossed by this part of the lines: titles, wide figures' captions. */
const CROSSING_SHARE = 0.2;
/** Gutters are about 15 points wide. */
const GUTTER_STEP = 1.5;
/** Fewer lines than this on a side are no column. */
const COLUMN_LINES = 5;

/** The lines of one page in reading order. Text that runs in another direction (margin notes) comes last. */
export function linesInReadingOrder(items: PdfTextItem[], page: PageGeometry): PlacedLine[] {
  const byDirection = new Map<number, Piece[]>();
  for (const item of items) {
    const placed = place(item, page);
    if (placed === null) continue;
    const pieces = byDirection.get(placed.turn);
    if (pieces === undefined) byDirection.set(placed.turn, [placed.piece]);
    else pieces.push(placed.piece);
  }
  const directions = [...byDirection.values()].sort((a, b) => characters(b) - characters(a));
  return directions.flatMap((pieces) => orderColumns(joinPieces(withoutDoubles(pieces))));
}

function characters(pieces: Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.text.length, 0);
}

/** Position in upright coordinates; `turn` is the writing direction in quarters of a circle. */
function place(item: PdfTextItem, page: PageGeometry): { turn: number; piece: Piece } | null {
  if (item.str.trim() === '') return null;
  const [a, b, c, d, e, f] = multiply(page.transform, item.transform) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const turn = ((Math.round(Math.atan2(b, a) / (Math.PI / 2)) % 4) + 4) % 4;
  const size = Math.hypot(c, d) || Math.hypot(a, b) || item.height || 1;
  const [x, y] = [
    [e, f],
    [f, page.width - e],
    [page.width - e, page.height - f],
    [page.height - f, e],
  ][turn] as [number, number];
  return { turn, piece: { text: item.str, left: x, right: x + item.width, y, size } };
}

function multiply(m: number[], n: number[]): number[] {
  const [a, b, c, d, e, f] = m as [number, number, number, number, number, number];
  const [g, h, i, j, k, l] = n as [number, number, number, number, number, number];
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** Bold is sometimes made by drawing the same text twice, a fraction of a point apart. */
function withoutDoubles(pieces: Piece[]): Piece[] {
  const seen = new Map<string, Piece[]>();
  return pieces.filter((piece) => {
    const same = seen.get(piece.text);
    if (same === undefined) {
      seen.set(piece.text, [piece]);
      return true;
    }
    const near = piece.size * 0.2;
    if (same.some((other) => Math.abs(other.left - piece.left) < near && Math.abs(other.y - piece.y) < near))
      return false;
    same.push(piece);
    return true;
  });
}

/** Joins pieces that follow each other on a line without a gap as wide as a gutter, in the order in which they are drawn. */
function joinPieces(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  let weight = 0;
  for (const piece of pieces) {
    const last = joined.at(-1);
    const size = last === undefined ? 0 : Math.max(last.size, piece.size);
    const gap = last === undefined ? 0 : piece.left - last.right;
    const follows = last !== undefined && isSameLine(piece, last) && gap > -0.5 * size && gap < CELL_GAP * size;
    if (follows) {
      last.text = glue(last.text, piece.text, gap > SPACE_GAP * Math.min(last.size, piece.size) ? ' ' : '');
      last.right = Math.max(last.right, piece.right);
      // The line's baseline and size are those of its larger part: "SiO" decides, not the "2" below it.
      if (piece.text.length > weight && piece.size >= last.size) {
        last.y = piece.y;
        last.size = piece.size;
        weight = piece.text.length;
      }
    } else {
      joined.push({ ...piece });
      weight = piece.text.length;
    }
  }
  return joined;
}

function isSameLine(a: Piece, b: Piece): boolean {
  const larger = Math.max(a.size, b.size);
  const small = Math.min(a.size, b.size) < 0.8 * larger;
  return Math.abs(a.y - b.y) <= (small ? SAME_LINE_SMALL : SAME_LINE) * larger;
}

function glue(before: string, after: string, space: string): string {
  return /\s$/.test(before) || /^\s/.test(after) ? before + after : before + space + after;
}

/** Splits at the best gutter, band by band between the lines that cross it, and again inside each column. */
function orderColumns(pieces: Piece[], depth = 0): PlacedLine[] {
  const gutter = depth < 3 ? findGutter(pieces) : null;
  if (gutter === null) return columnLines(pieces);
  const crossing = pieces.filter((piece) => piece.left < gutter && piece.right > gutter).sort((a, b) => a.y - b.y);
  const rest = pieces.filter((piece) => !(piece.left < gutter && piece.right > gutter));
  const lines: PlacedLine[] = [];
  const band = (from: number, to: number) => {
    const inside = rest.filter((piece) => piece.y > from && piece.y <= to);
    const left = inside.filter((piece) => piece.right <= gutter);
    const right = inside.filter((piece) => piece.left >= gutter);
    lines.push(...orderColumns(left, depth + 1), ...orderColumns(right, depth + 1));
  };
  let above = -Infinity;
  for (let at = 0; at < crossing.length; ) {
    // Neighbouring crossing lines are one block: a wide caption, an abstract.
    let end = at + 1;
    const isBetween = (from: number, to: number) => rest.some((piece) => piece.y > from && piece.y <= to);
    while (end < crossing.length && !isBetween(crossing[end - 1]!.y, crossing[end]!.y - crossing[end]!.size)) end++;
    const block = crossing.slice(at, end);
    band(above, block[0]!.y - block[0]!.size * SAME_LINE);
    lines.push(...columnLines(block));
    above = block[0]!.y - block[0]!.size * SAME_LINE;
    at = end;
  }
  band(above, Infinity);
  return lines;
}

/**
 * The x of a gutter between two columns of prose, or null. Both sides must be filled with lines most of which are
 * nearly as wide as their column; so tables, whose cells are ragged and short, keep their rows.
 */
function findGutter(pieces: Piece[]): number | null {
  if (pieces.length < 2 * COLUMN_LINES) return null;
  const left = Math.min(...pieces.map((piece) => piece.left));
  const right = Math.max(...pieces.map((piece) => piece.right));
  const width = right - left;
  // The middle of the widest stretch that the fewest lines cross.
  let best = { from: 0, to: 0, crossing: CROSSING_SHARE * pieces.length };
  let stretch = { from: 0, to: 0, crossing: -1 };
  for (let x = left + 0.2 * width; x <= right - 0.2 * width; x += GUTTER_STEP) {
    const crossing = pieces.filter((piece) => piece.left < x && piece.right > x).length;
    if (stretch.crossing === crossing) stretch.to = x;
    else stretch = { from: x, to: x, crossing };
    const wider = crossing === best.crossing && stretch.to - stretch.from > best.to - best.from;
    if (crossing < best.crossing || wider) best = { ...stretch };
  }
  if (best.to === 0) return null;
  const gutter = (best.from + best.to) / 2;
  const isColumn = (side: Piece[]) => {
    if (side.length < COLUMN_LINES) return false;
    const from = quantile(
      side.map((piece) => piece.left),
      0.1,
    );
    const to = quantile(
      side.map((piece) => piece.right),
      0.9,
    );
    const long = side.filter((piece) => piece.right - piece.left > 0.7 * (to - from)).length;
    const letters = side.reduce((sum, piece) => sum + piece.text.length, 0) / side.length;
    return long >= 0.4 * side.length && letters >= 18;
  };
  const onLeft = pieces.filter((piece) => piece.right <= gutter);
  const onRight = pieces.filter((piece) => piece.left >= gutter);
  return isColumn(onLeft) && isColumn(onRight) ? gutter : null;
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** The lines of one column: pieces on one baseline joined from left to right, cells of a table by tabs. */
function columnLines(pieces: Piece[]): PlacedLine[] {
  if (pieces.length === 0) return [];
  const column = {
    left: quantile(
      pieces.map((piece) => piece.left),
      0.1,
    ),
    right: quantile(
      pieces.map((piece) => piece.right),
      0.9,
    ),
  };
  const rows: Piece[][] = [];
  for (const piece of pieces.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    const anchor = row?.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    if (anchor !== undefined && isSameLine(piece, anchor)) row!.push(piece);
    else rows.push([piece]);
  }
  return rows.map((row) => {
    const [first, ...others] = row.toSorted((a, b) => a.left - b.left) as [Piece, ...Piece[]];
    const line = { ...first, column };
    let longest = first.text.length;
    for (const piece of others) {
      const size = Math.max(line.size, piece.size);
      const gap = piece.left - line.right;
      const between = gap > CELL_GAP * size ? '\t' : gap > SPACE_GAP * Math.min(line.size, piece.size) ? ' ' : '';
      line.text = glue(line.text.trimEnd(), piece.text.trimStart(), between);
      line.right = Math.max(line.right, piece.right);
      if (piece.text.length > longest) {
        longest = piece.text.length;
        line.y = piece.y;
        line.size = piece.size;
      }
    }
    line.text = line.text.trim();
    return line;
  });
}
