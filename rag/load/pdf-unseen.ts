import { apply, type Matrix } from './pdf-matrix.ts';
import { eachOperator, FILLS_OF_PATHS, OPS, type OperatorPage } from './pdf-operators.ts';
import { placedState } from './pdf-state-stack.ts';

/**
 * Text that a reader of the page may not see. Whether it is seen hangs on what is drawn below it, which is asked for only
 * where there is such text: pictures have to be unpacked for it.
 */
export interface Doubt {
  /**
   * 'unpainted': drawn in no colour (text rendering mode 3), as text recognition lays it under the picture of a page;
   * 'clip': only cuts out what is painted later (mode 7); 'white': as white as paper.
   */
  kind: 'unpainted' | 'clip' | 'white';
  /** The middle of its first character, on the upright page. */
  x: number;
  y: number;
  /** How many strings were drawn before it. */
  at: number;
}

/** Each part of a colour that is to the eye that of paper, 0..255. */
const WHITE = 247;
/** Less of a colour is not seen. */
export const LEAST_ALPHA = 0.03;

/** What the library calls a colour: "#ffffff"; patterns have no such name and are not white. */
export function isWhite(colour: unknown): boolean {
  if (typeof colour !== 'string' || !/^#[\da-f]{6}$/i.test(colour)) return false;
  return [1, 3, 5].every((at) => Number.parseInt(colour.slice(at, at + 2), 16) >= WHITE);
}

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Which of the doubtful is seen after all: what is unpainted where a picture shows it, what is white where something else
 * than white lies below, what cuts out where anything is painted.
 * @param page with its pictures
 * @param transform page space to the upright page with y running down
 */
export async function seenAfterAll(
  page: OperatorPage,
  transform: number[],
  doubts: readonly Doubt[],
): Promise<ReadonlySet<Doubt>> {
  const ground = new Ground(transform as Matrix, doubts);
  await eachOperator(page, (fn, args) => ground.operate(fn, args));
  return ground.seen;
}

interface State {
  matrix: Matrix;
  white: boolean;
  alpha: number;
}

const PICTURES: ReadonlySet<number> = new Set([
  OPS.paintImageMaskXObject,
  OPS.paintImageMaskXObjectGroup,
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintInlineImageXObjectGroup,
  OPS.paintImageXObjectRepeat,
  OPS.paintImageMaskXObjectRepeat,
  OPS.paintSolidColorImageMask,
]);
const MANY: ReadonlySet<number> = new Set([
  OPS.paintImageMaskXObjectGroup,
  OPS.paintInlineImageXObjectGroup,
  OPS.paintImageXObjectRepeat,
  OPS.paintImageMaskXObjectRepeat,
]);
const UNIT_SQUARE = [0, 0, 1, 1];

/** What is painted, looked at only where doubtful text stands. */
class Ground {
  readonly seen = new Set<Doubt>();
  private state: State;
  private readonly stack: State[] = [];
  private drawn = 0;
  private readonly doubts: readonly Doubt[];
  private readonly around: Box;

  constructor(transform: Matrix, doubts: readonly Doubt[]) {
    this.state = { matrix: transform, white: false, alpha: 1 };
    this.doubts = doubts;
    const [xs, ys] = [doubts.map(({ x }) => x), doubts.map(({ y }) => y)];
    this.around = { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
  }

  operate(fn: number, args: unknown[]): void {
    if (PICTURES.has(fn)) {
      // Many at once have their places in their arguments, which are not read: they may lie anywhere.
      const box = MANY.has(fn) ? this.around : this.boxOf(UNIT_SQUARE);
      this.paint(box, 'picture');
      return;
    }
    if (FILLS_OF_PATHS.has(args[0] as number) && fn === OPS.constructPath) {
      const extent = args[2] as ArrayLike<number> | null | undefined;
      if (extent != null) this.paint(this.boxOf(Array.from(extent)), this.fillOf(args[1]));
      return;
    }
    const placed = placedState(fn, args, this.state, this.stack);
    if (placed) {
      this.state = placed;
      return;
    }
    switch (fn) {
      case OPS.setFillRGBColor:
        this.state.white = isWhite(args[0]);
        break;
      case OPS.setFillColorN:
        this.state.white = false;
        break;
      case OPS.setGState:
        for (const [key, value] of args[0] as [string, unknown][]) if (key === 'ca') this.state.alpha = Number(value);
        break;
      case OPS.shadingFill:
        this.paint(this.around, 'colour');
        break;
      case OPS.showText:
        this.drawn++;
        break;
    }
  }

  /** White hides what is below only where it is a plain rectangle; of other shapes only their extent is known. */
  private fillOf(path: unknown): 'colour' | 'white' | null {
    if (this.state.alpha < LEAST_ALPHA) return null;
    if (!this.state.white) return 'colour';
    const points = (path as (ArrayLike<number> | null)[])[0];
    return points != null && points.length <= 16 && !Array.from(points).includes(CURVE) ? 'white' : null;
  }

  private paint(box: Box, what: 'picture' | 'colour' | 'white' | null): void {
    if (what === null || !meets(box, this.around)) return;
    for (const doubt of this.doubts) {
      if (doubt.x < box.x0 || doubt.x > box.x1 || doubt.y < box.y0 || doubt.y > box.y1) continue;
      const below = this.drawn <= doubt.at;
      if (doubt.kind === 'white' && below && what === 'white') this.seen.delete(doubt);
      else if (doubt.kind === 'white' && below) this.seen.add(doubt);
      else if (doubt.kind === 'clip' && !below && what !== 'white') this.seen.add(doubt);
      else if (doubt.kind === 'unpainted' && what === 'picture') this.seen.add(doubt);
    }
  }

  private boxOf([x0, y0, x1, y1]: number[]): Box {
    const corners = [
      [x0, y0],
      [x1, y0],
      [x0, y1],
      [x1, y1],
    ].map(([x, y]) => apply(this.state.matrix, x!, y!));
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    return { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
  }
}

/** The library's code of a curve inside of a path. */
const CURVE = 2;

function meets(a: Box, b: Box): boolean {
  return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}
