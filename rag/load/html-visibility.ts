import { type Declarations, readDeclarations, StyleSheet } from './html-style.ts';

/** Red, green, blue 0..255 and opacity 0..1. */
type Colour = readonly [number, number, number, number];

interface Look {
  /** Neither it nor anything inside of it is drawn. */
  removed: boolean;
  /** `visibility`, which an element inside may turn on again. */
  visible: boolean;
  /** Of the font, in pixels. */
  size: number;
  colour: Colour;
  /** Null where it is not known: a picture, or a style sheet that is not here. */
  background: Colour | null;
}

const BLACK: Colour = [0, 0, 0, 1];
const WHITE: Colour = [255, 255, 255, 1];
const NAMED: Record<string, Colour> = { black: BLACK, white: WHITE, transparent: [0, 0, 0, 0] };
/** A browser's, where nothing is said. */
const FONT_PIXELS = 16;
/** Smaller letters are dots. */
const LEAST_PIXELS = 2;
/** Text that is moved so far to the left or up is moved out of the window. */
const FAR = -500;
/** Colours that differ by less in each part are one to the eye. */
const SAME = 10;

/**
 * Which text of a page a reader sees: hidden by attributes, by its own style, or by the style sheets in the page, it is no
 * text of the page. `aria-hidden` alone hides from readers of screens what all others see, and is shown.
 */
export class Visibility {
  private readonly sheet: StyleSheet;
  private readonly stack: Look[] = [];
  private readonly root: Look;

  constructor(html = '') {
    this.sheet = new StyleSheet(html);
    const background = this.sheet.any ? null : WHITE;
    this.root = { removed: false, visible: true, size: FONT_PIXELS, colour: BLACK, background };
  }

  open(name: string, attributes: Record<string, string>): void {
    const parent = this.stack.at(-1) ?? this.root;
    // Most elements say nothing of their look.
    const css = this.declared(name, attributes);
    const plain =
      css.size === 0 && !('hidden' in attributes) && name !== 'dialog' && !attributes.color && !attributes.bgcolor;
    this.stack.push(plain ? parent : look(parent, name, attributes, (property) => css.get(property)?.value ?? ''));
  }

  close(): void {
    this.stack.pop();
  }

  /** Nothing of the open element is drawn, whatever stands in it. */
  get removed(): boolean {
    return (this.stack.at(-1) ?? this.root).removed;
  }

  /** Text of the open element can be read. */
  get shown(): boolean {
    const { removed, visible, size, colour, background } = this.stack.at(-1) ?? this.root;
    return !removed && visible && size >= LEAST_PIXELS && colour[3] > 0.02 && !alike(colour, background);
  }

  private declared(name: string, attributes: Record<string, string>): Declarations {
    const sheet = this.sheet.of(name, attributes);
    if (attributes.style === undefined) return sheet;
    for (const [property, declared] of readDeclarations(attributes.style)) {
      if (declared.important || !sheet.get(property)?.important) sheet.set(property, declared);
    }
    return sheet;
  }
}

function look(parent: Look, name: string, attributes: Record<string, string>, css: (property: string) => string): Look {
  const display = css('display');
  const closed = (name === 'dialog' && !('open' in attributes)) || isHidden(attributes.hidden);
  const visibility = css('visibility');
  const background = css('background-color') || css('background');
  return {
    removed:
      parent.removed ||
      display === 'none' ||
      (closed && display === '') ||
      (css('opacity') !== '' && Number.parseFloat(css('opacity')) < 0.02) ||
      isAside(css) ||
      isClipped(css),
    visible: visibility === '' || visibility === 'inherit' ? parent.visible : visibility === 'visible',
    size: fontPixels(css('font-size') || sizeOfFont(css('font')), parent.size),
    colour: colourOf(css('color') || (attributes.color ?? '')) ?? parent.colour,
    background: backgroundOf(background || (attributes.bgcolor ?? ''), parent.background),
  };
}

/** "until-found" is found by the browser's own search, and then shown. */
function isHidden(value: string | undefined): boolean {
  return value !== undefined && value.toLowerCase() !== 'until-found';
}

function isAside(css: (property: string) => string): boolean {
  const pixels = (property: string) =>
    Number.parseFloat(css(property)) * (/r?em$/.test(css(property)) ? FONT_PIXELS : 1);
  if (pixels('text-indent') <= FAR) return true;
  return /^(?:absolute|fixed|relative)$/.test(css('position')) && (pixels('left') <= FAR || pixels('top') <= FAR);
}

function isClipped(css: (property: string) => string): boolean {
  if (/^rect\(\s*(?:[01](?:px)?[\s,]*){4}\)$/.test(css('clip'))) return true;
  if (/^inset\(\s*(?:100|[5-9]\d)%\s*\)$/.test(css('clip-path'))) return true;
  if (!/^(?:hidden|clip)\b/.test(css('overflow'))) return false;
  return ['width', 'max-width', 'height', 'max-height'].some((side) => /^[01](?:\.0+)?(?:px|r?em|%)?$/.test(css(side)));
}

function fontPixels(size: string, parent: number): number {
  const value = Number.parseFloat(size);
  // Words such as "small" are read by people.
  if (Number.isNaN(value)) return size === '' || /^(?:inherit|larger|smaller)$/.test(size) ? parent : FONT_PIXELS;
  if (/%$/.test(size)) return (parent * value) / 100;
  if (/rem$/.test(size)) return FONT_PIXELS * value;
  if (/em$/.test(size)) return parent * value;
  return /pt$/.test(size) ? (value * 4) / 3 : value;
}

/** "italic 12px/1.5 serif" */
function sizeOfFont(font: string): string {
  return /(?:^|\s)(\d*\.?\d+(?:px|pt|r?em|%))/.exec(font)?.[1] ?? '';
}

function backgroundOf(css: string, parent: Colour | null): Colour | null {
  if (css === '' || /^(?:none|inherit|initial|unset|transparent)$/.test(css)) return parent;
  if (/url\(|gradient\(/.test(css)) return null;
  const colour = colourOf(css) ?? colourOf(css.split(/\s+(?![^(]*\))/)[0]!);
  if (colour === null) return null;
  return colour[3] > 0.9 ? colour : colour[3] < 0.1 ? parent : null;
}

function colourOf(css: string): Colour | null {
  const text = css.trim().toLowerCase();
  if (text in NAMED) return NAMED[text]!;
  const hex = /^#?([\da-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined && [3, 4, 6, 8].includes(hex.length)) {
    const parts = hex.length < 5 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!;
    const [red, green, blue, alpha = 255] = parts.map((part) => Number.parseInt(part, 16));
    return [red!, green!, blue!, alpha / 255];
  }
  const inside = /^rgba?\(([^)]*)\)$/.exec(text)?.[1] ?? '';
  const numbers = inside.split(/[\s,/]+/).filter(Boolean);
  if (numbers.length < 3) return null;
  const [red, green, blue] = numbers.map((part) => Number.parseFloat(part) * (part.endsWith('%') ? 2.55 : 1));
  const alpha = numbers[3] === undefined ? 1 : Number.parseFloat(numbers[3]) / (numbers[3].endsWith('%') ? 100 : 1);
  return [red!, green!, blue!, alpha];
}

function alike(a: Colour, b: Colour | null): boolean {
  return b !== null && [0, 1, 2].every((at) => Math.abs(a[at]! - b[at]!) < SAME);
}
