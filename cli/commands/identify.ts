import type { Identification, MineralMatch } from '../../tools/spectral/types.ts';
import type { Invocation } from '../invocation.ts';
import { repairText } from '../scene-text.ts';
import { textTable } from '../terminal/columns.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { identifySpectra, loadLibrary } = await import('../../tools/spectral/index.ts');
  const { readSpectraFile } = await import('../../tools/spectral/readers/spectra.ts');
  const library = call.options.text('library');
  const { spectra, repairs } = await readSpectraFile(call.args[0]);
  const found = identifySpectra(spectra, library === undefined ? loadLibrary() : loadLibrary(library));
  for (const repair of repairs) call.output.note(repairText(repair), 'yellow');
  call.output.print(identificationTable(found));
  call.output.document({ spectra: found, ...(repairs.length ? { repairs } : {}) });
}

function identificationTable(found: readonly Identification[]): string {
  return textTable(
    ['spectrum', 'verdict', 'SWIR', 'fit', 'depth', 'runner-up', 'VNIR', 'fit', 'depth'],
    found.map(({ name, verdict, swir, vnir }) => [
      name,
      verdict,
      ...matchCells(swir),
      swir?.runnerUp ? `${swir.runnerUp} (−${swir.margin.toFixed(3)})` : '',
      ...matchCells(vnir),
    ]),
  );
}

function matchCells(match: MineralMatch | null): [string, string, string] {
  return match ? [match.mineral, match.fit.toFixed(3), match.depth.toFixed(3)] : ['–', '–', '–'];
}
