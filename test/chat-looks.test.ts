import { describe, expect, it } from 'vitest';
import { chooseGround, type Ground, luminance, readColour } from '../cli/terminal/ground.ts';
import { FIXED, type Tone, tonesFor } from '../cli/terminal/tones.ts';

type Rgb = readonly [number, number, number];

/** Grounds that people have: plain ones, and the themes that many use. */
const GROUNDS: Record<Exclude<Ground, 'unknown'>, Record<string, Rgb>> = {
  dark: { black: [0, 0, 0], 'dark grey': [30, 30, 30], solarized: [0, 43, 54], dracula: [40, 42, 54] },
  light: { white: [255, 255, 255], solarized: [253, 246, 227], latte: [239, 241, 245] },
};

/** Of xterm's 256 colours, 16 and up. */
function xterm(number: number): Rgb {
  if (number >= 232) return [8 + 10 * (number - 232), 8 + 10 * (number - 232), 8 + 10 * (number - 232)];
  const level = (step: number) => [0, 95, 135, 175, 215, 255][step]!;
  const at = number - 16;
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)];
}

/** WCAG 2.2: 4.5 is enough for text, 3 for large text. */
function contrast(one: Rgb, other: Rgb): number {
  const [less, more] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

describe('colours of the chat', () => {
  it.each(Object.entries(GROUNDS))('%s ground: all can be read on all of them', (ground, colours) => {
    for (const [tone, number] of Object.entries(FIXED[ground as Ground])) {
      for (const [name, background] of Object.entries(colours))
        expect(contrast(xterm(number), background), `${tone} on ${name}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('unknown ground: all can be read on black and on white', () => {
    for (const [tone, number] of Object.entries(FIXED.unknown)) {
      for (const background of [GROUNDS.dark.black!, GROUNDS.light.white!])
        expect(contrast(xterm(number), background), tone).toBeGreaterThanOrEqual(4);
    }
  });

  it('what warns looks other than what is well, on each ground', () => {
    for (const numbers of Object.values(FIXED))
      expect(new Set([numbers.good, numbers.warn, numbers.accent, numbers.faint]).size).toBe(4);
  });

  it('sixteen colours: none that xterm draws too light for white, or too dark for black', () => {
    // xterm's defaults
    const named: Record<string, Rgb> = {
      red: [205, 0, 0],
      green: [0, 205, 0],
      yellow: [205, 205, 0],
      blue: [0, 0, 238],
      magenta: [205, 0, 205],
      cyan: [0, 205, 205],
      redBright: [255, 0, 0],
    };
    const white = GROUNDS.light.white!;
    const black = GROUNDS.dark.black!;
    for (const [ground, against] of [
      ['dark', [black]],
      ['light', [white]],
      ['unknown', [black, white]],
    ] as const) {
      for (const [tone, { color }] of Object.entries(tonesFor(ground, 4)) as [Tone, { color?: string }][]) {
        if (color === undefined) continue;
        for (const background of against)
          expect(contrast(named[color]!, background), `${tone} on ${ground}`).toBeGreaterThanOrEqual(3.5);
      }
    }
  });

  it('no colours: no tone has a style', () => {
    for (const style of Object.values(tonesFor('dark', 1))) expect(style).toEqual({});
  });
});

describe('the ground', () => {
  it.each<[string, Record<string, string>, Rgb | undefined, Ground]>([
    ['as the terminal answers: dark', {}, [0, 43, 54], 'dark'],
    ['as the terminal answers: light', {}, [253, 246, 227], 'light'],
    ['the answer counts more than a variable that ssh carried along', { COLORFGBG: '0;15' }, [0, 0, 0], 'dark'],
    ['the setting counts most', { GOSSAN_BACKGROUND: 'light', COLORFGBG: '15;0' }, [0, 0, 0], 'light'],
    ['COLORFGBG of a light terminal', { COLORFGBG: '0;15' }, undefined, 'light'],
    ['of a dark one, in rxvt’s form', { COLORFGBG: '15;default;0' }, undefined, 'dark'],
    ['COLORFGBG that says nothing', { COLORFGBG: '15;default' }, undefined, 'unknown'],
    ['nothing', {}, undefined, 'unknown'],
    ['a setting that is none', { GOSSAN_BACKGROUND: 'purple' }, undefined, 'unknown'],
  ])('%s', (_, env, background, ground) => {
    expect(chooseGround(env, background)).toBe(ground);
  });

  it.each<[string, Rgb | null]>([
    ['rgb:ffff/8080/0000', [255, 128, 0]],
    ['rgb:f/8/0', [255, 136, 0]],
    ['rgba:ffff/ffff/ffff/8000', [255, 255, 255]],
    ['?', null],
    ['rgb:ffff/ffff', null],
    ['rgb:fffff/0/0', null],
  ])('an answer %s', (answer, colour) => {
    expect(readColour(answer)).toEqual(colour);
  });
});
