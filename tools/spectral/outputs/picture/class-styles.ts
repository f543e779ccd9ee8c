import { leastDifference, okLabOf, TOO_NEAR } from '../../colour/colour-vision.ts';
import { parseColour, type Rgb } from './canvas.ts';
import type { Pattern } from './patterns.ts';

/** How a class is drawn, on the map and in its legend. */
export interface ClassStyle {
  colour: Rgb;
  pattern?: Pattern;
}

/** A class of a legend. Mixtures name their members, whose colours they share. */
export interface StyledClass {
  colour: string;
  members?: readonly string[];
}

/** Tried in this order: the first that makes a class unlike those before it. */
const PATTERNS: (Pattern['kind'] | undefined)[] = [undefined, 'dots', 'lines', 'hatch', 'columns', 'grid'];
const [DARK, LIGHT]: Rgb[] = [
  [28, 28, 30],
  [255, 255, 255],
];
/** Ground without a class lies beside every class. */
export const NO_CLASS = '#b6b6b6';

/**
 * Styles for the classes of one legend, largest first. A mixture of two is drawn in stripes of its members' colours; a
 * single class gets a pattern where a larger one of the same pattern looks too much like it to some reader.
 * @param colourOf the colour of a mineral by its name
 * @param others what is drawn beside the classes: masks
 */
export function classStyles(
  classes: readonly StyledClass[],
  colourOf: (name: string) => string | undefined,
  others: readonly { colour: string; kind?: Pattern['kind'] }[] = [],
): ClassStyle[] {
  const before: { colour: string; kind?: Pattern['kind'] }[] = [{ colour: NO_CLASS }, ...others];
  return classes.map(({ colour, members = [] }): ClassStyle => {
    const [one, other] = members.map(colourOf);
    if (one && other) return { colour: parseColour(one), pattern: { kind: 'stripes', colour: parseColour(other) } };
    const nearest = PATTERNS.map((pattern) =>
      Math.min(
        1,
        ...before.filter((larger) => larger.kind === pattern).map((larger) => leastDifference(larger.colour, colour)),
      ),
    );
    const free = nearest.findIndex((difference) => difference >= TOO_NEAR);
    const kind = PATTERNS[free >= 0 ? free : nearest.indexOf(Math.max(...nearest))];
    before.push({ colour, kind });
    const ink = okLabOf(colour)[0] > 0.6 ? DARK : LIGHT;
    return { colour: parseColour(colour), ...(kind ? { pattern: { kind, colour: ink } } : {}) };
  });
}
