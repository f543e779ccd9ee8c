import type { Evidence } from '../core/evidence.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { sceneEvidence } from './ledger/ledger.ts';
import { conceptCovers, conceptOf, mineralConcepts } from './reasoner/builtin/lexicon.ts';

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
