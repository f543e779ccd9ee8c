import type { Reply } from '../../agents/vision/answer-form.ts';
import comparison from '../../agents/vision/comparison.json' with { type: 'json' };
import type { Box } from '../../agents/vision/parse/boxes.ts';
import { MASK } from '../../tools/spectral/types.ts';
import { spokenName } from '../curation/spectra-witness.ts';
import rules from './confidence.json' with { type: 'json' };

/** The rasters of a map within a window, row by row. */
export interface WindowRasters {
  width: number;
  height: number;
  mask: readonly number[];
  swir: readonly number[];
  fit: readonly number[];
  depth: readonly number[];
  alteration: readonly number[];
  copper: readonly number[];
}

/** What the indices of the rasters mean. */
export interface MapNames {
  classes: ReadonlyMap<number, { members: readonly string[]; margin: number }>;
  types: ReadonlyMap<number, string>;
}

/** Labels of a window, and how sure they are, 0 to 1. */
export interface WeakLabels {
  confidence: number;
  replies: Reply[];
}

/** How sure a pixel's name is: the geometric mean of what fit, depth and margin say. */
export function pixelConfidence(fit: number, depth: number, margin: number): number {
  const part = (value: number, { none, full }: { none: number; full: number }) =>
    Math.min(1, Math.max(0, (value - none) / (full - none)));
  return Math.cbrt(part(fit, rules.fit) * part(depth, rules.depth) * part(margin, rules.margin));
}

/**
 * Labels a window from the pixels that the spectral engine names surely; null where too many are masked or doubtful.
 * Shares are of the sure pixels, members of a mixture by equal parts. A pixel with no mineral counts as surely bare where the
 * map gives it none, since then no diagnostic feature was deep enough.
 */
export function labelWindow(rasters: WindowRasters, names: MapNames): WeakLabels | null {
  const { mask, swir, fit, depth, alteration, copper } = rasters;
  const shares = new Map<string, number>();
  const places = new Map<string, number[]>();
  const types = new Map<string, number>();
  let [valid, sure, confidence, favourability, scored] = [0, 0, 0, 0, 0];
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== MASK.valid) continue;
    valid++;
    const type = names.types.get(alteration[at]!);
    if (type !== undefined) types.set(type, (types.get(type) ?? 0) + 1);
    if (!Number.isNaN(copper[at]!)) {
      favourability += copper[at]!;
      scored++;
    }
    const entry = names.classes.get(swir[at]!);
    if (!entry) {
      sure++;
      confidence += 1;
      continue;
    }
    const own = pixelConfidence(fit[at]!, depth[at]!, entry.margin);
    if (own < rules.pixel.value) continue;
    sure++;
    confidence += own;
    for (const member of entry.members) {
      const name = spokenName(member);
      shares.set(name, (shares.get(name) ?? 0) + 1 / entry.members.length);
      places.set(name, [...(places.get(name) ?? []), at]);
    }
  }
  const enough = valid >= rules.window.valid * mask.length && sure >= rules.window.coverage * valid;
  if (!enough) return null;
  const minerals = [...shares].map(([mineral, pixels]) => ({ mineral, fraction: pixels / sure }));
  const replies: Reply[] = [{ task: 'minerals', minerals: minerals.sort((a, b) => b.fraction - a.fraction) }];
  const copperShare = comparison.copper_types.value.reduce((sum, type) => sum + (types.get(type) ?? 0), 0) / valid;
  if (copperShare >= rules.copper.yes || copperShare <= rules.copper.no)
    replies.push({ task: 'yesno', yes: copperShare >= rules.copper.yes });
  if (scored) replies.push({ task: 'probability', value: favourability / scored });
  const boxes = boxesOf(places, shares, rasters, sure);
  if (boxes.length) replies.push({ task: 'ground', boxes });
  return { confidence: Number(((confidence / sure) * (sure / valid)).toFixed(4)), replies };
}

/** A box around each mineral that holds enough ground, largest first; stray pixels at its ends are left out. */
function boxesOf(
  places: ReadonlyMap<string, readonly number[]>,
  shares: ReadonlyMap<string, number>,
  { width, height }: WindowRasters,
  sure: number,
): Box[] {
  return [...places]
    .filter(([name]) => shares.get(name)! >= rules.box_least.value * sure)
    .sort(([a], [b]) => shares.get(b)! - shares.get(a)!)
    .slice(0, MOST_BOXES)
    .map(([label, pixels]) => {
      const [x0, x1] = ends(pixels.map((at) => at % width));
      const [y0, y1] = ends(pixels.map((at) => Math.floor(at / width)));
      const thousandths = (edge: number, side: number) => Math.round((1000 * edge) / side);
      const box_1000: Box['box_1000'] = [
        thousandths(x0, width),
        thousandths(y0, height),
        thousandths(x1 + 1, width),
        thousandths(y1 + 1, height),
      ];
      return { label, box_1000 };
    });
}

const MOST_BOXES = 4;

function ends(values: readonly number[]): [first: number, last: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const skip = Math.floor(rules.box_least.margin * sorted.length);
  return [sorted[skip]!, sorted[sorted.length - 1 - skip]!];
}
