// What the rest of Gossan may use of the spectral engine.

export { ensureDemoScene } from './demo/index.ts';
export { identifySpectra, identifySpectrum } from './identify/identify-spectra.ts';
export { prepareLibrary } from './identify/prepare-library.ts';
export type { PreparedLibrary } from './identify/prepared.ts';
export type { LibraryMineral, MineralLibrary, NamedMixture, Variant } from './library/format.ts';
export { loadLibrary } from './library/load-library.ts';
export { renderHullRemoved, renderVariant } from './library/render.ts';
export { mapScene } from './map/map-scene.ts';
export { readMapClasses, readMapRaster, readPixel, writeMap } from './outputs/index.ts';
export { boundsOf, fromLonLat, pixelAreaKm2, toLonLat } from './readers/georeference.ts';
export { type OpenOptions, openScene, SCENE_FORMATS } from './readers/open.ts';
export { readBands } from './readers/read-bands.ts';
export { readSpectra, readSpectraFile } from './readers/spectra.ts';
export { givenSpectrum } from './readers/spectra-given.ts';
export { loadRecipe, recipeNames, renderView, viewDocument, writeView } from './views/index.ts';
