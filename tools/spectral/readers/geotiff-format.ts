import type { SceneFormat } from './scene-format.ts';

/** Classic TIFF and BigTIFF, in both byte orders. */
const MARKS = /^(49492a00|4d4d002a|49492b00|4d4d002b)/;

export const geoTiffFormat: SceneFormat = {
  name: 'GeoTIFF with a wavelength for each band (.tif)',
  recognises(_path, head) {
    return head !== undefined && MARKS.test(Buffer.from(head).toString('hex'));
  },
  async open(path, options) {
    const { openGeoTiff } = await import('./geotiff-reader.ts');
    return openGeoTiff(path, options);
  },
};
