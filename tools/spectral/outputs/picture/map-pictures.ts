import { crsName, pixelAreaKm2 } from '../../readers/georeference.ts';
import { MASK } from '../../types.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import type { MapSheet } from '../map-layers.ts';
import { parseColour, type Rgb } from './canvas.ts';
import { drawFigure, type FigurePanel, type LegendEntry } from './map-figure.ts';
import type { SceneColours } from './scene-colours.ts';

type MaskName = keyof typeof layerStyles.mask;

const MASK_NAMES = Object.keys(layerStyles.mask) as MaskName[];
/** Values that `mask.tif` can hold. */
const MASKS = Math.max(...Object.values(MASK)) + 1;
const NO_DATA: Rgb = [235, 235, 238];

/** `quicklook.png`: the scene as the eye would see it. */
export function quicklookPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const panel: FigurePanel = {
    title: scene.caption,
    colours: scene.colours.slice(),
    legend: [],
  };
  for (let cell = 0; cell < scene.brightness.length; cell++)
    if (Number.isNaN(scene.brightness[cell])) panel.colours.set(NO_DATA, 3 * cell);
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
  const colourOf: Rgb[] = [];
  for (const { index, colour } of entries) colourOf[index] = parseColour(colour);
  const maskOf: Rgb[] = [];
  for (const name of MASK_NAMES) maskOf[MASK[name]] = parseColour(layerStyles.mask[name]);
  const colours = new Uint8Array(3 * scene.width * scene.height);
  for (let row = 0, cell = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++, cell++) {
      const pixel = row * scene.step * rasters.width + column * scene.step;
      const named = colourOf[labels[pixel]];
      const masked = maskOf[rasters.mask[pixel]];
      const light = scene.brightness[cell];
      // A little of the ground's light shows through, so that ridges and roads help to find one's way.
      const shade = Number.isNaN(light) ? 1 : 0.78 + 0.3 * light;
      const grey = 120 + 125 * light;
      for (let channel = 0; channel < 3; channel++) {
        let value = grey;
        if (named) value = named[channel] * shade;
        else if (masked) value = masked[channel];
        else if (Number.isNaN(light)) value = NO_DATA[channel];
        colours[3 * cell + channel] = Math.min(255, Math.round(value));
      }
    }
  }
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
  // classes first, then the masks of what has no class; counted row by row, because areas differ by row
  const isKnown = new Uint8Array(Math.max(0, ...entries.map(({ index }) => index)) + 1);
  for (const { index } of entries) isKnown[index] = 1;
  const masks = isKnown.length;
  const counts = Array.from({ length: masks + MASKS }, () => ({ pixels: 0, km2: 0 }));
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
  const amount = ({ pixels, km2 }: { pixels: number; km2: number }, ofValid: boolean): string => {
    const size = Number.isNaN(km2) ? `${pixels} px` : areaText(km2);
    return ofValid && valid ? `${size}  ${((100 * pixels) / valid).toFixed(1)} %` : size;
  };
  const named = entries
    .flatMap((entry) => {
      const count = counts[entry.index];
      return count.pixels ? [{ ...entry, count }] : [];
    })
    .sort((a, b) => b.count.pixels - a.count.pixels)
    .map(
      ({ label, colour, count }): LegendEntry => ({ colour: parseColour(colour), label, amount: amount(count, true) }),
    );
  const without = counts[masks + MASK.valid];
  const masked = MASK_NAMES.flatMap((name): LegendEntry[] => {
    const count = counts[masks + MASK[name]];
    const label = name === 'fill' ? 'no data' : name;
    return count.pixels ? [{ colour: parseColour(layerStyles.mask[name]), label, amount: amount(count, false) }] : [];
  });
  const rest: LegendEntry[] = without.pixels
    ? [{ colour: [182, 182, 182], label: none, amount: amount(without, true) }]
    : [];
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
