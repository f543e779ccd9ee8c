import { encode } from 'fast-png';
import { writeFileAtomic } from '../../../core/atomic.ts';
import type { SceneReader } from '../types.ts';
import { tilesOf } from './format.ts';
import type { View } from './render-view.ts';
import rules from './rules.json' with { type: 'json' };

/** Everything that a reader of the picture has to know, as the picture itself carries it. */
export interface ViewDocument {
  file: string;
  scene: string;
  synthetic: boolean;
  sensor: string;
  quantity: 'reflectance' | 'converted';
  conversion?: string;
  recipe: string;
  kind: string;
  /** Scene pixels. */
  window: { x: number; y: number; width: number; height: number };
  /** View pixels. */
  size: { width: number; height: number };
  /** A cell is shown as a mosaic of tiles × tiles view pixels with three numbers each; left out of a plain picture. */
  tiles?: number;
  /** View pixels a scene pixel: scene x = window.x + view x / scale.x. */
  scale: { x: number; y: number };
  /** The recipe's bands, and how many of the sensor's each is made of. Of an embedding's 300 only their span. */
  bands: { name: string; from_um: number; to_um: number; scene_bands: number }[];
  /** What became black and white in red, green and blue; percentiles were taken over `sample_cells` valid cells. */
  stretch: { kind: string; low: number[]; high: number[]; gamma: number; sample_cells: number };
  projector: { name: string; sha256: string; trained: boolean } | null;
  embedding: { name: string; sha256: string } | null;
  /** View pixels without data, and the 8-bit value that they were given. */
  fill: { pixels: number; value: number };
}

/** Describes a view as JSON. */
export function viewDocument(view: View, reader: SceneReader, file: string): ViewDocument {
  const { recipe, window, scale, limits, projector, embedding, valid } = view;
  return {
    file,
    scene: reader.name,
    synthetic: reader.synthetic,
    sensor: reader.sensor,
    quantity: reader.quantity,
    ...(reader.conversion ? { conversion: reader.conversion } : {}),
    recipe: recipe.name,
    kind: recipe.kind,
    window,
    size: { width: view.width, height: view.height },
    ...(tilesOf(recipe) > 1 ? { tiles: tilesOf(recipe) } : {}),
    scale,
    bands: describeBands(view),
    stretch: { kind: recipe.stretch.kind, ...limits, gamma: recipe.stretch.gamma, sample_cells: view.sample },
    projector: projector ? { name: projector.name, sha256: projector.sha256, trained: projector.trained } : null,
    embedding: embedding ? { name: embedding.name, sha256: embedding.sha256 } : null,
    fill: {
      pixels: valid.reduce((sum, one) => sum + 1 - one, 0),
      value: Math.floor(rules.fill_value * 255 + 0.5),
    },
  };
}

function describeBands({ recipe, channels }: View): ViewDocument['bands'] {
  const bands = recipe.bands.map(({ name, centre_um, width_um }, at) => ({
    name,
    from_um: round(centre_um - width_um / 2),
    to_um: round(centre_um + width_um / 2),
    scene_bands: channels[at].bands.length,
  }));
  if (recipe.kind !== 'embedding') return bands;
  const scene_bands = new Set(channels.flatMap((channel) => channel.bands)).size;
  const name = `spectrum in ${bands.length} bands`;
  return [{ name, from_um: bands[0].from_um, to_um: bands[bands.length - 1].to_um, scene_bands }];
}

/**
 * Writes a view as an 8-bit RGB PNG whose text chunks say what it is. A picture for a model has no letters in it, so a
 * synthetic scene says so here.
 * @throws GossanError DISK_FULL and what else writing throws
 */
export function writeView(view: View, document: ViewDocument): void {
  const made = document.synthetic ? 'SYNTHETIC SCENE. ' : '';
  const notes = {
    Title: `${made}${view.recipe.title}: ${document.scene}`,
    Description: view.recipe.reading,
    Software: 'Gossan',
    'gossan-view': JSON.stringify(document),
  };
  const text = Object.fromEntries(Object.entries(notes).map(([key, note]) => [key, latin1(note)]));
  const { width, height, image: data } = view;
  writeFileAtomic(document.file, encode({ width, height, data, channels: 3, depth: 8, text }));
}

/** PNG's text chunks hold Latin-1; what lies beyond is written as in JSON. */
function latin1(text: string): string {
  return text.replace(
    /[^\u0020-\u007e\u00a1-\u00ff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function round(um: number): number {
  return Number(um.toFixed(4));
}
