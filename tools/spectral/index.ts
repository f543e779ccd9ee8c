// What the rest of Gossan may use of the spectral engine.
export type { LibraryMineral, MineralLibrary, NamedMixture, Variant } from './library/format.ts';
export { loadLibrary } from './library/load-library.ts';
export { renderHullRemoved, renderVariant } from './library/render.ts';
