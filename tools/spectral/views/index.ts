export { coloursOf, type GivenProjector, type Projector, type Recipe } from './format.ts';
export { loadRecipe, recipeNames, viewAsset } from './load-recipe.ts';
export {
  paintView,
  readColours,
  readColoursTogether,
  renderView,
  togetherDrawn,
  type View,
  type ViewColours,
  type ViewOptions,
} from './render-view.ts';
export { type ViewDocument, viewDocument, writeView } from './view-file.ts';
