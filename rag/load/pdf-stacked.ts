import type { Fragment, Sheet } from './pdf-drawing.ts';

/** So many characters below each other are a line that runs down the page. */
const MIN_CHARACTERS = 5;
/** From one to the next, in font sizes. */
const PITCH = { least: 0.8, most: 1.35 };
const DOWNWARDS = 1;

/**
 * Chinese set from top to bottom without a vertical font: characters drawn one below the other. They are moved to the
 * sheet of writing that runs down the page, whose lines follow each other from right to left.
 */
export function turnStackedLines(sheets: readonly Sheet[]): Sheet[] {
  const upright = sheets.find((sheet) => sheet.turn === 0);
  const stacks = upright === undefined ? [] : findStacks(upright.fragments);
  if (upright === undefined || stacks.length === 0) return [...sheets];
  const stacked = new Set(stacks.flat());
  const { width, height } = upright;
  const fragments = stacks.flat().map((fragment): Fragment => {
    const { left, right, y, size } = fragment;
    // The middle of the characters is their line.
    return { ...fragment, left: y - 0.88 * size, right: y + 0.12 * size, y: width - (left + right) / 2 };
  });
  const rest = { ...upright, fragments: upright.fragments.filter((fragment) => !stacked.has(fragment)) };
  const down = sheets.find((sheet) => sheet.turn === DOWNWARDS);
  const downwards: Sheet = {
    turn: DOWNWARDS,
    width: height,
    height: width,
    rules: [],
    ...down,
    fragments: [...(down?.fragments ?? []), ...fragments],
  };
  const others = sheets.filter((sheet) => sheet !== upright && sheet !== down);
  const first = fragments.length > rest.fragments.length ? [downwards, rest] : [rest, downwards];
  return [...first, ...others].filter((sheet) => sheet.fragments.length > 0);
}

function findStacks(fragments: readonly Fragment[]): Fragment[][] {
  const stacks: Fragment[][] = [];
  let stack: Fragment[] = [];
  for (const fragment of [...fragments, null]) {
    const last = stack.at(-1);
    if (fragment !== null && last !== undefined && isBelow(fragment, last)) {
      stack.push(fragment);
      continue;
    }
    if (stack.length >= MIN_CHARACTERS) stacks.push(stack);
    stack = fragment !== null && isSingle(fragment) ? [fragment] : [];
  }
  return stacks;
}

function isSingle({ text }: Fragment): boolean {
  return /^[\p{Script=Han}\u3000-\u303f\uff00-\uffef]$/u.test(text);
}

function isBelow(fragment: Fragment, above: Fragment): boolean {
  const pitch = (fragment.y - above.y) / above.size;
  const aside = Math.abs(fragment.left + fragment.right - above.left - above.right) / 2;
  return isSingle(fragment) && pitch > PITCH.least && pitch < PITCH.most && aside < 0.2 * above.size;
}
