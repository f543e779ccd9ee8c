import type { Ground } from './ground.ts';

/** What a colour says. No tone is the only sign of what it says: words or marks stand beside. */
export type Tone = 'accent' | 'good' | 'warn' | 'bad' | 'faint';

/** For the drawing library. */
export interface ToneStyle {
  color?: string;
  dimColor?: boolean;
}

export type Tones = Readonly<Record<Tone, ToneStyle>>;

/**
 * Of xterm's fixed 240 colours (16 and up; the first sixteen are the user's own). Contrast on black, dark grey and the dark
 * themes that many use, or on white and the light ones, at least 4.5; on an unknown ground at least 4 on black and on
 * white, which is nearly the most that one colour can have on both (4.58).
 */
export const FIXED: Readonly<Record<Ground, Readonly<Record<Tone, number>>>> = {
  dark: { accent: 80, good: 114, warn: 221, bad: 210, faint: 248 },
  light: { accent: 24, good: 22, warn: 94, bad: 124, faint: 240 },
  unknown: { accent: 30, good: 29, warn: 130, bad: 131, faint: 243 },
};

/**
 * Where there are sixteen only, their shades are the user's. By the defaults of xterm: cyan, green and yellow cannot be read
 * on white, and blue not on black; what no name is safe for stays in the colour of the text.
 */
const SIXTEEN: Readonly<Record<Ground, Tones>> = {
  dark: {
    accent: { color: 'cyan' },
    good: { color: 'green' },
    warn: { color: 'yellow' },
    bad: { color: 'redBright' },
    faint: { dimColor: true },
  },
  light: {
    accent: { color: 'blue' },
    good: {},
    warn: { color: 'magenta' },
    bad: { color: 'red' },
    faint: { dimColor: true },
  },
  unknown: { accent: {}, good: {}, warn: { color: 'magenta' }, bad: { color: 'red' }, faint: { dimColor: true } },
};

const NONE: Tones = { accent: {}, good: {}, warn: {}, bad: {}, faint: {} };

/** @param depth bits of colour: 1, 4, 8 or 24 */
export function tonesFor(ground: Ground, depth: number): Tones {
  if (depth < 4) return NONE;
  if (depth < 8) return SIXTEEN[ground];
  const styles = Object.entries(FIXED[ground]).map(([tone, number]) => [tone, { color: `ansi256(${number})` }]);
  return Object.fromEntries(styles) as Tones;
}
