import type { MineralSpectrum } from '../../types.ts';
import type { MapSheet } from '../map-layers.ts';
import { drawingPng } from '../picture/drawing-png.ts';
import { drawingSvg } from '../picture/drawing-svg.ts';
import { spectraCsv } from './spectra-table.ts';
import { spectrumFigure } from './spectrum-figure.ts';

/** Plots beyond the largest classes of a group show a handful of pixels each; the table has them all. */
const MOST_PLOTS = 12;

/** `spectra.csv` and, for the largest classes of each group, `spectra/NAME.svg` and `.png`: one file at a time. */
export function* spectraFiles(sheet: MapSheet): Generator<{ key: string; file: string; data: string | Uint8Array }> {
  const spectra = sheet.findings.spectra ?? [];
  if (!spectra.length) return;
  const names = columnNames(spectra);
  yield { key: 'spectra_csv', file: 'spectra.csv', data: spectraCsv(spectra, names) };
  const colours = new Map(sheet.rasters.classes.map(({ index, colour }) => [index, colour]));
  const taken = new Set<string>();
  for (const group of ['swir', 'vnir'] as const) {
    for (const spectrum of spectra.filter((one) => one.group === group).slice(0, MOST_PLOTS)) {
      const name = fileName(names[spectra.indexOf(spectrum)], taken);
      const { scene, synthetic } = sheet;
      const figure = spectrumFigure(spectrum, { scene, synthetic, colour: colours.get(spectrum.index) ?? '#808080' });
      yield { key: `spectra_${name}_svg`, file: `spectra/${name}.svg`, data: drawingSvg(figure) };
      const notes = { Software: 'Gossan', Title: figure.title.replace(/[^\x20-\x7e]/g, '?') };
      yield { key: `spectra_${name}_png`, file: `spectra/${name}.png`, data: drawingPng(figure, notes) };
    }
  }
}

/** A mineral that both groups name (jarosite) has two spectra, of different pixels. */
function columnNames(spectra: readonly MineralSpectrum[]): string[] {
  return spectra.map(({ mineral, group }) =>
    spectra.some((other) => other.mineral === mineral && other.group !== group) ? `${mineral} ${group}` : mineral,
  );
}

/** A library of the user's own may call its minerals anything. */
function fileName(mineral: string, taken: Set<string>): string {
  const plain =
    mineral
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'mineral';
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = `${plain}-${count}`;
  taken.add(name);
  return name;
}
