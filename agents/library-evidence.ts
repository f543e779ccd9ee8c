import type { Evidence } from '../core/evidence.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { sceneEvidence } from './ledger/ledger.ts';
import { conceptCovers, conceptOf, mineralConcepts } from './reasoner/builtin/lexicon.ts';

/** Which minerals the engine can name at all: a mineral that is not among them was not looked for. */
export function libraryNames(): Evidence {
  const names = loadLibrary()
    .minerals.filter((mineral) => mineral.kind === 'mineral')
    .map((mineral) => mineral.name);
  return sceneEvidence(
    'mineral library',
    'library.json#/names',
    `minerals in the library: ${names.join(', ')}`,
    names.join(', '),
  );
}

/** Where a mineral's diagnostic absorptions lie, from the mineral library: `library.json#/kaolinite/features/0/centre_um`. */
export function libraryEvidence(concepts: string[]): Evidence[] {
  const library = loadLibrary();
  const evidence: Evidence[] = [];
  for (const id of concepts) {
    const concept = mineralConcepts().get(id) ?? conceptOf(id);
    const mineral =
      library.minerals.find((one) => one.kind === 'mineral' && one.name === id) ??
      library.minerals.find((one) => one.kind === 'mineral' && conceptCovers(concept, one.name));
    mineral?.features.forEach((feature, index) => {
      if (feature.role === 'optional') return;
      evidence.push(
        sceneEvidence(
          'mineral library',
          `library.json#/${mineral.name}/features/${index}/centre_um`,
          `${mineral.name}: diagnostic absorption at ${feature.centre_um} µm (${feature.role})`,
          feature.centre_um,
          'um',
        ),
      );
    });
  }
  return evidence;
}
