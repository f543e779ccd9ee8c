import { type FontStyle, type Fragment, SPACE_GAP } from './pdf-drawing.ts';

/** A part of a line without a wide gap: a line of a column, a cell of a table, a few words of a stretched line. */
export interface Segment {
  text: string;
  left: number;
  right: number;
  /** Baseline. */
  y: number;
  /** Font size of most of its characters. */
  size: number;
  style: FontStyle;
  artifact: boolean;
}

/** A gap wider than this many font sizes may separate columns or cells. */
export const WIDE_GAP = 0.6;
/** Baselines closer than this part of the font size are one line. */
const SAME_LINE = 0.22;
/** Superscripts and subscripts stand looser behind their words: a gap up to this part of the font size is no space. */
const SCRIPT_GAP = 0.28;
/** Smaller than its neighbour by this factor, a piece may be a superscript or subscript. */
const SCRIPT_SIZE = 0.88;

/** A fragment with the line that it is read on: that of its neighbour when it is raised or lowered. */
interface Placed {
  fragment: Fragment;
  /** Names its line: the baseline of the line's first fragment. Columns side by side may share it by chance. */
  line: number;
  /** Its own baseline, or its neighbour's. */
  baseline: number;
  /** The fragment drawn before it. */
  before: Placed | null;
}

/** Joins the fragments of a sheet to segments, superscripts and subscripts put to the words they belong to. */
export function joinFragments(fragments: readonly Fragment[]): Segment[] {
  const lines = new Map<number, Placed[]>();
  for (const placed of placeOnLines(withoutDoubles(fragments))) {
    const line = lines.get(placed.line);
    if (line === undefined) lines.set(placed.line, [placed]);
    else line.push(placed);
  }
  return [...lines.values()].flatMap(cutLine);
}

/** Bold is sometimes made by drawing the same text twice, a fraction of a point apart. */
function withoutDoubles(fragments: readonly Fragment[]): Fragment[] {
  const seen = new Map<string, Fragment[]>();
  return fragments.filter((fragment) => {
    const same = seen.get(fragment.text);
    if (same === undefined) {
      seen.set(fragment.text, [fragment]);
      return true;
    }
    const near = fragment.size * 0.2;
    const isDouble = same.some(
      (other) => Math.abs(other.left - fragment.left) < near && Math.abs(other.y - fragment.y) < near,
    );
    if (!isDouble) same.push(fragment);
    return !isDouble;
  });
}

/** Finds the line of each fragment: full-size ones by their baseline, small raised or lowered ones by their neighbour. */
function placeOnLines(fragments: Fragment[]): Placed[] {
  let before: Placed | null = null;
  const placed = fragments.map(
    (fragment): Placed => (before = { fragment, line: fragment.y, baseline: fragment.y, before }),
  );
  let line = -Infinity;
  for (const each of placed.toSorted((a, b) => a.fragment.y - b.fragment.y || a.fragment.left - b.fragment.left)) {
    if (each.fragment.y - line > SAME_LINE * each.fragment.size) line = each.fragment.y;
    each.line = line;
  }
  // From left to right, so that the second character of a superscript finds the first in its place.
  const byLeft = placed.toSorted((a, b) => a.fragment.left - b.fragment.left);
  const hosts = hostsByHeight(byLeft);
  for (const script of byLeft) {
    const host = hostOf(script, hosts.get(band(script.fragment.y)) ?? []);
    if (host !== null) [script.line, script.baseline] = [host.line, host.baseline];
  }
  return placed;
}

/** Height of a band in which neighbours are looked for; points. */
const BAND = 16;
const band = (y: number) => Math.floor(y / BAND);

/** Fragments by the bands in which a superscript or subscript of theirs may stand. */
function hostsByHeight(placed: Placed[]): Map<number, Placed[]> {
  const bands = new Map<number, Placed[]>();
  for (const host of placed) {
    const { y, size } = host.fragment;
    for (let at = band(y - size); at <= band(y + 0.75 * size); at++) {
      const hosts = bands.get(at);
      if (hosts === undefined) bands.set(at, [host]);
      else hosts.push(host);
    }
  }
  return bands;
}

/** The word to which a small piece beside it belongs: "CO" of "CO2", "cm" of "cm-1", "O" of "18O". */
function hostOf(script: Placed, hosts: Placed[]): Placed | null {
  const { before } = script;
  if (before !== null && before.line === script.line && distance(before, script) < 0.3 * before.fragment.size)
    return null;
  // What was drawn just before is the best witness: the line below may stand nearer.
  if (before !== null && (isHost(before, script) || shifted(before, script))) return before;
  let best: Placed | null = null;
  for (const host of hosts) {
    if (isHost(host, script) && (best === null || distance(host, script) < distance(best, script))) best = host;
  }
  return best;
}

function distance({ fragment: host }: Placed, { fragment: script }: Placed): number {
  const gap = Math.max(script.left - host.right, host.left - script.right);
  // Kerned into its neighbour, but not written across it.
  return gap < 0 && gap > -0.75 * (script.right - script.left) ? 0 : Math.abs(gap);
}

/** Set a little lower or higher without a gap, in a logo or to mend a font: "E" of "TeX". */
function shifted(host: Placed, { fragment: { left, y, size, space } }: Placed): boolean {
  const { fragment } = host;
  const gap = left - fragment.right;
  return !space && Math.abs(gap) < 0.25 * size && Math.abs(host.baseline - y) < 0.35 * Math.min(size, fragment.size);
}

function isHost(host: Placed, script: Placed): boolean {
  const [{ fragment }, { left, y, size }] = [host, script.fragment];
  if (script.line === host.line || distance(host, script) > 0.5 * fragment.size) return false;
  const larger = size < SCRIPT_SIZE * fragment.size;
  // A neighbour that is a script itself has been put to its line already.
  const fellow = host.baseline !== fragment.y && Math.abs(fragment.y - y) < 0.1 * size && fragment.left < left;
  const [reach, shift] = [larger ? fragment.size : 1.6 * size, host.baseline - y];
  return (larger || fellow) && shift < 0.75 * reach && shift > -0.45 * reach;
}

/** The segments of one line: cut at wide gaps. */
function cutLine(line: Placed[]): Segment[] {
  const sorted = line.toSorted((a, b) => a.fragment.left - b.fragment.left);
  const segments: Placed[][] = [];
  for (const placed of sorted) {
    const last: Placed | undefined = segments.at(-1)?.at(-1);
    const size = Math.max(placed.fragment.size, last?.fragment.size ?? 0);
    if (last === undefined || placed.fragment.left - last.fragment.right > WIDE_GAP * size) segments.push([placed]);
    else segments.at(-1)!.push(placed);
  }
  return segments.map(joinPlaced);
}

function joinPlaced(parts: Placed[]): Segment {
  const onLine = parts.filter(({ fragment, baseline }) => fragment.y === baseline);
  const weigh = (key: (fragment: Fragment) => string | number) => heaviest(onLine.length > 0 ? onLine : parts, key);
  const size = Number(weigh(({ size }) => Math.round(size * 10) / 10));
  let text = '';
  let right = -Infinity;
  let script = false;
  for (const { fragment, baseline } of closeLetterspacing(parts)) {
    const gap = fragment.left - right;
    const raised = baseline - fragment.y > 0.15 * size && fragment.size < SCRIPT_SIZE * size;
    const plain = raised && !script ? raise(text, fragment.text) : fragment.text;
    const wide = gap > (fragment.y === baseline ? SPACE_GAP : SCRIPT_GAP) * size;
    text = text === '' ? fragment.text : glue(text, plain, wide, fragment.space);
    right = Math.max(right, fragment.right);
    script = fragment.y !== baseline;
  }
  const flag = (key: keyof FontStyle) => weigh(({ style }) => Number(style[key])) === '1';
  return {
    text: text.trim(),
    left: Math.min(...parts.map(({ fragment }) => fragment.left)),
    right,
    y: Number(weigh(({ y }) => y)),
    size,
    style: { bold: flag('bold'), italic: flag('italic'), mono: flag('mono') },
    artifact: parts.every(({ fragment }) => fragment.artifact),
  };
}

/** The key to which most characters belong. */
function heaviest(parts: Placed[], key: (fragment: Fragment) => string | number): string {
  const weights = new Map<string, number>();
  for (const { fragment } of parts) {
    const name = String(key(fragment));
    weights.set(name, (weights.get(name) ?? 0) + fragment.text.length);
  }
  return [...weights].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

function glue(before: string, text: string, gap: boolean, space: boolean): string {
  const [last, next] = [before.at(-1)!, text[0]!];
  const [hanBefore, hanAfter] = [HAN.test(last), HAN.test(next)];
  // Chinese is set without spaces; what its lines are stretched by is none, and neither is the air around Latin words.
  const wide = hanBefore && hanAfter ? false : hanBefore !== hanAfter ? space : space || gap;
  return wide ? `${before} ${text}` : before + text;
}

/** "G E O L O G Y": single letters at even distances are one word. */
function closeLetterspacing(parts: Placed[]): Placed[] {
  const singles = parts.filter(({ fragment }) => /^\p{Lu}$/u.test(fragment.text)).length;
  if (singles < 4 || singles < 0.8 * parts.length || parts.some(({ fragment }) => fragment.space)) return parts;
  const gaps = parts.slice(1).map(({ fragment }, at) => fragment.left - parts[at]!.fragment.right);
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  const joined: Placed[] = [];
  for (const [at, placed] of parts.entries()) {
    const last = joined.at(-1);
    if (last !== undefined && gaps[at - 1]! < 1.6 * usual) {
      last.fragment = {
        ...last.fragment,
        text: last.fragment.text + placed.fragment.text,
        right: placed.fragment.right,
      };
    } else joined.push({ ...placed });
  }
  return joined;
}

/** Words behind which a raised figure is a power: "km2", "m-2 sr-1". */
const UNIT = /(?:^|[^\p{L}])(?:[kcmµμnd]?m|s|sr|g|kg|t|yr|a|ha|ft|in|mi|K|Pa|bar|W|J|cal|Hz|px|°C)$/u;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A raised piece in plain text. Behind a figure it is a power and must not run into it: "10" + "-3" is "10^-3". Behind a
 * word it is the mark of a footnote, written as such: "file¹". Powers of units and charges of ions are written plainly
 * as everybody does: "km2", "cm-1", "Fe3+".
 */
function raise(before: string, text: string): string {
  if (/^[-−–+]?\d/.test(text) && /\d$/.test(before)) return `^${text.replace(/^[−–]/, '-')}`;
  const mark = /^\d{1,2}(?:,\d{1,2})*$/.test(text) && /(?:\p{Ll}{3}|[.,;:”"’)\]])$/u.test(before) && !UNIT.test(before);
  return mark ? text.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!) : text;
}
