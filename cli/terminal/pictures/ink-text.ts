import type { Display, Rgb } from './picture.ts';

const RESET = '\x1b[0m';

/** Text in colours; as it is where the terminal has none. */
export function inked(
  text: string,
  { colours }: Pick<Display, 'colours'>,
  ink: Rgb | null,
  ground: Rgb | null = null,
): string {
  if (colours === 'none' || (!ink && !ground)) return text;
  const codes = [...(ink ? [code(38, ink, colours)] : []), ...(ground ? [code(48, ground, colours)] : [])];
  return `\x1b[${codes.join(';')}m${text}${RESET}`;
}

function code(which: 38 | 48, colour: Rgb, colours: 'true' | '256'): string {
  return colours === 'true' ? `${which};2;${colour.join(';')}` : `${which};5;${nearest256(colour)}`;
}

/** Levels of the 6 × 6 × 6 cube of xterm's 256 colours, from 16 on; greys from 232 on. */
const CUBE: readonly number[] = [0, 95, 135, 175, 215, 255];

/** The nearest of xterm's fixed 240 colours; the first sixteen are the user's own. */
export function nearest256(colour: Rgb): number {
  const steps = colour.map((value) =>
    CUBE.reduce((best: number, level, at) => (Math.abs(level - value) < Math.abs(CUBE[best]! - value) ? at : best), 0),
  );
  const grey = Math.max(0, Math.min(23, Math.round(((colour[0] + colour[1] + colour[2]) / 3 - 8) / 10)));
  const distance = (other: readonly number[]) => other.reduce((sum, value, at) => sum + (value - colour[at]!) ** 2, 0);
  const isGrey = distance(Array(3).fill(8 + 10 * grey)) < distance(steps.map((step) => CUBE[step]!));
  return isGrey ? 232 + grey : 16 + 36 * steps[0]! + 6 * steps[1]! + steps[2]!;
}
