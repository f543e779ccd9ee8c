import { GossanError } from '../../../core/errors.ts';
import { groundOf } from '../../../tools/spectral/outputs/picture/plain-maps.ts';
import { loadRecipe, recipeNames, renderView, viewDocument, writeView } from '../../../tools/spectral/views/index.ts';
import { syntheticNote } from '../../map-picture.ts';
import type { Conversation } from '../conversation.ts';
import { languageOf, numbersOf, onScene, pictureFile, showPicture } from './scene-picture.ts';

/** `/view RECIPE [X Y W H]`: the open scene, or a window of it, by a recipe; without one the recipes. @throws GossanError */
export async function showView(chat: Conversation, argument: string): Promise<void> {
  const [name = '', ...rest] = argument.split(/\s+/);
  if (name === '') {
    const lines = recipeNames().map((one) => `${one}: ${loadRecipe(one).title}`);
    return chat.say({ kind: 'text', text: lines.join('\n') });
  }
  // a recipe may also be a file; what is typed in a chat names one of those that ship
  const recipe = recipeNames().includes(name) ? loadRecipe(name) : undefined;
  if (!recipe) throw new GossanError('VIEW_RECIPE', { name, names: recipeNames().join(', ') });
  const numbers = rest.length ? numbersOf(rest.join(' '), 4, '/view takes RECIPE, or RECIPE X Y W H.') : undefined;
  const window = numbers && { x: numbers[0]!, y: numbers[1]!, width: numbers[2]!, height: numbers[3]! };
  await onScene(chat, 'spectral-analyst', async (reader, _, slow) => {
    const view = await renderView(reader, recipe, { ...slow, window });
    const file = pictureFile([reader.name, name, ...(numbers ?? [])].join('-'));
    writeView(view, viewDocument(view, reader, file));
    await showPicture(chat, {
      title: `${reader.name}: ${recipe.title}`,
      width: view.width,
      height: view.height,
      rgb: view.image,
      legend: [],
      notes: [...syntheticNote(reader, languageOf(chat)), recipe.reading],
      ...groundOf(reader, { step: 1 / view.scale.x }),
      file,
    });
  });
}
