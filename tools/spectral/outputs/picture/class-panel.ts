import { pixelAreaKm2 } from '../../readers/georeference.ts';
import type { MapRasters } from '../../types.ts';
import { MASK } from '../../types.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import type { MapSheet } from '../map-layers.ts';
import { parseColour } from './canvas.ts';
import { type ClassStyle, classStyles, NO_CLASS } from './class-styles.ts';
import type { FigurePanel, LegendEntry } from './map-figure.ts';
import type { Pattern } from './patterns.ts';
import { NO_DATA, type SceneColours } from './scene-colours.ts';

type MaskName = keyof typeof layerStyles.mask;

const MASK_NAMES = Object.keys(layerStyles.mask) as MaskName[];
const NO_ENTRY = 255;
/** Values that `mask.tif` can hold. */
const MASKS = Math.max(...Object.values(MASK)) + 1;

/** What a map of classes needs of a map. */
type ClassSheet = Omit<MapSheet, 'rasters'> & { rasters: Pick<MapRasters, 'width' | 'height' | 'mask'> };

/** A class that may occur on a map. */
export interface MapEntry {
  index: number;
  label: string;
  colour: string;
  members?: readonly string[];
}

/** A map of classes over the ground's own light, with a legend of what occurs: classes by area, ground without one, masks. `legendOf` is the legend's entry of each cell, 255 for none. */
export function classPanel(
  sheet: ClassSheet,
  scene: SceneColours,
  title: string,
  labels: Uint8Array | Uint16Array,
  entries: readonly MapEntry[],
  none: string,
): FigurePanel & { legendOf: Uint8Array } {
  const { rasters } = sheet;
  const counts = countLabels(sheet, labels, entries);
  const occurring = entries
    .filter(({ index }) => counts.of(index).pixels)
    .sort((a, b) => counts.of(b.index).pixels - counts.of(a.index).pixels);
  const colourOf = new Map(entries.map(({ label, colour }) => [label, colour]));
  const styles = classStyles(
    occurring,
    (name) => colourOf.get(name),
    MASK_NAMES.map((name) => ({ colour: layerStyles.mask[name], kind: maskPattern(name)?.kind })),
  );
  // style 0 is ground without a class; then the classes, then the masks
  const styleOf = new Uint8Array(Math.max(0, ...entries.map(({ index }) => index)) + 1);
  for (const [at, { index }] of occurring.entries()) styleOf[index] = at + 1;
  const masks = MASK_NAMES.map(maskStyle);
  const all: (ClassStyle | undefined)[] = [undefined, ...styles, ...masks];
  const maskAt = new Uint8Array(MASKS);
  for (const [at, name] of MASK_NAMES.entries()) maskAt[MASK[name]] = styles.length + 1 + at;

  const cells = scene.width * scene.height;
  const colours = new Uint8Array(3 * cells);
  const patternOf = new Uint8Array(cells);
  for (let row = 0, cell = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++, cell++) {
      const pixel = row * scene.step * rasters.width + column * scene.step;
      const light = scene.brightness[cell];
      const at = styleOf[labels[pixel]] || maskAt[rasters.mask[pixel]];
      const style = all[at];
      patternOf[cell] = at;
      // a little of the ground's light shows through, so that ridges and roads help to find one's way
      const shade = Number.isNaN(light) || at > styles.length ? 1 : 0.9 + 0.14 * light;
      const grey = 150 + 85 * light;
      for (let channel = 0; channel < 3; channel++) {
        const value = style ? style.colour[channel] * shade : Number.isNaN(light) ? NO_DATA[channel] : grey;
        colours[3 * cell + channel] = Math.min(255, Math.round(value));
      }
    }
  }
  const legend = occurring.map(
    ({ label, index }, at): LegendEntry => ({ ...styles[at], label, amount: counts.share(counts.of(index)) }),
  );
  const legendAt = [NO_ENTRY, ...legend.keys()];
  const without = counts.masked(MASK.valid);
  if (without.pixels) legendAt[0] = legend.length;
  if (without.pixels) legend.push({ colour: parseColour(NO_CLASS), label: none, amount: counts.share(without) });
  for (const [at, name] of MASK_NAMES.entries()) {
    const count = counts.masked(MASK[name]);
    // what lies outside the area of interest is drawn as fill and is no gap in the data
    const label = name !== 'fill' ? name : sheet.findings.aoi ? 'outside, or no data' : 'no data';
    legendAt.push(count.pixels ? legend.length : NO_ENTRY);
    if (count.pixels) legend.push({ ...masks[at], label, amount: counts.size(count) });
  }
  return {
    title,
    colours,
    legendOf: patternOf.map((style) => legendAt[style]),
    patterns: { of: patternOf, list: all.map((style) => style?.pattern) },
    legend,
  };
}

function maskStyle(name: MaskName): ClassStyle {
  const pattern = maskPattern(name);
  return { colour: parseColour(layerStyles.mask[name]), ...(pattern ? { pattern } : {}) };
}

function maskPattern(name: MaskName): Pattern | undefined {
  const pattern = (layerStyles.mask_patterns as Record<string, { kind: string; colour: string } | undefined>)[name];
  return pattern && { kind: pattern.kind as Pattern['kind'], colour: parseColour(pattern.colour) };
}

interface Count {
  pixels: number;
  km2: number;
}

/** Pixels and area of each class, and of what has none by its mask; row by row, because areas differ by row. */
function countLabels(
  { rasters, georeference }: ClassSheet,
  labels: Uint8Array | Uint16Array,
  entries: readonly MapEntry[],
) {
  const { width, height, mask } = rasters;
  const isKnown = new Uint8Array(Math.max(0, ...entries.map(({ index }) => index)) + 1);
  for (const { index } of entries) isKnown[index] = 1;
  const masks = isKnown.length;
  const counts = Array.from({ length: masks + MASKS }, (): Count => ({ pixels: 0, km2: 0 }));
  const inRow = new Uint32Array(counts.length);
  let valid = 0;
  for (let y = 0, pixel = 0; y < height; y++) {
    const area = georeference ? (pixelAreaKm2(georeference, y) ?? Number.NaN) : Number.NaN;
    for (const end = pixel + width; pixel < end; pixel++) {
      if (mask[pixel] === MASK.valid) valid++;
      inRow[isKnown[labels[pixel]] ? labels[pixel] : masks + mask[pixel]]++;
    }
    for (const [key, count] of counts.entries()) {
      if (inRow[key] === 0) continue;
      count.pixels += inRow[key];
      count.km2 += inRow[key] * area;
    }
    inRow.fill(0);
  }
  const size = ({ pixels, km2 }: Count) => (Number.isNaN(km2) ? `${pixels} px` : areaText(km2));
  return {
    of: (index: number): Count => counts[index],
    masked: (value: number): Count => counts[masks + value],
    size,
    share: (count: Count) => (valid ? `${size(count)}  ${((100 * count.pixels) / valid).toFixed(1)} %` : size(count)),
  };
}

/** Three digits; drone and airborne crops in m². */
export function areaText(km2: number): string {
  if (km2 < 0.01) return `${Number((km2 * 1e6).toPrecision(3))} m²`;
  return `${km2 >= 100 ? km2.toFixed(0) : km2.toPrecision(3)} km²`;
}
