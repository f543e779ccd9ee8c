import { toLonLat } from '../../tools/spectral/readers/georeference.ts';
import type { Georeference, PixelWindow } from '../../tools/spectral/types.ts';
import type { Box } from './parse/boxes.ts';

/** A box where it lies. */
export interface PlacedBox extends Box {
  /** Left, upper, right, lower edge in pixels of the scene, to a tenth. */
  box_px: [number, number, number, number];
  /** Longitude and latitude (WGS 84) of the corners from the upper left one clockwise; of georeferenced scenes. */
  corners_lonlat?: [number, number][];
}

/** Puts boxes of a view back on the window of the scene that it showed. */
export function placeBoxes(boxes: readonly Box[], window: PixelWindow, georeference?: Georeference): PlacedBox[] {
  return boxes.map((box) => {
    const [x0, y0, x1, y1] = box.box_1000;
    const x = (edge: number) => window.x + (edge / 1000) * window.width;
    const y = (edge: number) => window.y + (edge / 1000) * window.height;
    const corners = [
      [x(x0), y(y0)],
      [x(x1), y(y0)],
      [x(x1), y(y1)],
      [x(x0), y(y1)],
    ] as const;
    const lonLat = georeference && corners.map(([column, row]) => toLonLat(georeference, column, row));
    const placed = lonLat?.every((corner) => corner !== undefined) ? (lonLat as [number, number][]) : undefined;
    return {
      ...box,
      box_px: [tenth(x(x0)), tenth(y(y0)), tenth(x(x1)), tenth(y(y1))],
      ...(placed
        ? { corners_lonlat: placed.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))]) }
        : {}),
    };
  });
}

function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
