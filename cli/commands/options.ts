import type { OptionSpec } from './types.ts';

// Light to import on purpose, as the table that uses them.

/** Of a command that takes no positional arguments. */
export const NO_ARGS = { names: [], min: 0, max: 0 } as const;
export const KB: OptionSpec = {
  name: 'kb',
  kind: 'text',
  value: 'NAME',
  summary: 'knowledge base (default: "default")',
};
export const LANG: OptionSpec = {
  name: 'lang',
  kind: 'choice',
  choices: ['en', 'zh'],
  summary: 'language of the answer',
};
export const NO_RAG: OptionSpec = { name: 'no-rag', kind: 'flag', summary: 'do not read the knowledge base' };
export const NO_VISION: OptionSpec = { name: 'no-vision', kind: 'flag', summary: 'do not ask the vision model' };
export const SCREEN_READER: OptionSpec = {
  name: 'screen-reader',
  kind: 'flag',
  summary: 'for those who listen: words in reading order, nothing drawn again',
};
export const SCENE: OptionSpec = {
  name: 'scene',
  kind: 'text',
  value: 'S',
  summary: 'scene: header, data file, product folder or .zip',
};
export const LIBRARY: OptionSpec = {
  name: 'library',
  kind: 'text',
  value: 'F',
  summary: "a mineral library in place of Gossan's",
};
export const AOI: OptionSpec = {
  name: 'aoi',
  kind: 'text',
  value: 'F',
  summary: 'only inside these polygons: GeoJSON, Shapefile (.shp or .zip), KML, KMZ',
};
export const WINDOW: OptionSpec = { name: 'window', kind: 'window', summary: 'pixels from the upper left corner' };
export const AS: OptionSpec = {
  name: 'as',
  kind: 'choice',
  choices: ['reflectance', 'radiance'],
  summary: 'what the values are, where the file does not say',
};
export const ADAPTER: OptionSpec = {
  name: 'adapter',
  kind: 'text',
  value: 'A',
  summary: 'this adapter, or "base" for none (default: the active one)',
};
export const MINERAL: OptionSpec = {
  name: 'mineral',
  kind: 'text',
  value: 'M',
  summary:
    'with --task yesno or ground: ask about this mineral or alteration type alone, by its English or Chinese name',
};
export const VIEWS: OptionSpec = {
  name: 'views',
  kind: 'text',
  value: 'A,B',
  summary: "recipes of the views in place of the model's own",
};
export const VIEW_SIZE: OptionSpec = {
  name: 'size',
  kind: 'integer',
  value: 'N',
  min: 28,
  max: 2048,
  summary: 'longer side of a view in pixels, for models on servers (default: 448)',
};

export const DISTRICT: OptionSpec = {
  name: 'district',
  kind: 'text',
  value: 'D',
  summary: 'district of the scene (default: the folder that holds it)',
};
