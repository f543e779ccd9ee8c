import type { Evidence } from '../../core/evidence.ts';
import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import { pixelToMap, toLonLat } from '../../tools/spectral/readers/georeference.ts';
import { area } from '../reasoner/builtin/compose/say.ts';
import { descriptionOf } from './acquisition.ts';
import { maskName } from './legend-words.ts';
import { coordinate, count, decimal, metric, shareOfScene } from './say-report.ts';
import { noiseOfScene } from './scene-noise.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** A header's description may be the log of its processing. */
const LONGEST = 300;

/** Where the scene lies, what it is made of, and how good it is. */
export async function dataChapter(scene: SceneOfReport, quicklook: string | undefined): Promise<ReportChapter> {
  const { summary } = scene;
  const blocks: ReportBlock[] = [{ kind: 'facts', rows: [...(await sceneRows(scene))] }];
  if (quicklook)
    blocks.push({
      kind: 'figure',
      size: 'medium',
      path: quicklook,
      caption: scene.say(
        'The scene as the eye would see it, or in the false colours named beside it.',
        '影像快视图（合成波段见图侧说明）。',
      ),
    });
  const corners = cornerTable(scene);
  if (corners) blocks.push(corners);
  blocks.push(coverTable(scene));
  if (summary.repairs?.length)
    blocks.push({
      kind: 'list',
      items: summary.repairs.map(({ what, detail }) => ({
        text: scene.say(`Mended while reading: ${what}, ${detail}`, `读取时的修正：${what}，${detail}`),
      })),
    });
  return { heading: scene.say('Location and data', '位置与数据'), blocks };
}

async function sceneRows(scene: SceneOfReport): Promise<({ label: string } & ReportText)[]> {
  const { summary, reader } = scene;
  const at = (pointer: string) => scene.at(pointer)!;
  const rows: ({ label: string } & ReportText)[] = [];
  const add = (label: string, text: ReportText) => rows.push({ label, ...text });
  const description = descriptionOf(reader);
  if (description) add(scene.say('Description in the file', '文件说明'), { text: description.slice(0, LONGEST) });
  add(
    scene.say('Size', '大小'),
    told(
      phrase`${count(at('/size/width'))} × ${count(at('/size/height'))} ${scene.say('pixels', '像元')}, ${count(at('/size/bands'))} ${scene.say('bands', '个波段')}`,
    ),
  );
  const [shortest, longest] = [Math.min(...reader.wavelengths), Math.max(...reader.wavelengths)].map((value) =>
    scene.measured(
      `${scene.file}#/wavelength/${reader.wavelengths.indexOf(value)}`,
      'band centre',
      Number(value.toFixed(5)),
      'um',
    ),
  );
  const bad = reader.goodBands.filter((good) => !good).length;
  add(
    scene.say('Wavelengths', '波长'),
    told(
      bad
        ? phrase`${decimal(shortest!, 3)}–${decimal(longest!, 3, ' µm')}; ${count(scene.measured(`${scene.file}#/bbl`, 'bands marked bad', bad, 'bands'))} ${scene.say('bands marked bad in the file', '个波段在文件中标为坏波段')}`
        : phrase`${decimal(shortest!, 3)}–${decimal(longest!, 3, ' µm')}`,
    ),
  );
  add(
    scene.say('Quantity', '物理量'),
    told(
      summary.quantity === 'reflectance'
        ? scene.say('surface reflectance as delivered', '地表反射率（按交付）')
        : scene.say(
            `reflectance, converted: ${summary.conversion ?? ''}`,
            `反射率，由程序换算：${summary.conversion ?? ''}`,
          ),
    ),
  );
  const unit = summary.pixel.unit;
  add(
    scene.say('Pixel', '像元'),
    told(
      unit === 'pixel'
        ? scene.say('size on the ground not known', '地面大小未知')
        : phrase`${pixelSide(at('/pixel/x'))} × ${pixelSide(at('/pixel/y'))} ${unit === 'deg' ? '°' : unit}`,
    ),
  );
  add(
    scene.say('Coordinate system', '坐标系'),
    told(
      summary.crs ??
        scene.say(
          'none: the scene has no georeference, so places are pixels and there are no areas',
          '无：影像没有地理坐标，位置用像元表示，不给面积',
        ),
    ),
  );
  const inside = scene.at('/aoi/area_in_scene_km2');
  if (summary.aoi && inside)
    add(
      scene.say('Area of interest', '关注区'),
      told(
        scene.say(
          phrase`${summary.aoi.name}: ${area(inside)} within the scene; areas and shares of this report refer to it`,
          phrase`${summary.aoi.name}：影像内 ${area(inside)}；本报告的面积与比例均以此为准`,
        ),
      ),
    );
  if (summary.datum)
    add(
      scene.say('Datum', '基准面'),
      told(
        summary.datum.error_m > 0
          ? phrase`${summary.datum.scene}; ${scene.say('longitude and latitude (WGS 84) may be off by', '经纬度（WGS 84）误差可达')} ${count(at('/datum/error_m'), ' m')}`
          : `${summary.datum.scene}${scene.say('; longitude and latitude are on WGS 84', '；经纬度用 WGS 84')}`,
      ),
    );
  const noise = await noiseOfScene(reader, scene.folder);
  for (const group of ['vnir', 'swir'] as const) {
    const value = noise[group];
    if (value === null) continue;
    const address = `${scene.file}#noise&group=${group}&lines=${noise.lines.join(',')}`;
    const one = scene.measured(
      address,
      `median noise of the ${group} bands`,
      Number(value.toPrecision(3)),
      'reflectance',
    );
    const spectra = scene.measured(
      `${scene.file}#noise&lines=${noise.lines.join(',')}`,
      'spectra measured',
      noise.spectra,
      'pixels',
    );
    add(
      group === 'swir' ? scene.say('Noise near 2 µm', '2 µm 附近噪声') : scene.say('Noise near 1 µm', '1 µm 附近噪声'),
      told(
        phrase`${decimal(one, Math.max(4, -Math.floor(Math.log10(value)) + 1))} ${scene.say('reflectance, one standard deviation (median of', '反射率，一倍标准差（')}${scene.say(' ', '')}${count(spectra)}${scene.say(' spectra, second differences of neighbouring bands)', ' 条光谱的中值，由相邻波段二阶差分估计）')}`,
      ),
    );
  }
  return rows;
}

function pixelSide(side: Evidence) {
  return decimal(side, Number.isInteger(Number(side.value)) ? 0 : Number(side.value) < 1 ? 6 : 1);
}

/** The corners of the scene in longitude and latitude, and in its own system where that counts metres. */
function cornerTable(scene: SceneOfReport): ReportBlock | undefined {
  const { georeference } = scene.reader;
  const { width, height } = scene.summary.size;
  if (!georeference || !toLonLat(georeference, 0, 0)) return undefined;
  const isMetric = georeference.unit === 'm';
  const corners: [string, number, number][] = [
    [scene.say('upper left', '左上'), 0, 0],
    [scene.say('upper right', '右上'), width, 0],
    [scene.say('lower right', '右下'), width, height],
    [scene.say('lower left', '左下'), 0, height],
  ];
  const rows = corners.map(([name, x, y]) => {
    const address = `mask.tif#corner&x=${x}&y=${y}`;
    const [lon, lat] = toLonLat(georeference, x, y)!;
    const [east, north] = pixelToMap(georeference, x, y);
    const value = (axis: string, of: number, unit: string) =>
      scene.measured(`${address}&${axis}`, `${axis} of a corner`, of, unit);
    return [
      told(name),
      told(coordinate(value('latitude', Number(lat.toFixed(6)), 'deg'), 'lat')),
      told(coordinate(value('longitude', Number(lon.toFixed(6)), 'deg'), 'lon')),
      ...(isMetric
        ? [
            told(metric(value('easting', Number(east.toFixed(1)), 'm'))),
            told(metric(value('northing', Number(north.toFixed(1)), 'm'))),
          ]
        : []),
    ];
  });
  const crs = scene.summary.crs ?? '';
  return {
    kind: 'table',
    caption: scene.say(
      `Corners of the scene (WGS 84${isMetric && crs ? `; metres in ${crs}` : ''}).`,
      `影像角点（WGS 84${isMetric && crs ? `；${crs}，米` : ''}）。`,
    ),
    columns: [
      { label: scene.say('corner', '角点') },
      { label: scene.say('latitude', '纬度'), number: true },
      { label: scene.say('longitude', '经度'), number: true },
      ...(isMetric
        ? [
            { label: scene.say('easting, m', '东坐标，米'), number: true },
            { label: scene.say('northing, m', '北坐标，米'), number: true },
          ]
        : []),
    ],
    rows,
  };
}

/** What of the scene could be looked at, and what hides the rest. */
function coverTable(scene: SceneOfReport): ReportBlock {
  const { facts } = scene;
  const [width, height] = [scene.at('/size/width')!, scene.at('/size/height')!];
  const row = (name: string, pixels: Evidence): ReportText[] => [
    told(name),
    told(count(pixels)),
    told(shareOfScene(pixels, width, height)),
  ];
  const outside = scene.at('/aoi/outside_pixels');
  return {
    kind: 'table',
    caption: scene.say('What could be looked at, and what hides the rest.', '可用像元与被遮挡的像元。'),
    columns: [
      { label: scene.say('ground', '地面') },
      { label: scene.say('pixels', '像元'), number: true },
      { label: scene.say('of the scene', '占影像'), number: true },
    ],
    rows: [
      row(scene.say('looked at (valid)', '可用（有效）'), scene.at('/valid_pixels')!),
      row(scene.say('of these, no mineral identified', '其中未识别出矿物'), scene.at('/none_pixels')!),
      ...facts.masked().map(({ kind, pixels }) => row(maskName(kind, scene.language), pixels)),
      ...(outside ? [row(scene.say('outside the area of interest', '关注区以外'), outside)] : []),
    ],
  };
}
