import { ADAPTER, AOI, AS, LIBRARY, MINERAL, VIEW_SIZE, VIEWS, WINDOW } from './options.ts';
import type { Command } from './types.ts';

// Light to import on purpose, as the table that it is part of.

/** What is done with a scene or with spectra, without the assistant. */
export const SCENES: readonly Command[] = [
  {
    name: 'map',
    usage:
      'S --out DIR [--window X Y W H] [--aoi F] [--library F] [--threads N] [--as reflectance|radiance|relative] [--picture]',
    summary: 'Minerals, alteration and favourability of a scene',
    details:
      'Writes into DIR, each file whole or not at all; scene.json names them under "files". With --json, prints scene.json. ' +
      'To look at: minerals.png, alteration.png, copper.png (favourability with numbered targets), quicklook.png, and ' +
      'aloh.png, alunite.png, carbonate.png, feoh.png (feature positions in µm: composition) where they were measured; ' +
      'spectra/MINERAL.png and .svg (mean spectrum beside the library), spectra.csv (the means, which identify reads). ' +
      'To take along: targets.gpx and targets.kml (the same list as in scene.json, on WGS 84). ' +
      'For a GIS: swir.tif and vnir.tif (minerals, index in classes.csv), *_fit.tif, *_depth.tif, alteration.tif ' +
      '(index in alteration.csv), copper.tif (0 to 1, a score), mask.tif, the positions as .tif, polygons.geojson ' +
      '(areas), and a .qml for each raster, which QGIS takes by itself. ' +
      'With --aoi, areas and shares are those within it, and scene.json gives its own geodesic area under "aoi".',
    example: 'gossan map cuprite.hdr --out cuprite-map --aoi claims.kml',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
      WINDOW,
      AOI,
      LIBRARY,
      {
        name: 'threads',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 256,
        summary: 'worker threads (default: all cores)',
      },
      {
        name: 'as',
        kind: 'choice',
        choices: ['reflectance', 'radiance', 'relative'],
        summary: 'what the values are: radiance by the sun, relative by the scene mean',
      },
      { name: 'picture', kind: 'flag', summary: 'also show the minerals here, where this is a terminal' },
    ],
    mcp: 'map_scene',
    chat: {
      name: '/map',
      usage: '[minerals | alteration | quicklook | copper]',
      summary: { en: 'a map of the scene, here in the terminal', zh: '在终端中显示影像的图：矿物、蚀变、真彩、铜' },
      group: 'scene',
      safeWhileBusy: false,
    },
    load: () => import('./map.ts'),
  },
  {
    name: 'identify',
    usage: 'FILE [--library F]',
    summary: 'Name the minerals of each spectrum in a file',
    example: 'gossan identify field-spectra.csv',
    args: { names: ['FILE'], min: 1, max: 1 },
    options: [LIBRARY],
    mcp: 'identify_spectrum',
    load: () => import('./identify.ts'),
  },
  {
    name: 'view',
    usage: 'S --recipe NAME --out F.png [--window X Y W H] [--size N] [--projector F] | --list',
    summary: 'A picture of a scene by a recipe, as a vision model sees it',
    details:
      'Recipes are colour composites, band depths, and stacks of channels through a projector. --list says what each is ' +
      'for and how to read its colours. The PNG carries its description: scene, window, bands, stretch, whether the ' +
      'scene is synthetic.',
    example: 'gossan view cuprite.hdr --recipe swir-alteration --out cuprite.png',
    args: { names: ['S'], min: 0, max: 1 },
    options: [
      { name: 'recipe', kind: 'text', value: 'NAME', summary: 'what to draw; --list shows the recipes' },
      { name: 'out', kind: 'text', value: 'F.png', summary: 'the PNG file to write' },
      WINDOW,
      {
        name: 'size',
        kind: 'integer',
        value: 'N',
        min: 8,
        max: 4096,
        summary: "longer side of the picture in pixels (default: the recipe's)",
      },
      { name: 'projector', kind: 'text', value: 'F', summary: "an adapter's projector in place of the shipped one" },
      AS,
      { name: 'list', kind: 'flag', summary: 'the recipes, what they are for, and the bands that they need' },
    ],
    chat: {
      name: '/view',
      usage: '[RECIPE] [X Y W H]',
      summary: { en: 'the scene by a recipe, or the recipes', zh: '按配方显示影像；不带参数时列出配方' },
      group: 'scene',
      safeWhileBusy: false,
    },
    load: () => import('./view.ts'),
  },
  {
    name: 'vision',
    usage:
      'S --task yesno|minerals|probability|ground|describe [--mineral M] [--window X Y W H] [--adapter A] [--lang en|zh] [--session ID]',
    summary: 'Ask the vision model alone what it sees in a scene, or in a window of it',
    details:
      'yesno: is there copper-related alteration, by token probabilities; minerals: with their shares of the ground; ' +
      'probability: favourability from 0 to 1, as the expected value over the digits; ground: boxes; describe: minerals, ' +
      'alteration, zoning, copper. With --mineral, yesno and ground are about that mineral or alteration type. Without --window the whole scene is averaged down to what a view shows (48 × 48 cells for ' +
      'the small model that ships): small ground is lost, and `gossan heatmap` goes through a scene window by window. The ' +
      'model is that of GOSSAN_VISION_URL, or the one that ships; what it says is no identification. With --session the answer ' +
      'becomes a turn of that session, which `gossan approve` can keep.',
    example: 'gossan vision cuprite.hdr --task minerals --window 100 80 48 48',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      {
        name: 'task',
        kind: 'choice',
        choices: ['yesno', 'minerals', 'probability', 'ground', 'describe'],
        required: true,
        summary: 'what to ask',
      },
      MINERAL,
      WINDOW,
      ADAPTER,
      { name: 'lang', kind: 'choice', choices: ['en', 'zh'], summary: 'language of question and answer (default: en)' },
      { name: 'out', kind: 'text', value: 'F.png', summary: 'with --task ground: the boxes on the scene, as a PNG' },
      {
        name: 'format',
        kind: 'choice',
        choices: ['yolo', 'qwen'],
        summary: 'with --task ground: the boxes as training labels',
      },
      {
        name: 'session',
        kind: 'text',
        value: 'ID',
        summary: 'keep the answer as a turn of this session, which may be new',
      },
      VIEWS,
      VIEW_SIZE,
      AS,
    ],
    load: () => import('./vision.ts'),
  },
  {
    name: 'heatmap',
    usage:
      'S --out DIR [--task yesno|probability] [--mineral M] [--window-size N] [--step N] [--window X Y W H] [--aoi F] [--adapter A] [--lang en|zh]',
    summary: 'Where the vision model sees copper-related alteration, or a mineral: a raster over sliding windows',
    details:
      'Writes heatmap.tif (float32, 0 to 1, georeferenced as the scene; each pixel the mean of the windows that cover it), ' +
      'heatmap.png and heatmap.json (model, adapter, views, windows, range). Ctrl-C stops it and leaves no half-written file.',
    example: 'gossan heatmap cuprite.hdr --out cuprite-alunite --mineral alunite --aoi claims.kml',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
      {
        name: 'task',
        kind: 'choice',
        choices: ['yesno', 'probability'],
        summary: 'probability of copper-related alteration, or favourability (default: yesno)',
      },
      { ...MINERAL, summary: 'probability of this mineral or alteration type instead, by its English or Chinese name' },
      {
        name: 'window-size',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'side of a window in pixels of the scene (default: 48)',
      },
      {
        name: 'step',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'from one window to the next (default: half a window)',
      },
      WINDOW,
      AOI,
      ADAPTER,
      {
        name: 'lang',
        kind: 'choice',
        choices: ['en', 'zh'],
        summary: 'language of question and summary (default: en)',
      },
      VIEWS,
      VIEW_SIZE,
      AS,
    ],
    chat: {
      name: '/heatmap',
      usage: '[MINERAL]',
      summary: { en: 'where the vision model sees it: copper, or a mineral', zh: '视觉模型的热力图：铜，或某种矿物' },
      group: 'scene',
      safeWhileBusy: false,
    },
    load: () => import('./heatmap.ts'),
  },
];
