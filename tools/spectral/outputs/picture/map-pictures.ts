import { crsName, pixelAreaKm2 } from '../../readers/georeference.ts';
import { MASK } from '../../types.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import type { MapSheet } from '../map-layers.ts';
import { parseColour, type Rgb } from './canvas.ts';
import { drawFigure, type FigurePanel, type LegendEntry } from './map-figure.ts';
import type { SceneColours } from './scene-colours.ts';

type MaskName = keyof typeof layerStyles.mask;

const MASK_NAMES = Object.keys(layerStyles.mask) as MaskName[];
const NO_DATA: Rgb = [235, 235, 238];

/** `quicklook.png`: the scene as the eye would see it. */
export function quicklookPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const panel: FigurePanel = {
    title: scene.caption,
    colours: scene.colours.map((colour) => colour ?? NO_DATA),
    legend: [],
  };
  return drawFigure(sheet, { title: sheet.scene, ...grid(scene), panels: [panel], notes: notes(sheet) });
}

/** `minerals.png`: the two groups beside each other, because a pixel can hold a clay and an iron oxide at once. */
export function mineralsPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const { rasters } = sheet;
  const panels = (
    [
      ['swir', '2 µm group: clays, micas, sulfates, carbonates'],
      ['vnir', '1 µm group: iron oxides and iron-bearing minerals'],
    ] as const
  ).map(([layer, title]) => {
    const entries = rasters.classes.map(({ index, mineral, colour }) => ({ index, label: mineral, colour }));
    return classPanel(sheet, scene, title, rasters[layer], entries, 'no mineral identified');
  });
  const title = `Minerals - ${sheet.scene}`;
  return drawFigure(sheet, { title, ...grid(scene), panels, notes: notes(sheet) });
}

/** `alteration.png`. */
export function alterationPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const { rasters } = sheet;
  const entries = rasters.alterationTypes.map(({ index, name, colour }) => ({ index, label: name, colour }));
  const panel = classPanel(sheet, scene, 'Alteration type', rasters.alteration, entries, 'no type assigned');
  const title = `Alteration - ${sheet.scene}`;
  return drawFigure(sheet, { title, ...grid(scene), panels: [panel], notes: notes(sheet) });
}

function classPanel(
  sheet: MapSheet,
  scene: SceneColours,
  title: string,
  labels: Uint8Array | Uint16Array,
  entries: { index: number; label: string; colour: string }[],
  none: string,
): FigurePanel {
  const { rasters } = sheet;
  const colourOf = new Map(entries.map(({ index, colour }) => [index, parseColour(colour)]));
  const maskOf = new Map(MASK_NAMES.map((name) => [MASK[name] as number, parseColour(layerStyles.mask[name])]));
  const colours = scene.colours.map((_, cell): Rgb => {
    const pixel = pixelOf(cell, scene, rasters.width);
    const label = colourOf.get(labels[pixel]);
    const light = scene.brightness[cell];
    // A little of the ground's light shows through, so that ridges and roads help to find one's way.
    if (label) return shaded(label, Number.isNaN(light) ? 1 : 0.78 + 0.3 * light);
    const masked = maskOf.get(rasters.mask[pixel]);
    if (masked) return masked;
    if (Number.isNaN(light)) return NO_DATA;
    const grey = Math.round(120 + 125 * light);
    return [grey, grey, grey];
  });
  return { title, colours, legend: legendOf(sheet, labels, entries, none) };
}

/** Only what occurs, by area; then the pixels without a class and the masked ones. */
function legendOf(
  sheet: MapSheet,
  labels: Uint8Array | Uint16Array,
  entries: { index: number; label: string; colour: string }[],
  none: string,
): LegendEntry[] {
  const { rasters, georeference } = sheet;
  const { width, height, mask } = rasters;
  const counts = new Map<string, { pixels: number; km2: number }>();
  const known = new Set(entries.map(({ index }) => index));
  let valid = 0;
  for (let y = 0; y < height; y++) {
    const area = georeference ? (pixelAreaKm2(georeference, y) ?? Number.NaN) : Number.NaN;
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (mask[pixel] === MASK.valid) valid++;
      const key = known.has(labels[pixel]) ? `class ${labels[pixel]}` : `mask ${mask[pixel]}`;
      const count = counts.get(key) ?? { pixels: 0, km2: 0 };
      count.pixels++;
      count.km2 += area;
      counts.set(key, count);
    }
  }
  const amount = ({ pixels, km2 }: { pixels: number; km2: number }, ofValid: boolean): string => {
    const size = Number.isNaN(km2) ? `${pixels} px` : areaText(km2);
    return ofValid && valid ? `${size}  ${((100 * pixels) / valid).toFixed(1)} %` : size;
  };
  const named = entries
    .flatMap((entry) => {
      const count = counts.get(`class ${entry.index}`);
      return count ? [{ ...entry, count }] : [];
    })
    .sort((a, b) => b.count.pixels - a.count.pixels)
    .map(
      ({ label, colour, count }): LegendEntry => ({ colour: parseColour(colour), label, amount: amount(count, true) }),
    );
  const without = counts.get(`mask ${MASK.valid}`);
  const masked = MASK_NAMES.flatMap((name): LegendEntry[] => {
    const count = counts.get(`mask ${MASK[name]}`);
    const label = name === 'fill' ? 'no data' : name;
    return count ? [{ colour: parseColour(layerStyles.mask[name]), label, amount: amount(count, false) }] : [];
  });
  const rest: LegendEntry[] = without ? [{ colour: [182, 182, 182], label: none, amount: amount(without, true) }] : [];
  return [...named, ...rest, ...masked];
}

/** Three digits; drone and airborne crops in m². */
function areaText(km2: number): string {
  if (km2 < 0.01) return `${Number((km2 * 1e6).toPrecision(3))} m²`;
  return `${km2 >= 100 ? km2.toFixed(0) : km2.toPrecision(3)} km²`;
}

function notes(sheet: MapSheet): string[] {
  const { rasters, georeference, sensor, synthetic } = sheet;
  const place = georeference ? (crsName(georeference) ?? 'coordinate system not named') : 'not georeferenced';
  const lines = [
    `${sensor === 'unknown' ? 'sensor not known' : sensor}, ${rasters.width} × ${rasters.height} pixels, ${place}`,
  ];
  if (synthetic) lines.push('Synthetic scene: made by a program, shows no real place.');
  return lines;
}

function grid(scene: SceneColours): { width: number; height: number; step: number } {
  return { width: scene.width, height: scene.height, step: scene.step };
}

function pixelOf(cell: number, scene: SceneColours, width: number): number {
  const [x, y] = [cell % scene.width, Math.floor(cell / scene.width)];
  return y * scene.step * width + x * scene.step;
}

function shaded(colour: Rgb, light: number): Rgb {
  return colour.map((channel) => Math.min(255, Math.round(channel * light))) as unknown as Rgb;
}
