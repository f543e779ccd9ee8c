import { type Canvas, createCanvas, GlobalFonts } from '@napi-rs/canvas';

/** What stands on a page, in the order in which a person reads it. */
export interface PrintedText {
  title: string;
  paragraphs: readonly string[];
  /** Rows of a ruled table below the last paragraph; the first row holds the column names. */
  table?: readonly (readonly string[])[];
}

export interface PrintOptions {
  /** A font file of the system, or a family that the system has. */
  font: string;
  dpi: number;
  columns?: 1 | 2;
  /** Size of the text in points. */
  size?: number;
  /** Height of the paper in inches; that of A4 when left out. */
  inches?: number;
}

/** What a scanner and years in a drawer do to a page. */
export interface Damage {
  /** Clockwise, in degrees. */
  skew?: number;
  /** Standard deviation of the grey noise, of 255. */
  noise?: number;
  /** Radius of the unsharpness in pixels. */
  blur?: number;
  /** How much darker the left edge is than the right one, of 255. */
  shade?: number;
  seed?: number;
}

const A4_INCHES = [8.27, 11.69] as const;
const MARGIN_INCHES = 0.9;
const INK = '#181818';

/** Draws a page of A4 in black on white. Latin is broken at spaces, Chinese between characters. */
export function printPage(text: PrintedText, options: PrintOptions): Canvas {
  const { dpi, columns = 1, size = 10.5, inches = A4_INCHES[1] } = options;
  const [width, height] = [Math.round(A4_INCHES[0] * dpi), Math.round(inches * dpi)];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.fillStyle = INK;
  const family = fontFamily(options.font);
  const px = (size * dpi) / 72;
  const margin = MARGIN_INCHES * dpi;
  const gutter = 0.35 * dpi;
  const columnWidth = (width - 2 * margin - (columns - 1) * gutter) / columns;

  context.font = `bold ${px * 1.4}px "${family}"`;
  let y = margin + px * 1.4;
  for (const line of wrap(text.title, width - 2 * margin, (part) => context.measureText(part).width)) {
    context.fillText(line, margin, y);
    y += px * 2;
  }
  context.font = `${px}px "${family}"`;
  const top = y + px * 0.8;
  const measure = (part: string) => context.measureText(part).width;
  const lines: { advance: number; text?: string; row?: readonly string[] }[] = [];
  for (const paragraph of text.paragraphs) {
    for (const line of wrap(paragraph, columnWidth, measure)) lines.push({ advance: px * 1.45, text: line });
    lines.push({ advance: px * 0.9 });
  }
  for (const row of text.table ?? []) lines.push({ advance: px * 1.8, row });
  // Columns are balanced, as on the last page of an article.
  const share = lines.reduce((sum, { advance }) => sum + advance, 0) / columns + (columns > 1 ? px * 4 : 0);
  if (top + share > height - margin) throw new Error('the text does not fit on the page');
  let column = 0;
  y = top;
  for (const line of lines) {
    if (column < columns - 1 && y - top + line.advance > share) {
      column++;
      y = top;
    }
    const left = margin + column * (columnWidth + gutter);
    if (line.text !== undefined) context.fillText(line.text, left, y);
    if (line.row !== undefined) drawRow(context, line.row, { left, y, width: columnWidth, px, dpi });
    y += line.advance;
  }
  return canvas;
}

function drawRow(
  context: ReturnType<Canvas['getContext']>,
  row: readonly string[],
  place: { left: number; y: number; width: number; px: number; dpi: number },
): void {
  const { left, y, width, px, dpi } = place;
  const cell = width / row.length;
  context.strokeStyle = INK;
  context.lineWidth = Math.max(1, dpi / 150);
  for (const [at, value] of row.entries()) {
    context.strokeRect(left + at * cell, y - px * 1.25, cell, px * 1.8);
    context.fillText(value, left + at * cell + px * 0.4, y);
  }
}

/** The page as a scanner would give it: turned, unsharp, noisy, in shades of grey. */
export function scan(page: Canvas, damage: Damage = {}): Canvas {
  const { skew = 0, noise = 0, blur = 0, shade = 0, seed = 1 } = damage;
  const canvas = createCanvas(page.width, page.height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, page.width, page.height);
  context.translate(page.width / 2, page.height / 2);
  context.rotate((skew * Math.PI) / 180);
  if (blur > 0) context.filter = `blur(${blur}px)`;
  context.drawImage(page, -page.width / 2, -page.height / 2);
  context.resetTransform();
  if (noise === 0 && shade === 0) return canvas;
  const pixels = context.getImageData(0, 0, page.width, page.height);
  const gaussian = gaussianNoise(seed);
  for (let at = 0, pixel = 0; at < pixels.data.length; at += 4, pixel++) {
    const dark = shade * (1 - (pixel % page.width) / page.width);
    const grey = pixels.data[at]! * (1 - 20 / 255) + 12 - dark + noise * gaussian();
    pixels.data[at] = pixels.data[at + 1] = pixels.data[at + 2] = Math.max(0, Math.min(255, grey));
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** A person's reading of the page: what recognition is compared with. */
export function readingOf(text: PrintedText): string {
  const rows = (text.table ?? []).map((row) => row.join(' '));
  return [text.title, ...text.paragraphs, ...rows].join('\n');
}

function wrap(text: string, width: number, measure: (part: string) => number): string[] {
  const pieces =
    text.match(/[\p{Script=Han}\p{P}]?[，。、；：）]|\p{Script=Han}|[^\s\p{Script=Han}，。、；：）]+|\s+/gu) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

const families = new Map<string, string>();

function fontFamily(font: string): string {
  if (!font.startsWith('/')) return font;
  let family = families.get(font);
  if (family === undefined) {
    family = `printed ${families.size}`;
    if (!GlobalFonts.registerFromPath(font, family)) throw new Error(`${font}: not a font`);
    families.set(font, family);
  }
  return family;
}

/** Normal deviates by the method of Box and Muller, from a congruential generator: the same page for the same seed. */
function gaussianNoise(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 4294967297;
  };
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
