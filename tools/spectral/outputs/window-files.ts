import type { SlowCall } from '../../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../types.ts';
import { auxiliaryXml } from './geo-keys.ts';
import { encodeGeoTiff } from './geotiff-writer.ts';
import layerStyles from './layer-styles.json' with { type: 'json' };
import { mapSheet, type Ramp } from './map-layers.ts';
import type { Canvas, Rgb } from './picture/canvas.ts';
import { drawFigure, type FigurePanel, type PanelPlace } from './picture/map-figure.ts';
import { NO_DATA, sceneColours } from './picture/scene-colours.ts';
import { valuePanel } from './picture/value-panel.ts';

/** Values from 0 to 1 over a window of a scene, that come from elsewhere than the engine. */
export interface ValueLayer {
  /** Row by row; NaN where there is none. */
  values: Float32Array;
  /** What the values are: title of the picture, and description of the raster. */
  title: string;
  /** Beside the scale of colours, and under it. */
  label: string;
  below: string;
  notes: string[];
}

/** A layer of values as files: a GeoTIFF (float32, NaN for no value, georeferenced as the scene), GDAL's auxiliary file where it needs one, and a PNG with its legend. */
export async function valueFiles(
  { values, title, label, below, notes }: ValueLayer,
  reader: SceneReader,
  window: PixelWindow,
  { signal }: SlowCall = {},
): Promise<{ tif: Buffer; aux: string | undefined; png: Uint8Array }> {
  const { width, height } = window;
  const sheet = mapSheet({ width, height, mask: new Uint8Array(width * height) }, reader, window);
  const mark = sheet.synthetic ? 'SYNTHETIC SCENE. ' : '';
  const description = `${mark}${title}. ${notes.join(' ')} Scene: ${sheet.scene}`;
  const { georeference } = sheet;
  const tif = encodeGeoTiff({ width, height, data: values, nodata: Number.NaN, georeference, description });
  const scene = await sceneColours(reader, window, sheet.rasters.mask, signal ? { signal } : {});
  const ramp: Ramp = { ...layerStyles.ramps.copper, label };
  const panel = valuePanel(sheet, scene, title, values, ramp, below);
  const { width: cells, height: lines, step } = scene;
  const figure = { title: `${label} - ${sheet.scene}`, width: cells, height: lines, step, panels: [panel], notes };
  return { tif, aux: auxiliaryXml(georeference) || undefined, png: drawFigure(sheet, figure) };
}

/** A box in pixels of the scene: left, upper, right, lower edge. */
export interface MarkedBox {
  label: string;
  box_px: readonly [number, number, number, number];
}

/** The look of a window with boxes on it, as a PNG. Each label has its colour, and a number that goes with the legend. */
export async function boxPicture(
  boxes: readonly MarkedBox[],
  words: { title: string; notes: string[] },
  reader: SceneReader,
  window: PixelWindow,
  { signal }: SlowCall = {},
): Promise<Uint8Array> {
  const { width, height } = window;
  const mask = new Uint8Array(width * height);
  const sheet = mapSheet({ width, height }, reader, window);
  const scene = await sceneColours(reader, window, mask, signal ? { signal } : {});
  const colours = scene.colours.slice();
  for (let cell = 0; cell < scene.brightness.length; cell++)
    if (Number.isNaN(scene.brightness[cell])) colours.set(NO_DATA, 3 * cell);
  const labels = [...new Set(boxes.map(({ label }) => label))];
  const colourOf = (label: string): Rgb => BOX_COLOURS[labels.indexOf(label) % BOX_COLOURS.length];
  const panel: FigurePanel = {
    title: scene.caption,
    colours,
    legend: labels.map((label) => ({ colour: colourOf(label), label, amount: numbersOf(boxes, label) })),
    over: (canvas, place) => {
      for (const [at, box] of boxes.entries()) drawBox(canvas, place, window, box, `${at + 1}`, colourOf(box.label));
    },
  };
  const { width: cells, height: lines, step } = scene;
  return drawFigure(sheet, {
    title: words.title,
    width: cells,
    height: lines,
    step,
    panels: [panel],
    notes: words.notes,
  });
}

/** Okabe & Ito 2008, "Color universal design": told apart with any colour vision. Without black and grey, which ground has. */
const BOX_COLOURS: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];
const INK: Rgb = [20, 20, 22];

function numbersOf(boxes: readonly MarkedBox[], label: string): string {
  return boxes.flatMap((box, at) => (box.label === label ? [String(at + 1)] : [])).join(', ');
}

function drawBox(
  canvas: Canvas,
  { toPicture }: PanelPlace,
  window: PixelWindow,
  { box_px: [x0, y0, x1, y1] }: MarkedBox,
  number: string,
  colour: Rgb,
): void {
  const corners = (
    [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
      [x0, y0],
    ] as const
  ).map(([x, y]) => toPicture(x - window.x, y - window.y));
  canvas.line(corners, 7, INK);
  canvas.line(corners, 3, colour);
  const [left, top] = corners[0].map(Math.round);
  canvas.rectangle(left, top, 8 + 12 * number.length, 22, INK);
  canvas.text(left + 6, top + 4, number, 2, colour);
}
