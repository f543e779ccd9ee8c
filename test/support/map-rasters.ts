import type { MapRasters } from '../../tools/spectral/types.ts';

/** A small map with every feature that writers meet: zones, a hole, a mixture, iron oxides, masks, a hot spot. */
export function sampleRasters(width: number, height: number): MapRasters {
  const size = width * height;
  const rasters: MapRasters = {
    width,
    height,
    swir: new Uint16Array(size),
    vnir: new Uint16Array(size),
    swirFit: new Float32Array(size).fill(Number.NaN),
    swirDepth: new Float32Array(size).fill(Number.NaN),
    vnirFit: new Float32Array(size).fill(Number.NaN),
    vnirDepth: new Float32Array(size).fill(Number.NaN),
    mask: new Uint8Array(size),
    alteration: new Uint8Array(size),
    copper: new Float32Array(size).fill(Number.NaN),
    aloh: new Float32Array(size).fill(Number.NaN),
    alunite: new Float32Array(size).fill(Number.NaN),
    carbonate: new Float32Array(size).fill(Number.NaN),
    feoh: new Float32Array(size).fill(Number.NaN),
    classes: [
      { index: 1, mineral: 'alunite', members: ['alunite'], group: 'swir', colour: '#b22a8d' },
      { index: 2, mineral: 'muscovite', members: ['muscovite'], group: 'swir', colour: '#e0b73a' },
      { index: 3, mineral: 'calcite+muscovite', members: ['calcite', 'muscovite'], group: 'swir', colour: '#2fb5a0' },
      { index: 4, mineral: 'goethite', members: ['goethite'], group: 'vnir', colour: '#a0522d' },
      { index: 5, mineral: 'topaz', members: ['topaz'], group: 'swir', colour: '#123456' },
    ],
    alterationTypes: [
      { index: 1, name: 'advanced argillic', colour: '#b22a8d' },
      { index: 2, name: 'phyllic', colour: '#e0b73a' },
    ],
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const radius = Math.hypot((x - width / 2) / width, (y - height / 2) / height);
      if (x < width * 0.1) {
        rasters.mask[pixel] = y < height / 2 ? 2 : 5;
        continue;
      }
      rasters.copper[pixel] = Math.max(0, 1 - 2 * radius);
      if (radius < 0.2) {
        rasters.swir[pixel] = radius < 0.05 ? 3 : 1;
        rasters.alteration[pixel] = 1;
        rasters.alunite[pixel] = 1.48 + 0.02 * radius;
      } else if (radius < 0.4) {
        rasters.swir[pixel] = 2;
        rasters.alteration[pixel] = 2;
        rasters.aloh[pixel] = 2.2 + 0.01 * radius;
      }
      if (rasters.swir[pixel]) {
        rasters.swirFit[pixel] = 0.9;
        rasters.swirDepth[pixel] = 0.15;
      }
      if (radius < 0.3 && x > width / 2) {
        rasters.vnir[pixel] = 4;
        rasters.vnirFit[pixel] = 0.8;
        rasters.vnirDepth[pixel] = 0.05;
      }
    }
  }
  return rasters;
}
