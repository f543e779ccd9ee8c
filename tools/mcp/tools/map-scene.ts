import { join } from 'node:path';
import type { ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { ensureFolder } from '../../../core/atomic.ts';
import type { Progress } from '../../../core/progress.ts';
import type { SceneSummary } from '../../spectral/types.ts';
import { inTurn } from '../in-turn.ts';
import { pictureContent } from '../pictures.ts';
import { mapsFolder, namedPath, outputUri } from '../places.ts';
import { SCENE_SUMMARY, WINDOW } from '../schemas/scene.ts';
import { defineTool } from '../tool.ts';

const PICTURES = ['alteration.png', 'minerals.png'];
/** Of the time of a map, what the tiles take; the rest is writing. */
const TILES = 0.95;

export const mapScene = defineTool({
  name: 'map_scene',
  title: 'Map a scene',
  description:
    'Maps the minerals, alteration types, feature positions and copper-related favourability of a hyperspectral scene, and ' +
    'writes rasters, polygons, targets and pictures to output/maps/NAME. The result is scene.json: every number with its ' +
    'unit. Areas are geodesic; shares are of the valid pixels; what is not listed was not detected, which is not absence ' +
    'where ground is masked or the mineral is in not_detectable. Favourability is a score, not a probability.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  writes: true,
  input: z.strictObject({
    scene: z.string().min(1).describe('Path of the scene: header, data file, product folder or .zip'),
    name: z
      .string()
      .regex(/^[\p{L}\p{N}_-][\p{L}\p{N}_.-]{0,99}$/u)
      .optional()
      .describe("Name of the map's folder; the scene's where it is left out. A map of that name is written over"),
    window: WINDOW.optional().describe('Pixels from the upper left corner; the whole scene where it is left out'),
    aoi: z.string().min(1).optional().describe('Only inside these polygons: GeoJSON, Shapefile, KML, KMZ'),
    library: z.string().min(1).optional().describe("A mineral library in place of Gossan's"),
    as: z
      .enum(['reflectance', 'radiance', 'relative'])
      .optional()
      .describe('What the values are, where the file does not say'),
    pictures: z.boolean().default(true).describe('Pictures of alteration and minerals with the result'),
  }),
  output: z.object({ folder: z.string().describe('Of the files of the map'), summary: SCENE_SUMMARY }),
  async run({ scene: path, name, window, aoi, library, as, pictures }, { sources, signal, progress }) {
    const { mapScene: map, openScene } = await import('../../spectral/index.ts');
    const scene = await openScene(namedPath(path), { signal, ...(as ? { as } : {}) });
    try {
      const folder = join(mapsFolder(), name ?? scene.name);
      ensureFolder(folder);
      const summary = await inTurn(folder, signal, () =>
        map(scene, {
          out: folder,
          signal,
          onProgress: (told) => progress(partOf(told), told.step),
          ...(window ? { window } : {}),
          ...(aoi === undefined ? {} : { aoi: namedPath(aoi) }),
          ...(library === undefined ? {} : { library: namedPath(library) }),
        }),
      );
      return {
        result: { folder, summary },
        text: sources.wording.map(summary, folder),
        more: [...(pictures ? await pictureContents(summary, folder) : []), ...links(summary, folder)],
      };
    } finally {
      await scene.close();
    }
  },
});

function partOf({ step, done, total }: Progress): number {
  if (done !== undefined && total) return (TILES * done) / total;
  return step.startsWith('writing') ? TILES : 0;
}

async function pictureContents({ files }: SceneSummary, folder: string): Promise<ContentBlock[]> {
  const written = new Set(Object.values(files));
  return Promise.all(PICTURES.filter((file) => written.has(file)).map((file) => pictureContent(join(folder, file))));
}

function links({ scene, files }: SceneSummary, folder: string): ContentBlock[] {
  return Object.values(files)
    .filter((file) => /\.(json|png)$/.test(file) && !file.includes('/'))
    .map((file) => ({ type: 'resource_link', uri: outputUri(join(folder, file)), name: `${scene}: ${file}` }));
}
