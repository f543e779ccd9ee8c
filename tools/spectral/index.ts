// What the rest of Gossan may use of the spectral engine.

export { identifySpectra, identifySpectrum } from './identify/identify-spectra.ts';
export { type PreparedLibrary, prepareLibrary } from './identify/prepare-library.ts';
export type { LibraryMineral, MineralLibrary, NamedMixture, Variant } from './library/format.ts';
export { loadLibrary } from './library/load-library.ts';
export { renderHullRemoved, renderVariant } from './library/render.ts';
