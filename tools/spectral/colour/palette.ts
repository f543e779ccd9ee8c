import type { LibraryMineral, MineralLibrary } from '../library/format.ts';
import { colourOf, okLabOf } from './colour-vision.ts';
import palette from './palette.json' with { type: 'json' };

interface Hue {
  /** Degrees around OKLab's lightness axis, and distance from it. */
  hue: number;
  chroma: number;
}

const COMMON: Record<string, string> = { ...palette.common.swir, ...palette.common.vnir };

/**
 * The colour of every mineral and mixture of the library by `palette.json`: the common minerals have their own, the others
 * the hue of their family in even steps of lightness, darkest first by name; a mixture lies halfway between its members.
 */
export function libraryColours({
  minerals,
  mixtures,
}: Pick<MineralLibrary, 'minerals' | 'mixtures'>): Map<string, string> {
  const colours = new Map<string, string>();
  const families = Map.groupBy(minerals, ({ family }) => family);
  for (const [family, members] of families) {
    const { hue, chroma } = (palette.families as Record<string, Hue>)[family] ?? palette.other_family;
    const others = members.filter(({ name }) => !COMMON[name]).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const [index, { name }] of others.entries()) colours.set(name, familyColour(hue, chroma, index, others));
  }
  for (const { name } of minerals) if (COMMON[name]) colours.set(name, COMMON[name]);
  for (const { name, members } of mixtures) {
    const [one, other] = members.map((member) => okLabOf(colours.get(member) ?? '#808080'));
    colours.set(name, colourOf([(one[0] + other[0]) / 2, (one[1] + other[1]) / 2, (one[2] + other[2]) / 2]));
  }
  return colours;
}

function familyColour(hue: number, chroma: number, index: number, of: readonly LibraryMineral[]): string {
  const { from, to } = palette.lightness;
  const lightness = from + ((to - from) * (index + 0.5)) / of.length;
  const angle = (hue * Math.PI) / 180;
  return colourOf([lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
}
