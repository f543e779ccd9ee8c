import { composeAccent, plainCharacters } from './pdf-characters.ts';
import { apply, IDENTITY, type Matrix, multiply } from './pdf-matrix.ts';
import { OPS, type PageOperators, type PathEdges } from './pdf-operators.ts';
import { placedState } from './pdf-state-stack.ts';
import { type Doubt, isWhite, LEAST_ALPHA } from './pdf-unseen.ts';

/**
 * The text state machine of ISO 32000-1, 9.3 and 9.4: from a page's operators to pieces of text with their places, and
 * to the straight rules drawn beside them. Distances are in points, y runs down the upright page.
 */

export interface FontStyle {
  bold: boolean;
  italic: boolean;
  /** All characters are equally wide: program listings. */
  mono: boolean;
}

/** Characters of one font that follow each other without a gap; mostly a word. */
export interface Fragment {
  text: string;
  /** Along the writing direction, from the page's edge where the line begins. */
  left: number;
  right: number;
  /** Baseline; grows from line to line. */
  y: number;
  size: number;
  style: FontStyle;
  /** A space character was drawn before it. */
  space: boolean;
  /** Marked by the author's program as no part of the text: running heads, watermarks. */
  artifact: boolean;
  /** A reader may not see it; absent where nothing speaks against it. */
  doubt?: Doubt;
}

/** A straight line, horizontal or vertical, in the coordinates of the fragments beside it. */
export interface Rule {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** All text of one writing direction, turned so that it runs to the right and lines go down. */
export interface Sheet {
  /** Quarters of a circle by which the writing is turned to the right; no whole number: aslant, as watermarks are. */
  turn: number;
  width: number;
  height: number;
  fragments: Fragment[];
  rules: Rule[];
}

/** A font of the library, as far as it is used here. */
export interface PdfFont {
  name?: string;
  bold?: boolean;
  black?: boolean;
  italic?: boolean;
  vertical?: boolean;
  isType3Font?: boolean;
  fontMatrix?: number[];
  bbox?: number[];
  defaultVMetrics?: number[];
}

interface Glyph {
  unicode: string;
  width: number;
  isSpace: boolean;
  vmetric?: number[] | null;
}

const FONT_MATRIX = [0.001, 0, 0, 0.001, 0, 0];
/** A gap wider than this part of the font size is a space; word spaces are 0.2 to 0.3, kerning stays below 0.1. */
export const SPACE_GAP = 0.13;
/** Writing that is turned by less beside a whole quarter (as a part of it) is straight. */
const ASLANT = 0.06;
/** Directions aslant that differ by less are one: five degrees, as a part of a quarter. */
const DIRECTION = 5 / 90;
/** Smaller type is no text that can be read; points. */
const LEAST_SIZE = 0.8;
/** Thicker filled rectangles are bars and backgrounds, not rules; points. */
const RULE_THICKNESS = 3;
/** Shorter ones are parts of drawings; points. */
const RULE_LENGTH = 4;

/**
 * Draws a page's operators.
 * @param fonts by the name that `setFont` uses
 * @param viewport page space to the upright page with y running down
 * @returns one sheet a writing direction, that with the most characters first
 */
export function drawPage(
  operators: PageOperators,
  fonts: (name: string) => PdfFont | null,
  viewport: { transform: number[]; width: number; height: number },
): Sheet[] {
  const pen = new Pen(fonts, viewport);
  for (const [at, fn] of operators.fns.entries()) pen.operate(fn, operators.args[at]!);
  return pen.sheets();
}

interface GraphicsState {
  matrix: Matrix;
  font: PdfFont | null;
  style: FontStyle;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  /** How letters are painted: filled, stroked, used to cut, or not at all. */
  mode: number;
  fill: unknown;
  stroke: unknown;
  alpha: number;
}

const NO_STYLE: FontStyle = { bold: false, italic: false, mono: false };

class Pen {
  private readonly fonts: (name: string) => PdfFont | null;
  private readonly page: { width: number; height: number };
  private state: GraphicsState;
  private readonly stack: GraphicsState[] = [];
  private textMatrix: Matrix = IDENTITY;
  private x = 0;
  private y = 0;
  private lineX = 0;
  private lineY = 0;
  private readonly marks: boolean[] = [];
  private readonly byTurn = new Map<number, Fragment[]>();
  /** Page coordinates, upright. */
  private readonly rules: Rule[] = [];
  private open: { fragment: Fragment; turn: number } | null = null;
  private spaceBefore = false;
  /** Strings drawn so far. */
  private drawn = 0;
  private readonly styles = new Map<PdfFont, FontStyle>();

  constructor(
    fonts: (name: string) => PdfFont | null,
    { transform, width, height }: { transform: number[]; width: number; height: number },
  ) {
    this.fonts = fonts;
    this.page = { width, height };
    this.state = {
      matrix: transform as Matrix,
      font: null,
      style: NO_STYLE,
      fontSize: 0,
      charSpacing: 0,
      wordSpacing: 0,
      scale: 1,
      leading: 0,
      rise: 0,
      mode: 0,
      fill: '#000000',
      stroke: '#000000',
      alpha: 1,
    };
  }

  operate(fn: number, args: unknown[]): void {
    const placed = placedState(fn, args, this.state, this.stack);
    if (placed) {
      this.state = placed;
      return;
    }
    const numbers = args as number[];
    switch (fn) {
      case OPS.setGState:
        for (const [key, value] of args[0] as [string, unknown][]) {
          if (key === 'Font') this.setFont(...(value as [string, number]));
          else if (key === 'ca') this.state.alpha = Number(value);
        }
        break;
      case OPS.beginText:
        this.setTextMatrix(IDENTITY);
        break;
      case OPS.setTextMatrix:
        this.setTextMatrix(args[0] as Matrix);
        break;
      case OPS.setCharSpacing:
        this.state.charSpacing = numbers[0]!;
        break;
      case OPS.setWordSpacing:
        this.state.wordSpacing = numbers[0]!;
        break;
      case OPS.setHScale:
        this.state.scale = numbers[0]! / 100;
        break;
      case OPS.setLeading:
        this.state.leading = -numbers[0]!;
        break;
      case OPS.setFont:
        this.setFont(args[0] as string, numbers[1]!);
        break;
      case OPS.setTextRenderingMode:
        this.state.mode = numbers[0]!;
        break;
      case OPS.setFillRGBColor:
      case OPS.setFillColorN:
        this.state.fill = args[0];
        break;
      case OPS.setStrokeRGBColor:
        this.state.stroke = args[0];
        break;
      case OPS.setTextRise:
        this.state.rise = numbers[0]!;
        break;
      case OPS.moveText:
        this.move(numbers[0]!, numbers[1]!);
        break;
      case OPS.setLeadingMoveText:
        this.state.leading = numbers[1]!;
        this.move(numbers[0]!, numbers[1]!);
        break;
      case OPS.nextLine:
        this.move(0, this.state.leading);
        break;
      case OPS.showText:
        this.showText(args[0] as (Glyph | number)[]);
        this.drawn++;
        break;
      case OPS.beginMarkedContent:
      case OPS.beginMarkedContentProps:
        this.marks.push(args[0] === 'Artifact' || (args[0] as { name?: string } | null)?.name === 'Artifact');
        break;
      case OPS.endMarkedContent:
        this.marks.pop();
        break;
      case OPS.constructPath:
        this.drawEdges(args[0] as PathEdges);
        break;
    }
  }

  /** What was drawn, by writing direction. */
  sheets(): Sheet[] {
    this.open = null;
    const { width, height } = this.page;
    const characters = (fragments: Fragment[]) => fragments.reduce((sum, { text }) => sum + text.length, 0);
    const sheets = [...this.byTurn].map(([turn, fragments]): Sheet => {
      const lying = turn === 1 || turn === 3;
      return {
        turn,
        width: lying ? height : width,
        height: lying ? width : height,
        fragments,
        rules: aslant(turn) ? [] : this.rules.map((rule) => this.turnRule(rule, turn)),
      };
    });
    return sheets.sort(
      (a, b) => Number(a.turn === null) - Number(b.turn === null) || characters(b.fragments) - characters(a.fragments),
    );
  }

  private setFont(name: string, size: number): void {
    const font = this.fonts(name);
    this.state.font = font;
    this.state.fontSize = size;
    this.state.style = font === null ? NO_STYLE : this.styleOf(font);
  }

  private styleOf(font: PdfFont): FontStyle {
    let style = this.styles.get(font);
    if (style === undefined) {
      const name = (font.name ?? '').replace(/^[A-Z]{6}\+/, '');
      style = {
        bold: font.bold === true || font.black === true || /bold|black|heavy|demi|CMBX/i.test(name),
        italic: font.italic === true || /ital|obliq|CMTI/i.test(name),
        mono: /courier|mono|consol|typewriter|CMTT|menlo|SFTT/i.test(name),
      };
      this.styles.set(font, style);
    }
    return style;
  }

  private setTextMatrix(matrix: Matrix): void {
    this.textMatrix = matrix;
    this.x = this.lineX = 0;
    this.y = this.lineY = 0;
  }

  private move(x: number, y: number): void {
    this.x = this.lineX += x;
    this.y = this.lineY += y;
  }

  private showText(glyphs: (Glyph | number)[]): void {
    const { font, charSpacing, wordSpacing, rise } = this.state;
    const size = Math.abs(this.state.fontSize);
    if (font === null || size === 0) return;
    const direction = this.state.fontSize < 0 ? -1 : 1;
    const stretch = this.state.scale * direction;
    const [unit] = (font.fontMatrix ?? FONT_MATRIX) as [number];
    const whole = multiply(this.state.matrix, this.textMatrix);
    // The end of each character, not counting the spacing that follows it.
    const along: [number, number] = font.vertical ? [0, -1] : [Math.sign(stretch) || 1, 0];
    const place = (offset: number): [number, number] =>
      font.vertical
        ? apply(whole, this.x, this.y + rise - offset)
        : apply(whole, this.x + offset * stretch, this.y + rise);
    const height = font.vertical
      ? Math.hypot(whole[0], whole[1]) * size
      : Math.hypot(whole[2], whole[3]) * size * type3Height(font);
    const pen = this.direct(whole[0] * along[0] + whole[2] * along[1], whole[1] * along[0] + whole[3] * along[1]);
    const spacingScale = Math.hypot(
      whole[0] * along[0] + whole[2] * along[1],
      whole[1] * along[0] + whole[3] * along[1],
    );
    let offset = 0;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        offset -= ((font.vertical ? -1 : 1) * glyph * size) / 1000;
        continue;
      }
      const spacing = ((glyph.isSpace ? wordSpacing : 0) + charSpacing) * direction;
      const advance = font.vertical
        ? -(glyph.vmetric ?? font.defaultVMetrics ?? [-1000])[0]! * size * unit
        : glyph.width * size * unit;
      const start = place(offset);
      const end = place(offset + advance);
      this.put(glyph.unicode, start, end, height, pen, Math.max(0, charSpacing * spacingScale));
      offset += font.vertical ? advance - spacing : advance + spacing;
    }
    if (font.vertical) this.y -= offset;
    else this.x += offset * stretch;
  }

  /** The writing direction in quarters of a circle. */
  private direct(a: number, b: number): number {
    const quarters = Math.atan2(b, a) / (Math.PI / 2);
    const turn = Math.round(quarters);
    if (Math.abs(quarters - turn) > ASLANT) return Math.round(quarters / DIRECTION) * DIRECTION;
    return ((turn % 4) + 4) % 4;
  }

  private put(
    unicode: string,
    start: [number, number],
    end: [number, number],
    size: number,
    turn: number,
    charSpacing: number,
  ): void {
    const text = plainCharacters(unicode);
    if (text.trim() === '') {
      if (text !== '') this.spaceBefore = true;
      return;
    }
    if (!this.isVisible(start, end, size)) return;
    const [from, y] = this.upright(start, turn);
    const [to] = this.upright(end, turn);
    const [left, right] = from <= to ? [from, to] : [to, from];
    const open = this.open;
    const { style } = this.state;
    const artifact = this.marks.includes(true);
    const kind = this.doubtful();
    if (open !== null && open.turn === turn) {
      const last = open.fragment;
      const gap = left - last.right - charSpacing;
      const accented = gap < -0.1 * size && gap > -size ? composeAccent(last.text, text) : null;
      const follows =
        !this.spaceBefore &&
        last.style === style &&
        last.artifact === artifact &&
        last.doubt?.kind === kind &&
        // Accents of capitals are set higher.
        Math.abs(last.y - y) < (accented === null ? 0.04 : 0.3) * size &&
        Math.abs(last.size - size) < 0.02 * size &&
        gap < SPACE_GAP * size &&
        (gap > -0.6 * size || accented !== null);
      if (follows) {
        if (accented !== null && last.text.length === 1) last.y = y;
        last.text = accented ?? last.text + text;
        last.right = Math.max(last.right, right);
        return;
      }
    }
    let list = this.byTurn.get(turn);
    if (list === undefined) this.byTurn.set(turn, (list = []));
    const fragment: Fragment = { text, left, right, y, size, style, space: this.spaceBefore, artifact };
    if (kind !== undefined) {
      fragment.doubt = { kind, x: (start[0] + end[0]) / 2, y: (start[1] + end[1]) / 2, at: this.drawn };
    }
    list.push(fragment);
    this.open = { fragment, turn };
    this.spaceBefore = false;
  }

  /** Why what is drawn now may not be seen (ISO 32000-1, table 106: modes 4 to 7 are 0 to 3 and cut, too). */
  private doubtful(): Doubt['kind'] | undefined {
    const { mode, fill, stroke, alpha } = this.state;
    if (mode === 7) return 'clip';
    if (mode === 3 || alpha < LEAST_ALPHA) return 'unpainted';
    const [filled, stroked] = [mode % 4 !== 1, mode % 4 !== 0];
    return (!filled || isWhite(fill)) && (!stroked || isWhite(stroke)) ? 'white' : undefined;
  }

  /** Stands on the page, in a size that can be read: what no reader sees is not the author's text. */
  private isVisible([x0, y0]: [number, number], [x1, y1]: [number, number], size: number): boolean {
    const { width, height } = this.page;
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return size > LEAST_SIZE && size < height && x > -size && x < width + size && y > 0 && y < height + 0.3 * size;
  }

  /** A point of the upright page on the sheet of a direction. */
  private upright([x, y]: [number, number], turn: number): [number, number] {
    const { width, height } = this.page;
    if (turn === 1) return [y, width - x];
    if (turn === 2) return [width - x, height - y];
    if (turn === 3) return [height - y, x];
    if (turn === 0) return [x, y];
    const [cos, sin] = [Math.cos((turn * Math.PI) / 2), Math.sin((turn * Math.PI) / 2)];
    return [x * cos + y * sin, y * cos - x * sin];
  }

  private turnRule({ x0, y0, x1, y1 }: Rule, turn: number): Rule {
    const [a, b] = this.upright([x0, y0], turn);
    const [c, d] = this.upright([x1, y1], turn);
    return { x0: Math.min(a, c), y0: Math.min(b, d), x1: Math.max(a, c), y1: Math.max(b, d) };
  }

  private drawEdges({ kind, edges }: PathEdges): void {
    for (let at = 0; at < edges.length; at += 4) {
      const [ax, ay] = apply(this.state.matrix, edges[at]!, edges[at + 1]!);
      const [bx, by] = apply(this.state.matrix, edges[at + 2]!, edges[at + 3]!);
      const [x0, x1] = [Math.min(ax, bx), Math.max(ax, bx)];
      const [y0, y1] = [Math.min(ay, by), Math.max(ay, by)];
      const [across, along] = [Math.min(x1 - x0, y1 - y0), Math.max(x1 - x0, y1 - y0)];
      if (along < RULE_LENGTH || across > (kind === 'fill' ? RULE_THICKNESS : 0.03 * along)) continue;
      const flat = x1 - x0 > y1 - y0;
      const middle = flat ? (y0 + y1) / 2 : (x0 + x1) / 2;
      this.rules.push(flat ? { x0, x1, y0: middle, y1: middle } : { x0: middle, x1: middle, y0, y1 });
    }
  }
}

function aslant(turn: number): boolean {
  return !Number.isInteger(turn);
}

/** Type 3 fonts state their height in a space of their own. */
function type3Height(font: PdfFont): number {
  if (!font.isType3Font || font.fontMatrix === undefined) return 1;
  const [, bottom = 0, , top = 0] = font.bbox ?? [];
  const height = Math.abs((top - bottom) * font.fontMatrix[3]!);
  return height > 0.2 && height < 5 ? height : 1;
}
