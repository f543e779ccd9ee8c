/**
 * For the Python tests: draws a part of a scene by every recipe and leaves what a twin needs to do the same.
 *
 *     node test/support/dump-view.ts SCENE|demo FOLDER SIZE [X Y WIDTH HEIGHT]
 *
 * A FOLDER/projectors.json that is there beforehand is used as one that came with an adapter.
 * FOLDER/scene.json has bands, recipes and some library spectra; cube.f32 the window as the reader gave it (BIL); NAME.f32 and NAME.u8 the view
 * before and after quantisation.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDemoScene, loadLibrary, openScene, renderVariant } from '../../tools/spectral/index.ts';
import { loadRecipe, recipeNames, renderView } from '../../tools/spectral/views/index.ts';

const [scene, folder, size, ...part] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const reader = await openScene(scene === 'demo' ? await ensureDemoScene(join(folder, 'demo')) : scene);
const [x, y, width, height] = part.length ? part.map(Number) : [0, 0, reader.width, reader.height];
const window = { x, y, width, height };
const own = join(folder, 'projectors.json');
const projectors = existsSync(own) ? { projectors: JSON.parse(readFileSync(own, 'utf8')) } : {};
const recipes: Record<string, object> = {};
for (const name of recipeNames()) {
  const view = await renderView(reader, loadRecipe(name), { window, size: Number(size), ...projectors });
  writeFileSync(join(folder, `${name}.f32`), new Uint8Array(view.values.buffer));
  writeFileSync(join(folder, `${name}.u8`), view.image);
  recipes[name] = { width: view.width, height: view.height, low: view.limits.low, high: view.limits.high };
}
writeFileSync(join(folder, 'cube.f32'), new Uint8Array((await reader.readWindow(window)).buffer));
const { wavelengths, fwhm, goodBands: good } = reader;
const library = loadLibrary().minerals.map(({ name, variants }) => [
  name,
  [...renderVariant(variants[0], wavelengths)],
]);
const bands = { wavelengths: [...wavelengths], fwhm: [...fwhm], good };
const about = { scene, window, size: Number(size), ...bands, recipes, library: Object.fromEntries(library) };
writeFileSync(join(folder, 'scene.json'), JSON.stringify(about));
await reader.close();
