import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { type MapDrawing, mapSvg } from '../../tools/report/map-drawing.ts';
import layerStyles from '../../tools/spectral/outputs/layer-styles.json' with { type: 'json' };
import { type PlainMapName, plainMaps } from '../../tools/spectral/outputs/picture/plain-maps.ts';
import { encodePng } from '../../tools/spectral/outputs/picture/png.ts';
import { roundLength } from '../../tools/spectral/outputs/picture/round-length.ts';
import { sceneColours } from '../../tools/spectral/outputs/picture/scene-colours.ts';
import { valuePanel } from '../../tools/spectral/outputs/picture/value-panel.ts';
import { readMapRaster } from '../../tools/spectral/outputs/read-pixel.ts';
import { MASK } from '../../tools/spectral/types.ts';
import { gridOf } from './grid.ts';
import { legendWords } from './legend-words.ts';
import { targetMarks, zoningMarks } from './map-marks.ts';
import type { SceneOfReport } from './scene-of-report.ts';

/** Legends beyond this run off the side of their map. */
const MOST_LEGEND = 22;
/** Cells are enlarged to so many points a side, so that no viewer blurs their edges. */
const LEAST_POINTS = 900;
/** Ground around an area of interest that its maps show. */
const BORDER = 0.06;

/** Cells of a map from its upper left corner. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Cells {
  title: string;
  width: number;
  height: number;
  rgb: Uint8Array;
  legend: { colour: readonly number[]; label: string; amount: string }[];
  ground?: { metres: number; north?: readonly [number, number] };
}

/** Draws the maps of a report in its language, each as an SVG in the map's folder. Paths by name. */
export class MapFigures {
  readonly #scene: SceneOfReport;
  readonly #step: number;
  readonly #box: Box;

  private constructor(scene: SceneOfReport, step: number, box: Box) {
    this.#scene = scene;
    this.#step = step;
    this.#box = box;
  }

  static async of(scene: SceneOfReport): Promise<MapFigures> {
    const { width, height, data } = await readMapRaster(scene.folder, 'mask');
    // plainMaps' own rule: every n-th pixel of a large scene
    const { step } = await sceneColours(scene.reader, { x: 0, y: 0, width, height }, data as Uint8Array);
    const cells = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
    const whole = { left: 0, top: 0, ...cells };
    return new MapFigures(scene, step, scene.summary.aoi ? boxOfArea(data as Uint8Array, width, step, whole) : whole);
  }

  /** Alteration, minerals (one or two), favourability or quick-look. */
  async plain(name: PlainMapName): Promise<string[]> {
    const { reader, folder, summary } = this.#scene;
    const findings = summary.aoi ? { aoi: { summary: summary.aoi, outline: [] } } : {};
    const maps = await plainMaps(reader, folder, name, { findings });
    return maps.map((map, at) => this.#write(maps.length > 1 ? `${name}-${at + 1}` : name, name, map));
  }

  /** A map of feature positions. */
  async positions(name: 'aloh' | 'alunite' | 'carbonate' | 'feoh'): Promise<string> {
    const { reader, folder } = this.#scene;
    const mask = await readMapRaster(folder, 'mask');
    const { data } = await readMapRaster(folder, name);
    const window = { x: 0, y: 0, width: mask.width, height: mask.height };
    const scene = await sceneColours(reader, window, mask.data as Uint8Array);
    const rasters = { width: mask.width, mask: mask.data as Uint8Array };
    const { colours } = valuePanel({ rasters }, scene, name, data as Float32Array, layerStyles.ramps[name]);
    const [ground] = await plainMaps(reader, folder, 'quicklook');
    const { width, height } = scene;
    return this.#write(name, name, {
      title: name,
      width,
      height,
      rgb: colours,
      legend: [],
      ...(ground?.ground ? { ground: ground.ground } : {}),
    });
  }

  #write(file: string, name: PlainMapName | 'aloh' | 'alunite' | 'carbonate' | 'feoh', map: Cells): string {
    const { folder, language } = this.#scene;
    const path = join(folder, 'report', `${file}-${language}.svg`);
    writeFileAtomic(path, mapSvg(this.#drawing(name, map)));
    return path;
  }

  #drawing(name: PlainMapName | 'aloh' | 'alunite' | 'carbonate' | 'feoh', map: Cells): MapDrawing {
    const { summary, reader, language } = this.#scene;
    const { left, top, width, height } = this.#box;
    const step = this.#step;
    const isPhotograph = name === 'quicklook';
    const shown = { x: left * step, y: top * step, width: width * step, height: height * step, step };
    const marks = {
      ...(name === 'alteration' ? zoningMarks(this.#scene) : {}),
      ...(name === 'copper' ? targetMarks(this.#scene) : {}),
    };
    const inBox = ([x, y]: readonly [number, number]) => [x / step - left, y / step - top] as const;
    const { ground } = map;
    const bar = name in layerStyles.ramps ? this.#bar(name as keyof typeof layerStyles.ramps) : undefined;
    const words = legendWords(this.#scene);
    const legend = bar
      ? []
      : map.legend.map(({ colour, label, amount }) => ({ colour: hex(colour), label: words(label), amount }));
    const rest = legend.length - MOST_LEGEND;
    return {
      title: `${summary.scene}: ${name}`,
      width,
      height,
      png: picture(map, this.#box, isPhotograph ? 1 : Math.ceil(LEAST_POINTS / Math.max(width, height))),
      smooth: isPhotograph,
      ...gridOf(reader.georeference, shown, language),
      ...(ground ? { scale: scaleOf(ground.metres, width) } : {}),
      ...(ground?.north ? { north: ground.north } : {}),
      ...(bar ? { bar } : {}),
      legend:
        rest > 0
          ? [
              ...legend.slice(0, MOST_LEGEND),
              {
                colour: '',
                label: this.#scene.say(`and ${rest} more in classes.csv`, `另有 ${rest} 类见 classes.csv`),
              },
            ]
          : legend,
      ...(marks.lines ? { lines: marks.lines.map((line) => ({ ...line, points: line.points.map(inBox) })) } : {}),
      ...(marks.labels ? { labels: marks.labels.map((one) => ({ ...one, at: inBox(one.at) })) } : {}),
      notes: [...(marks.notes ?? []), ...(isPhotograph ? [map.title] : [])],
      ...(summary.synthetic ? { mark: this.#scene.say('SYNTHETIC SCENE', '合成影像') } : {}),
    };
  }

  #bar(name: keyof typeof layerStyles.ramps): NonNullable<MapDrawing['bar']> {
    const { from, to, colours } = layerStyles.ramps[name];
    const unit = name === 'copper' ? '' : ' µm';
    const label =
      name === 'copper'
        ? this.#scene.say('favourability, a score', '有利度（评分）')
        : this.#scene.say('position of the absorption', '吸收位置');
    return { colours, from: `${from}${unit}`, to: `${to}${unit}`, label };
  }
}

/** About a quarter of the map, in round metres. */
function scaleOf(metres: number, width: number): NonNullable<MapDrawing['scale']> {
  const length = roundLength((width / 4) * metres);
  return { cells: length / metres, label: length >= 1000 ? `${length / 1000} km` : `${length} m` };
}

/** The cells of a box as a PNG, each `times` points a side. */
function picture({ rgb, width }: Cells, { left, top, width: w, height: h }: Box, times: number): Uint8Array {
  const points = new Uint8Array(3 * w * h * times * times);
  for (let y = 0; y < h * times; y++) {
    for (let x = 0; x < w * times; x++) {
      const cell = 3 * ((top + Math.floor(y / times)) * width + left + Math.floor(x / times));
      points.set(rgb.subarray(cell, cell + 3), 3 * (y * w * times + x));
    }
  }
  return encodePng(w * times, h * times, points, { Software: 'Gossan' });
}

/** What lies outside an area of interest is fill; its maps show the area and a little around it. */
function boxOfArea(mask: Uint8Array, width: number, step: number, whole: Box): Box {
  let [x0, y0, x1, y1] = [whole.width, whole.height, -1, -1];
  for (let y = 0; y < whole.height; y++) {
    for (let x = 0; x < whole.width; x++) {
      if (mask[y * step * width + x * step] === MASK.fill) continue;
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  }
  if (x1 < 0) return whole;
  const border = Math.ceil(BORDER * Math.max(x1 - x0, y1 - y0));
  const [left, top] = [Math.max(0, x0 - border), Math.max(0, y0 - border)];
  return {
    left,
    top,
    width: Math.min(whole.width, x1 + 1 + border) - left,
    height: Math.min(whole.height, y1 + 1 + border) - top,
  };
}

function hex(colour: readonly number[]): string {
  return `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
