import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { SceneDesk } from '../../model-server/http/scene-desk.ts';
import type { OfferedScene, SceneSheet } from '../../model-server/http/scene-schemas.ts';
import { loadLibrary } from '../../tools/spectral/library/load-library.ts';
import { pixelSpectrum } from '../../tools/spectral/map/pixel-spectrum.ts';
import { mapOfScene, type SceneMap } from '../../tools/spectral/map-cache.ts';
import { groundOf } from '../../tools/spectral/outputs/picture/plain-maps.ts';
import { drawScreenLayer, drawValues, screenLayers } from '../../tools/spectral/outputs/picture/screen-layers.ts';
import { readMapRaster, readPixel } from '../../tools/spectral/outputs/read-pixel.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import { heatmapsOf } from './heatmaps.ts';
import { inBoth, layerSheets } from './layer-sheets.ts';
import type { OfferedScenes } from './offered-scenes.ts';
import { pixelSheet } from './pixel-sheet.ts';

type Mapped = { reader: SceneReader; map: SceneMap; offer: OfferedScene };

/** The scenes of a server. Readers are opened for each call: a page looks at a pixel now and then. */
export function sceneDesk(offered: OfferedScenes): SceneDesk {
  async function onMap<T>(id: string, options: SlowCall, work: (mapped: Mapped) => Promise<T>): Promise<T> {
    const offer = await offered.find(id);
    if (!offer) throw new GossanError('SCENE_NOT_OFFERED', { scene: id });
    const map = await mapOfScene(offer.path, options);
    const reader = await openScene(offer.path, options);
    try {
      return await work({ reader, map, offer });
    } finally {
      await reader.close();
    }
  }
  return {
    list: () => offered.list(),
    offered: async (scene) => (await offered.find(scene))?.path ?? null,
    sheet: (id, options) => onMap(id, options, async (mapped) => sheetOf(mapped)),
    layer: (id, layer, options) => onMap(id, options, (mapped) => drawLayer(mapped, layer, options)),
    pixel: (id, x, y, options) =>
      onMap(id, options, async ({ reader, map }) => {
        const pixel = await pixelSpectrum(reader, x, y, loadLibrary(), options);
        return pixelSheet(pixel, await readPixel(map.folder, x, y), reader);
      }),
  };
}

function sheetOf({ reader, map: { summary, folder }, offer }: Mapped): SceneSheet {
  const { ground } = groundOf(reader, { step: 1 });
  return {
    ...offer,
    synthetic: summary.synthetic,
    sensor: summary.sensor,
    conversion: summary.conversion ?? null,
    size: summary.size,
    crs: summary.crs,
    ground: ground ? { metres: ground.metres, north: ground.north ? [...ground.north] : null } : null,
    valid_pixels: summary.valid_pixels,
    not_detectable: summary.not_detectable.map(inBoth),
    layers: layerSheets(reader, summary, folder, heatmapsOf(reader)),
  };
}

async function drawLayer({ reader, map }: Mapped, layer: string, options: SlowCall): Promise<Uint8Array> {
  const layers = screenLayers(map.summary, map.folder);
  const known = layers.find(({ name }) => name === layer);
  if (known) return drawScreenLayer(reader, map.folder, known.name, options);
  const heatmaps = heatmapsOf(reader);
  const heatmap = heatmaps.find(({ id }) => id === layer);
  if (!heatmap) {
    const names = [...layers.map(({ name }) => name), ...heatmaps.map(({ id }) => id)];
    throw new GossanError('LAYER_UNKNOWN', { layer, layers: names.join(', ') });
  }
  const { width, height, data } = await readMapRaster(heatmap.folder, 'heatmap');
  return drawValues({ width, height, values: data }, heatmap.ramp);
}
