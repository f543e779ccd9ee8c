import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MapDrawing } from '../../tools/report/map-drawing.ts';
import { fromLonLat, pixelSizeMetres } from '../../tools/spectral/readers/georeference.ts';
import type { SceneOfReport } from './scene-of-report.ts';

/** Lines and labels over a map, in pixels of the scene. */
type Marks = Partial<Pick<MapDrawing, 'lines' | 'labels'>> & { notes?: string[] };

/** The centre of the zoning as a circle of its uncertainty, and an arrow to it from each outer zone. */
export function zoningMarks(scene: SceneOfReport): Marks {
  const { summary, reader } = scene;
  const { zoning, places = {} } = summary;
  if (!zoning) return {};
  const { core, vectors } = zoning;
  const size = reader.georeference && pixelSizeMetres(reader.georeference, core.x, core.y);
  const radius = size ? (vectors[0]?.uncertainty_m ?? 0) / Math.sqrt(size[0] * size[1]) : 0;
  const circle = Array.from({ length: 72 }, (_, step) => {
    const angle = (step / 72) * 2 * Math.PI;
    return [core.x + radius * Math.cos(angle), core.y + radius * Math.sin(angle)] as const;
  });
  const arrows = vectors.flatMap(({ from }) => {
    const place = places[from];
    if (!place) return [];
    const start = [place.x + 0.5, place.y + 0.5] as const;
    const length = Math.hypot(core.x - start[0], core.y - start[1]);
    // an arrow ends where the uncertainty begins: within it there is no direction
    const part = (length - radius) / length;
    if (!(part > 0.1)) return [];
    const end = [start[0] + (core.x - start[0]) * part, start[1] + (core.y - start[1]) * part] as const;
    return [{ points: [start, end], arrow: true }];
  });
  return {
    lines: [...(radius > 0 ? [{ points: circle, closed: true }] : []), ...arrows],
    notes: [
      scene.say(
        'Arrows: from the largest patch of an outer zone to the centre of the zoning; circle: how well that centre is known',
        '箭头：由外带最大斑块指向分带中心；圆：中心的不确定范围',
      ),
    ],
  };
}

/** Outlines of the targets' patches, where the map has them, and the targets' numbers. */
export function targetMarks(scene: SceneOfReport): Marks {
  const { summary, folder } = scene;
  return {
    lines: outlines(scene, join(folder, 'targets.kml')),
    labels: summary.targets.map(({ x, y }, at) => ({ at: [x + 0.5, y + 0.5] as const, text: String(at + 1) })),
    notes: [
      scene.say(
        'Numbers: targets, best first, each at the pixel that stands for it; lines: outlines of their patches. Grey: masked',
        '编号：靶区，按先后排列，标在代表像元上；线：靶区斑块轮廓。灰色：掩膜',
      ),
    ],
  };
}

/** The rings of `targets.kml`, which the map's own writer made, back in pixels. */
function outlines({ reader }: SceneOfReport, kml: string): NonNullable<Marks['lines']> {
  const { georeference } = reader;
  if (!georeference || !existsSync(kml)) return [];
  const rings = readFileSync(kml, 'utf8').matchAll(/<LinearRing><coordinates>([^<]+)<\/coordinates>/g);
  return [...rings].map(([, ring]) => ({
    closed: true,
    points: ring!
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split(',').map(Number) as [number, number])
      .map(([lon, lat]) => fromLonLat(georeference, lon, lat))
      .filter((point) => point !== undefined),
  }));
}
