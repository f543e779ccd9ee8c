import type { VisionCard } from '../../core/chat-model.ts';
import sets from './view-sets.json' with { type: 'json' };

/** What a model is shown of a window. */
export interface ViewSet {
  /** Names of the recipes, in the order of the pictures. */
  views: string[];
  /** Longer side of a picture in its pixels; both sides where `cells` is set. */
  size: number;
  /**
   * Gossan's own models: the window is averaged down to at most so many cells a side, and these are enlarged to a square of
   * `size`, since their views never showed finer ground than that. Null keeps the window's proportions and detail.
   */
  cells: number | null;
  /** Projectors that the model was trained with, in place of the recipes' own. */
  projectors?: VisionCard['projectors'];
}

export interface ViewChoice {
  views?: string[];
  size?: number;
  /** Of an adapter, where the model has no card that carries them: without `views` it is shown their views. */
  projectors?: VisionCard['projectors'];
}

/** The views of a model: those of its card, else a set that other models can be told how to read; `choice` comes first. */
export function viewSetOf(card: VisionCard | null, choice: ViewChoice = {}): ViewSet {
  if (card) {
    const { views, size, window: cells, projectors } = card;
    return { views: choice.views ?? views, size, cells, ...(projectors ? { projectors } : {}) };
  }
  const { views, size = sets.others.size, projectors } = choice;
  const trained = projectors ? Object.keys(projectors) : sets.others.views;
  return { views: views ?? trained, size, cells: null, ...(projectors ? { projectors } : {}) };
}
