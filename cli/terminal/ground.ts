import { GROUNDS } from '../../core/config.ts';

/** What the terminal's text stands on. Where nobody says it, colours are taken that can be read on both. */
export type Ground = (typeof GROUNDS)[number] | 'unknown';

type Environment = Readonly<Record<string, string | undefined>>;
type Rgb = readonly [number, number, number];

/** Of the sixteen colours that COLORFGBG counts, the dark ones; 7 and 9 to 15 are light. */
const DARK_OF_SIXTEEN = new Set([0, 1, 2, 3, 4, 5, 6, 8]);
/** Where black and white text have the same contrast. */
const MIDDLE = 0.179;

/**
 * The ground: as `GOSSAN_BACKGROUND` says, else as the terminal answered, else as `COLORFGBG` tells.
 * @param background what the terminal says of its background, each of 0 to 255
 */
export function chooseGround(env: Environment, background?: Rgb): Ground {
  const wished = GROUNDS.find((one) => one === env.GOSSAN_BACKGROUND);
  if (wished) return wished;
  if (background) return luminance(background) < MIDDLE ? 'dark' : 'light';
  const number = /(?:^|;)(\d{1,2})$/.exec(env.COLORFGBG ?? '')?.[1];
  if (number === undefined || Number(number) > 15) return 'unknown';
  return DARK_OF_SIXTEEN.has(Number(number)) ? 'dark' : 'light';
}

/**
 * The colour of an answer to OSC 11: `rgb:ffff/ffff/ffff` with one to four digits each, also with an alpha.
 * @returns null where it is none
 */
export function readColour(answer: string): Rgb | null {
  const digits = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i.exec(answer);
  if (!digits) return null;
  const of255 = (hex: string) => Math.round((255 * Number.parseInt(hex, 16)) / (16 ** hex.length - 1));
  return [of255(digits[1]!), of255(digits[2]!), of255(digits[3]!)];
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
