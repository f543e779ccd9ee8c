import { identificationTable } from '../identification-text.ts';
import type { Invocation } from '../invocation.ts';
import { repairText } from '../scene-text.ts';

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
