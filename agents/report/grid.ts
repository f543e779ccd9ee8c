import type { MapDrawing } from '../../tools/report/map-drawing.ts';
import { roundLength } from '../../tools/spectral/outputs/picture/round-length.ts';
import { crsName, mapToPixel, pixelToMap } from '../../tools/spectral/readers/georeference.ts';
import type { Georeference } from '../../tools/spectral/types.ts';

/** The part of a scene that a map shows, in pixels, and pixels per cell. */
export interface Shown {
  x: number;
  y: number;
  width: number;
  height: number;
  step: number;
}

/** Lines a side at most, so that labels have room. */
const MOST_LINES = 5;

/**
 * Lines of equal easting and northing (longitude and latitude on a geographic grid, pixels without a georeference) at round
 * values, each clipped to the map, which may lie turned in its coordinate system.
 */
export function gridOf(
  georeference: Georeference | undefined,
  shown: Shown,
  language: 'en' | 'zh',
): Pick<MapDrawing, 'grid' | 'gridOf'> {
  const { x, y, width, height, step } = shown;
  const toMap = (px: number, py: number): [number, number] =>
    georeference ? pixelToMap(georeference, px, py) : [px, py];
  const toCell = (mx: number, my: number): [number, number] => {
    const [px, py] = georeference ? mapToPixel(georeference, mx, my) : [mx, my];
    return [(px - x) / step, (py - y) / step];
  };
  const corners = [toMap(x, y), toMap(x + width, y), toMap(x, y + height), toMap(x + width, y + height)];
  const range = [0, 1].map((axis) => {
    const values = corners.map((corner) => corner[axis]!);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const cells = { width: width / step, height: height / step };
  const lines = [0, 1].flatMap((axis) => {
    const [from, to] = range[axis]!;
    const [low, high] = range[1 - axis]!;
    const gap = spacing(to - from);
    const first = Math.ceil(from / gap - 1e-9);
    const count = Math.floor(to / gap + 1e-9) - first + 1;
    return Array.from({ length: count }, (_, index) => {
      const value = Number(((first + index) * gap).toPrecision(12));
      const ends = axis === 0 ? [toCell(value, low), toCell(value, high)] : [toCell(low, value), toCell(high, value)];
      const inside = clip(ends[0]!, ends[1]!, cells);
      if (!inside) return undefined;
      const edge = axis === 0 ? ('bottom' as const) : ('left' as const);
      // the end at whose edge the label stands comes first
      const [a, b] = inside;
      const turned = axis === 0 ? a[1] < b[1] : a[0] > b[0];
      return { from: turned ? b : a, to: turned ? a : b, label: labelOf(value, axis, gap, georeference), edge };
    }).filter((line) => line !== undefined);
  });
  return { grid: lines, gridOf: nameOf(georeference, language) };
}

/** 1, 2 or 5 × 10^n apart. */
function spacing(range: number): number {
  const rough = range / MOST_LINES;
  return [1, 2, 2.5, 5].map((factor) => factor * roundLength(rough)).find((gap) => range / gap <= MOST_LINES) ?? rough;
}

function labelOf(value: number, axis: number, gap: number, georeference: Georeference | undefined): string {
  if (!georeference) return String(value);
  if (georeference.unit === 'm')
    return `${Math.round(value).toLocaleString('en-US').replaceAll(',', ' ')} ${axis === 0 ? 'E' : 'N'}`;
  const decimals = Math.max(0, Math.ceil(-Math.log10(gap) - 1e-9));
  const side = axis === 0 ? (value < 0 ? 'W' : 'E') : value < 0 ? 'S' : 'N';
  return `${Math.abs(value).toFixed(decimals)}° ${side}`;
}

function nameOf(georeference: Georeference | undefined, language: 'en' | 'zh'): string {
  const zh = language === 'zh';
  if (!georeference) return zh ? '坐标格网：影像像元（无地理坐标）' : 'Grid: pixels of the scene (no georeference)';
  const name = crsName(georeference) ?? (zh ? '坐标系未命名' : 'coordinate system not named');
  const unit = georeference.unit === 'm' ? (zh ? '米' : 'metres') : zh ? '度' : 'degrees';
  return zh ? `坐标格网：${name}，${unit}` : `Grid: ${name}, ${unit}`;
}

/** Liang and Barsky (1984): the part of a line within the map. */
function clip(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  { width, height }: { width: number; height: number },
): [[number, number], [number, number]] | undefined {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [enter, leave] = [0, 1];
  for (const [p, q] of [
    [-dx, x0],
    [dx, width - x0],
    [-dy, y0],
    [dy, height - y0],
  ] as const) {
    if (p === 0) {
      if (q < 0) return undefined;
      continue;
    }
    if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  if (enter >= leave) return undefined;
  return [
    [x0 + enter * dx, y0 + enter * dy],
    [x0 + leave * dx, y0 + leave * dy],
  ];
}
