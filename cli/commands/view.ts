import { dirname } from 'node:path';
import { ensureFolder } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import type { Recipe, ViewDocument } from '../../tools/spectral/views/index.ts';
import type { Invocation } from '../invocation.ts';
import { textTable } from '../terminal/columns.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { options, output, signal } = call;
  const views = await import('../../tools/spectral/views/index.ts');
  if (options.flag('list')) {
    const recipes = views.recipeNames().map(views.loadRecipe);
    output.print(recipes.map(recipeText).join('\n\n'));
    output.document({ recipes: recipes.map(recipeDocument) });
    return;
  }
  const [path, name, out] = [call.args[0], options.text('recipe'), options.text('out')];
  const projector = options.text('projector');
  if (path === undefined) throw wrong('S is missing: the scene to draw.');
  if (name === undefined) throw wrong('--recipe is missing: what to draw; `gossan view --list` shows the recipes.');
  if (out === undefined) throw wrong('--out is missing: the PNG file to write.');
  if (!/\.png$/i.test(out)) throw wrong(`--out is a PNG file, not "${out}".`);
  const recipe = views.loadRecipe(name);
  if (projector !== undefined && !('projector' in recipe)) throw wrong(`the recipe "${name}" has no projector.`);

  // before the work, not after it: an embedding of a full scene takes a while
  ensureFolder(dirname(out));
  const { openScene } = await import('../../tools/spectral/readers/open.ts');
  const as = options.text('as') as 'reflectance' | 'radiance' | undefined;
  const scene = await openScene(path, { signal, as });
  try {
    const window = options.window('window');
    const size = options.integer('size');
    const view = await views.renderView(scene, recipe, {
      window,
      size,
      projector,
      signal,
      onProgress: output.onProgress,
    });
    const document = views.viewDocument(view, scene, out);
    views.writeView(view, document);
    output.print(viewText(document, recipe));
    output.document(document);
  } finally {
    await scene.close();
  }
}

function wrong(detail: string): GossanError {
  return new GossanError('USAGE', { detail, command: 'view' });
}

function recipeText(recipe: Recipe): string {
  const lines = [`${recipe.name}: ${recipe.title}`, recipe.purpose, recipe.reading, `Needs ${span(recipe)}.`];
  return lines.join('\n  ');
}

function span({ bands }: Recipe): string {
  const from = Math.min(...bands.map(({ centre_um, width_um }) => centre_um - width_um / 2));
  const to = Math.max(...bands.map(({ centre_um, width_um }) => centre_um + width_um / 2));
  return `${bands.length} bands from ${from.toFixed(2)} to ${to.toFixed(2)} µm`;
}

function recipeDocument({ name, kind, title, purpose, reading, source, bands, stretch, size }: Recipe) {
  return { name, kind, title, purpose, reading, source, bands, stretch, size };
}

function viewText(view: ViewDocument, recipe: Recipe): string {
  const { window, size, stretch, fill } = view;
  const limits = stretch.low.map((low, at) => `${low.toFixed(3)} to ${stretch.high[at].toFixed(3)}`);
  const named = view.bands.length <= 16 ? view.bands : [];
  return [
    ...(view.synthetic ? ['SYNTHETIC SCENE: it shows no real place.'] : []),
    `${recipe.title}: ${view.scene} (${view.sensor})`,
    ...(view.conversion ? [`Converted: ${view.conversion}`] : []),
    recipe.reading,
    '',
    textTable(
      ['band', 'µm', "of the sensor's bands"],
      named.map(({ name, from_um, to_um, scene_bands }) => [name, `${from_um} to ${to_um}`, String(scene_bands)]),
    ),
    '',
    `Window ${window.x} ${window.y} ${window.width} ${window.height}, drawn with ${size.width} × ${size.height} pixels.`,
    `Black to white (${stretch.kind}): ${limits.join(', ')}; gamma ${stretch.gamma}.`,
    ...(view.projector
      ? [`Projector "${view.projector.name}", ${view.projector.trained ? 'learned' : 'derived, not learned'}.`]
      : []),
    ...(fill.pixels ? [`${fill.pixels} view pixels without data are grey (${fill.value}).`] : []),
    view.file,
  ].join('\n');
}
