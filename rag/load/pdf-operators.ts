/**
 * What a page draws, as the PDF library (pdfjs, behind pdf-parse) gives it: operators with their arguments. Its own text
 * content loses the fonts and the exact places of characters, and knows no rules of tables.
 */

/** Numbers of the library's operators (its shared/util.js), as far as they matter to text and rules. */
export const OPS = {
  setLineWidth: 2,
  setGState: 9,
  save: 10,
  restore: 11,
  transform: 12,
  stroke: 20,
  closeStroke: 21,
  fill: 22,
  eoFill: 23,
  fillStroke: 24,
  eoFillStroke: 25,
  closeFillStroke: 26,
  closeEOFillStroke: 27,
  beginText: 31,
  setCharSpacing: 33,
  setWordSpacing: 34,
  setHScale: 35,
  setLeading: 36,
  setFont: 37,
  setTextRenderingMode: 38,
  setTextRise: 39,
  moveText: 40,
  setLeadingMoveText: 41,
  setTextMatrix: 42,
  nextLine: 43,
  showText: 44,
  setFillColorN: 55,
  setStrokeRGBColor: 58,
  setFillRGBColor: 59,
  shadingFill: 62,
  beginMarkedContent: 69,
  beginMarkedContentProps: 70,
  endMarkedContent: 71,
  paintFormXObjectBegin: 74,
  paintFormXObjectEnd: 75,
  beginGroup: 76,
  endGroup: 77,
  paintImageMaskXObject: 83,
  paintImageMaskXObjectGroup: 84,
  paintImageXObject: 85,
  paintInlineImageXObject: 86,
  paintInlineImageXObjectGroup: 87,
  paintImageXObjectRepeat: 88,
  paintImageMaskXObjectRepeat: 89,
  paintSolidColorImageMask: 90,
  constructPath: 91,
} as const;

/** All but those that place pictures and say nothing of text or rules. */
const WANTED: ReadonlySet<number> = new Set(
  Object.entries(OPS)
    .filter(([name]) => !/^paint\w*Image|^shadingFill|^paintSolid/.test(name))
    .map(([, code]) => code),
);
/** Only the last colour before something is drawn matters. */
const COLOURS: ReadonlySet<number> = new Set([OPS.setFillRGBColor, OPS.setStrokeRGBColor, OPS.setFillColorN]);
const STROKES: ReadonlySet<number> = new Set([
  OPS.stroke,
  OPS.closeStroke,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);
const FILLS: ReadonlySet<number> = new Set([OPS.fill, OPS.eoFill]);
/** What paints the inside of a path. */
export const FILLS_OF_PATHS: ReadonlySet<number> = new Set([
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);

/** A page with more straight edges than this is a drawing, not a table: they are left out. */
const MAX_EDGES = 20_000;

/** Straight pieces of a path in its own space: four numbers each, [x0, y0, x1, y1]. */
export interface PathEdges {
  /** Edges of stroked lines, else the extents of filled rectangles. */
  kind: 'stroke' | 'fill';
  edges: number[];
}

export interface PageOperators {
  fns: number[];
  /** As the library gives them, but for `constructPath`: there one PathEdges. */
  args: unknown[][];
}

interface OperatorChunk {
  fnArray: number[];
  argsArray: (unknown[] | null)[];
  length: number;
  lastChunk: boolean;
  separateAnnots: unknown;
}

/** The part of the library's page that is used here. */
export interface OperatorPage {
  getOperatorList(options: { annotationMode: number }): Promise<{ fnArray: number[]; argsArray: (unknown[] | null)[] }>;
  /** Takes in a chunk of operators; the library's own, not part of its documented interface. */
  _renderPageChunk?(chunk: OperatorChunk, state: unknown): void;
}

/** Comments and form fields are not the author's page. */
const NO_ANNOTATIONS = 0;

/**
 * The operators of a page that place text or draw straight rules. The others are dropped as they come: a map's contours
 * may be millions of them.
 */
export async function readOperators(page: OperatorPage): Promise<PageOperators> {
  const wanted: PageOperators = { fns: [], args: [] };
  const state = { edges: 0 };
  await eachOperator(page, (fn, args) => keep(fn, args, wanted, state));
  return wanted;
}

/** The operators that say where pictures lie, and one of those that draw anything else. */
export async function readPictureOperators(page: OperatorPage): Promise<{ fnArray: number[]; argsArray: unknown[] }> {
  const kept = { fnArray: [] as number[], argsArray: [] as unknown[] };
  let drawn = false;
  await eachOperator(page, (fn, args) => {
    if (fn === OPS.showText || (fn === OPS.constructPath && drawn)) return;
    drawn ||= fn === OPS.constructPath;
    kept.fnArray.push(fn);
    kept.argsArray.push(args);
  });
  return kept;
}

/** Hands over the operators of a page as they come, so that the library does not gather them. */
export async function eachOperator(page: OperatorPage, take: (fn: number, args: unknown[]) => void): Promise<void> {
  const takeAll = ({ fnArray, argsArray }: Pick<OperatorChunk, 'fnArray' | 'argsArray'>) => {
    for (const [at, fn] of fnArray.entries()) take(fn, argsArray[at] ?? []);
  };
  const takeChunk = page._renderPageChunk;
  if (takeChunk !== undefined) {
    page._renderPageChunk = (chunk, intent) => {
      takeAll(chunk);
      takeChunk.call(page, { ...chunk, fnArray: [], argsArray: [], length: 0 }, intent);
    };
  }
  try {
    takeAll(await page.getOperatorList({ annotationMode: NO_ANNOTATIONS }));
  } finally {
    // The library's own again, for whoever draws the page.
    delete page._renderPageChunk;
  }
}

function keep(fn: number, given: unknown[], wanted: PageOperators, state: { edges: number }): void {
  if (!WANTED.has(fn)) return;
  let args = given;
  if (fn === OPS.constructPath) {
    const path = straightEdges(args);
    if (path === null || (state.edges += path.edges.length / 4) > MAX_EDGES) return;
    args = [path];
  }
  if (COLOURS.has(fn) && wanted.fns.at(-1) === fn) {
    wanted.args[wanted.args.length - 1] = args;
    return;
  }
  wanted.fns.push(fn);
  wanted.args.push(args);
}

/** The library's codes inside of a path: each is followed by its points. */
const MOVE = 0;
const LINE = 1;
const CURVE = 2;

function straightEdges([paint, paths]: unknown[]): PathEdges | null {
  const kind = STROKES.has(paint as number) ? 'stroke' : FILLS.has(paint as number) ? 'fill' : null;
  const path = (paths as (ArrayLike<number> | null)[] | undefined)?.[0];
  if (kind === null || path == null) return null;
  const edges: number[] = [];
  for (const points of subpaths(path)) {
    if (kind === 'stroke') pushStraight(points, edges);
    else pushRectangle(points, edges);
  }
  return edges.length === 0 ? null : { kind, edges };
}

/** Points of each subpath, x and y in turn; one with curves is left out. */
function subpaths(path: ArrayLike<number>): number[][] {
  const result: number[][] = [];
  let points: number[] = [];
  let curved = false;
  const finish = () => {
    if (points.length >= 4 && !curved) result.push(points);
    points = [];
    curved = false;
  };
  for (let at = 0; at < path.length; ) {
    const code = path[at];
    if (code === MOVE) {
      finish();
      points.push(path[at + 1]!, path[at + 2]!);
      at += 3;
    } else if (code === LINE) {
      points.push(path[at + 1]!, path[at + 2]!);
      at += 3;
    } else if (code === CURVE) {
      curved = true;
      at += 7;
    } else {
      if (points.length >= 6) points.push(points[0]!, points[1]!);
      at += 1;
    }
  }
  finish();
  return result;
}

function pushStraight(points: number[], edges: number[]): void {
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0, y0, x1, y1] = points.slice(at, at + 4) as [number, number, number, number];
    const [across, along] = [Math.min(Math.abs(x1 - x0), Math.abs(y1 - y0)), Math.hypot(x1 - x0, y1 - y0)];
    if (along > 0 && across < 0.02 * along) edges.push(x0, y0, x1, y1);
  }
}

/** A filled rectangle is a rule when it is thin; that is known once its scale is. */
function pushRectangle(points: number[], edges: number[]): void {
  if (points.length < 8 || points.length > 12) return;
  const xs = points.filter((_, at) => at % 2 === 0);
  const ys = points.filter((_, at) => at % 2 === 1);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const atCorner = points.every((value, at) =>
    at % 2 === 0 ? value === x0 || value === x1 : value === y0 || value === y1,
  );
  if (atCorner) edges.push(x0, y0, x1, y1);
}
