import { crsName } from '../../readers/georeference.ts';
import layerStyles from '../layer-styles.json' with { type: 'json' };
import type { MapSheet } from '../map-layers.ts';
import { areaText, classPanel } from './class-panel.ts';
import { drawFigure, type FigurePanel } from './map-figure.ts';
import { NO_DATA, type SceneColours } from './scene-colours.ts';
import { drawTargets, targetLegend } from './target-marks.ts';
import { valuePanel } from './value-panel.ts';
import { drawZoning } from './zoning-marks.ts';

/** Feature positions that a picture shows, in the words of the field. */
const POSITIONS = {
  aloh: 'Al-OH position of white mica: short is aluminium-rich, long is phengitic',
  alunite: 'Position of the 1.48 µm alunite absorption: short is potassic, long is sodic',
  carbonate: 'CO3 position of carbonate: short is magnesian, long is calcic',
  feoh: 'Fe-OH position of chlorite and epidote: long is iron-rich',
} as const;

/** The pictures of a map, one at a time: name of the file without its ending, and its bytes. */
export function* mapPictures(sheet: MapSheet, scene: SceneColours): Generator<[name: string, png: Uint8Array]> {
  yield ['quicklook', quicklookPicture(sheet, scene)];
  yield ['minerals', mineralsPicture(sheet, scene)];
  yield ['alteration', alterationPicture(sheet, scene)];
  yield ['copper', copperPicture(sheet, scene)];
  for (const [name, title] of Object.entries(POSITIONS) as [keyof typeof POSITIONS, string][]) {
    const values = sheet.rasters[name];
    let pixels = 0;
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) pixels++;
    if (pixels < layerStyles.least_pixels.value) continue;
    const below = `${pixels.toLocaleString('en-US')} pixels; grey: no such mineral, or masked`;
    const panel = valuePanel(sheet, scene, title, values, layerStyles.ramps[name], below);
    yield [name, draw(sheet, scene, `Wavelength - ${sheet.scene}`, [panel])];
  }
}

/** The scene as the eye would see it. */
function quicklookPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const panel: FigurePanel = { title: scene.caption, colours: scene.colours.slice(), legend: [] };
  for (let cell = 0; cell < scene.brightness.length; cell++)
    if (Number.isNaN(scene.brightness[cell])) panel.colours.set(NO_DATA, 3 * cell);
  return draw(sheet, scene, sheet.scene, [panel]);
}

/** The two groups beside each other, because a pixel can hold a clay and an iron oxide at once. */
function mineralsPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const { rasters } = sheet;
  const panels = (
    [
      ['swir', '2 µm group: clays, micas, sulfates, carbonates'],
      ['vnir', '1 µm group: iron oxides and iron-bearing minerals'],
    ] as const
  ).map(([layer, title]) => {
    const entries = rasters.classes
      .filter(({ group }) => group === layer)
      .map(({ index, mineral, colour, members }) => ({ index, label: mineral, colour, members }));
    return classPanel(sheet, scene, title, rasters[layer], entries, 'no mineral identified');
  });
  return draw(sheet, scene, `Minerals - ${sheet.scene}`, panels);
}

function alterationPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const { rasters } = sheet;
  const entries = rasters.alterationTypes.map(({ index, name, colour }) => ({ index, label: name, colour }));
  const title = sheet.findings.zoning
    ? 'Alteration type (arrows: to the centre; circle: its uncertainty)'
    : 'Alteration type';
  const panel: FigurePanel = {
    ...classPanel(sheet, scene, title, rasters.alteration, entries, 'no type assigned'),
    over: (canvas, place) => drawZoning(canvas, sheet, place),
  };
  return draw(sheet, scene, `Alteration - ${sheet.scene}`, [panel]);
}

function copperPicture(sheet: MapSheet, scene: SceneColours): Uint8Array {
  const { ramps } = layerStyles;
  const title = 'Copper-related favourability: a score, not a probability';
  const panel: FigurePanel = {
    ...valuePanel(sheet, scene, title, sheet.rasters.copper, ramps.copper, 'numbers: targets, best first'),
    legend: targetLegend(sheet, ramps.copper),
    over: (canvas, place) => drawTargets(canvas, sheet, place),
  };
  return draw(sheet, scene, `Favourability and targets - ${sheet.scene}`, [panel]);
}

function draw(sheet: MapSheet, scene: SceneColours, title: string, panels: FigurePanel[]): Uint8Array {
  const { width, height, step } = scene;
  return drawFigure(sheet, { title, width, height, step, panels, notes: notes(sheet) });
}

function notes({ rasters, georeference, sensor, synthetic, conversion, findings }: MapSheet): string[] {
  const place = georeference ? (crsName(georeference) ?? 'coordinate system not named') : 'not georeferenced';
  const area = findings.aoi?.summary;
  return [
    `${sensor === 'unknown' ? 'sensor not known' : sensor}, ${rasters.width} × ${rasters.height} pixels, ${place}`,
    ...(area ? [`Outlined: ${area.name}, ${areaText(area.area_km2)}; areas and shares within it`] : []),
    ...(conversion ? [`Converted: ${conversion}`] : []),
    ...(synthetic ? ['Synthetic scene: made by a program, shows no real place.'] : []),
  ];
}
