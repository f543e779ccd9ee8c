import { plainLine } from '../../core/plain-text.ts';
import { escapeHtml } from './html-text.ts';

/** A point of a map, in its cells from the upper left corner. */
export type CellPoint = readonly [x: number, y: number];

/** A map as it is drawn for a report. Words are in the report's language. */
export interface MapDrawing {
  title: string;
  /** Cells of the map. */
  width: number;
  height: number;
  /** The picture of the cells, as a PNG. */
  png: Uint8Array;
  /** Cells keep their edges where a map of classes is enlarged; a photograph is smoothed. */
  smooth: boolean;
  grid: { from: CellPoint; to: CellPoint; label: string; edge: 'bottom' | 'left' }[];
  /** What the grid counts: "EPSG:32718, metres". */
  gridOf: string;
  scale?: { cells: number; label: string };
  /** Direction of true north in cells, y downwards. */
  north?: readonly [number, number];
  legend: { colour: string; label: string; amount?: string }[];
  /** Of a map of values: colours from its lowest to its highest value. */
  bar?: { colours: string[]; from: string; to: string; label: string };
  lines?: { points: CellPoint[]; arrow?: boolean; closed?: boolean }[];
  labels?: { at: CellPoint; text: string }[];
  /** Small print under the legend. */
  notes: string[];
  /** The words that mark a synthetic scene. */
  mark?: string;
}

const [LEFT, TOP, SIDE, GAP] = [44, 12, 356, 24];
const [WIDEST, TALLEST] = [640, 860];
const BELOW = 40;
const ROW = 24;
/** Width of a column of shares. */
const SHARE = 58;
/** Height of a line of small print. */
const SMALL = 18;
const [INK, FAINT] = ['#1c1c1e', '#5f5f64'];

/** Draws map, frame with coordinates, scale bar, north arrow, legend and small print as one SVG. */
export function mapSvg(map: MapDrawing): string {
  const cell = Math.min(WIDEST / map.width, TALLEST / map.height);
  const [width, height] = [map.width * cell, map.height * cell];
  const place = ([x, y]: CellPoint): CellPoint => [LEFT + x * cell, TOP + y * cell];
  const side = sideColumn(map, LEFT + width + GAP, cell);
  const whole = { width: LEFT + width + GAP + SIDE, height: Math.max(TOP + height + BELOW, side.bottom + 10) };
  const png = `data:image/png;base64,${Buffer.from(map.png).toString('base64')}`;
  const rendering = map.smooth ? '' : ' style="image-rendering:pixelated"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(whole.width)}" height="${round(whole.height)}" viewBox="0 0 ${round(whole.width)} ${round(whole.height)}" font-family="Helvetica, Arial, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif" font-size="16">
<title>${escaped(map.title)}</title>
<defs>
<clipPath id="frame"><rect x="${LEFT}" y="${TOP}" width="${round(width)}" height="${round(height)}"/></clipPath>
<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L10,5 L0,10 z" fill="${INK}" stroke="#fff" stroke-width="0.8"/></marker>
</defs>
<rect width="100%" height="100%" fill="#fff"/>
<image x="${LEFT}" y="${TOP}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="none" href="${png}"${rendering}/>
<g clip-path="url(#frame)">
${[...map.grid.map(({ from, to }) => gridLine(place(from), place(to))), ...(map.lines ?? []).map((line) => overLine(line, place)), ...(map.labels ?? []).map(({ at, text }) => tag(place(at), text))].join('\n')}
</g>
<rect x="${LEFT}" y="${TOP}" width="${round(width)}" height="${round(height)}" fill="none" stroke="${INK}" stroke-width="1.2"/>
${gridLabels(map, place, { width, height })}
${map.mark ? syntheticMark(map.mark, TOP + height) : ''}
${side.marks.join('\n')}
</svg>
`;
}

function gridLine([x0, y0]: CellPoint, [x1, y1]: CellPoint): string {
  const ends = `x1="${round(x0)}" y1="${round(y0)}" x2="${round(x1)}" y2="${round(y1)}"`;
  return `<line ${ends} stroke="#fff" stroke-width="1.4" stroke-opacity="0.35"/><line ${ends} stroke="${INK}" stroke-width="0.6" stroke-opacity="0.55"/>`;
}

/** Dark on light, so that it shows on any class. */
function overLine(
  { points, arrow, closed }: NonNullable<MapDrawing['lines']>[number],
  place: (at: CellPoint) => CellPoint,
) {
  const path = points.map((point) => place(point).map(round).join(',')).join(' ');
  const shape = closed ? 'polygon' : 'polyline';
  const drawn = (colour: string, width: number, more = '') =>
    `<${shape} points="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${more}/>`;
  const [ground, ink] = closed ? [2.6, 1.3] : [4, 1.8];
  return drawn('#fff', ground) + drawn(INK, ink, arrow ? ' marker-end="url(#head)"' : '');
}

function tag([x, y]: CellPoint, text: string): string {
  const wide = 10 + 8.5 * text.length;
  return (
    `<rect x="${round(x - wide / 2)}" y="${round(y - 10)}" width="${round(wide)}" height="20" rx="3" fill="${INK}" stroke="#fff" stroke-width="1"/>` +
    `<text x="${round(x)}" y="${round(y + 5)}" text-anchor="middle" font-size="14" font-weight="700" fill="#fff">${escaped(text)}</text>`
  );
}

/** Labels of neighbouring lines must not run into each other; a line of a turned grid that ends at another edge has none. */
const APART = 92;
/** A label nearer than this to a corner would run over the edge of the drawing. */
const NEAR = 38;

function gridLabels(
  { grid }: MapDrawing,
  place: (at: CellPoint) => CellPoint,
  size: { width: number; height: number },
): string {
  const bottom = TOP + size.height;
  let last = Number.NEGATIVE_INFINITY;
  const below = grid
    .filter(({ edge, from }) => edge === 'bottom' && place(from)[1] > bottom - 1)
    .map(({ from, label }) => ({ x: place(from)[0], label }))
    .sort((a, b) => a.x - b.x)
    .filter(({ x }) => x >= LEFT + NEAR && x <= LEFT + size.width - NEAR && x - last >= APART && (last = x) === x)
    .map(
      ({ x, label }) =>
        `<line x1="${round(x)}" y1="${round(bottom)}" x2="${round(x)}" y2="${round(bottom + 5)}" stroke="${INK}"/>` +
        `<text x="${round(x)}" y="${round(bottom + 20)}" text-anchor="middle" font-size="14" fill="${FAINT}">${escaped(label)}</text>`,
    );
  const beside = grid
    .filter(({ edge, from }) => edge === 'left' && place(from)[0] < LEFT + 1)
    .map(({ from, label }) => ({ y: place(from)[1], label }))
    .filter(({ y }) => y >= TOP + NEAR && y <= bottom - NEAR)
    .map(({ y, label }) => {
      return (
        `<line x1="${LEFT - 5}" y1="${round(y)}" x2="${LEFT}" y2="${round(y)}" stroke="${INK}"/>` +
        `<text transform="translate(${LEFT - 10} ${round(y)}) rotate(-90)" text-anchor="middle" font-size="14" fill="${FAINT}">${escaped(label)}</text>`
      );
    });
  return [...below, ...beside].join('\n');
}

/** The words are part of the picture, so that they go wherever it is copied. */
function syntheticMark(words: string, bottom: number): string {
  const wide = 16 + [...words].reduce((sum, sign) => sum + (sign > '\u2e80' ? 15 : 10), 0);
  return (
    `<rect x="${LEFT}" y="${round(bottom - 26)}" width="${wide}" height="26" fill="#be141e"/>` +
    `<text x="${LEFT + 8}" y="${round(bottom - 8)}" font-size="14" font-weight="700" fill="#fff">${escaped(words)}</text>`
  );
}

/** Scale bar, north arrow, colour bar, legend and small print, one under the other. */
function sideColumn(map: MapDrawing, x: number, cell: number): { marks: string[]; bottom: number } {
  const marks: string[] = [];
  let y = TOP;
  if (map.north) {
    const [u, v] = map.north;
    const turn = (Math.atan2(u, -v) * 180) / Math.PI;
    marks.push(
      `<g transform="translate(${round(x + SIDE - 30)} ${y + 26}) rotate(${round(turn)})"><path d="M0,-22 L8,14 L0,8 z" fill="${INK}"/><path d="M0,-22 L-8,14 L0,8 z" fill="#fff" stroke="${INK}"/></g>`,
      text(x + SIDE - 30, y + 62, 'N', { anchor: 'middle', bold: true }),
    );
  }
  if (map.scale) {
    const long = Math.min(map.scale.cells * cell, SIDE - 80);
    marks.push(
      `<rect x="${round(x)}" y="${y + 20}" width="${round(long)}" height="7" fill="#fff" stroke="${INK}"/>`,
      `<rect x="${round(x)}" y="${y + 20}" width="${round(long / 2)}" height="7" fill="${INK}"/>`,
      text(x, y + 44, '0', { small: true }),
      text(x + long, y + 44, map.scale.label, { small: true, anchor: 'middle' }),
    );
  }
  if (map.scale || map.north) y += 82;
  if (map.bar) {
    const stops = map.bar.colours.map(
      (colour, at, all) => `<stop offset="${round(at / (all.length - 1))}" stop-color="${escaped(colour)}"/>`,
    );
    marks.push(
      text(x, y + 12, map.bar.label, {}),
      `<defs><linearGradient id="ramp">${stops.join('')}</linearGradient></defs>`,
      `<rect x="${round(x)}" y="${y + 22}" width="${SIDE - 10}" height="15" fill="url(#ramp)" stroke="${FAINT}"/>`,
      text(x, y + 54, map.bar.from, { small: true }),
      text(x + SIDE - 10, y + 54, map.bar.to, { small: true, anchor: 'end' }),
    );
    y += 76;
  }
  for (const { colour, label, amount } of map.legend) {
    if (colour)
      marks.push(
        `<rect x="${round(x)}" y="${y}" width="17" height="15" fill="${escaped(colour)}" stroke="${FAINT}" stroke-width="0.7"/>`,
      );
    marks.push(text(x + (colour ? 25 : 0), y + 12.5, label, {}));
    // an area and a share stand under each other's like
    const [size = '', share = ''] = amount?.split(/\s{2,}/) ?? [];
    const edge = x + SIDE - 10;
    if (size) marks.push(text(share ? edge - SHARE : edge, y + 12.5, size, { small: true, anchor: 'end' }));
    if (share) marks.push(text(edge, y + 12.5, share, { small: true, anchor: 'end' }));
    y += ROW;
  }
  y += 10;
  for (const note of [map.gridOf, ...map.notes].filter(Boolean).flatMap(wrapped)) {
    marks.push(text(x, y + 12, note, { small: true }));
    y += SMALL;
  }
  return { marks, bottom: y };
}

/** Small print in lines of the column's width; a Chinese sign is as wide as two Latin ones. */
function wrapped(note: string): string[] {
  const most = 48;
  const lines: string[] = [];
  let [line, wide] = ['', 0];
  for (const piece of plainLine(note).match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
    const size = [...piece].reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 0);
    if (wide + size > most && line) {
      lines.push(line.trimEnd());
      [line, wide] = ['', 0];
    }
    line += piece;
    wide += size;
  }
  return line ? [...lines, line] : lines;
}

function text(
  x: number,
  y: number,
  words: string,
  { small, anchor, bold }: { small?: boolean; anchor?: 'middle' | 'end'; bold?: boolean },
): string {
  const more = `${anchor ? ` text-anchor="${anchor}"` : ''}${small ? ' font-size="14.5"' : ''}${bold ? ' font-weight="700"' : ''}`;
  return `<text x="${round(x)}" y="${round(y)}" fill="${small ? FAINT : INK}"${more}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return escapeHtml(plainLine(words));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
