import type { ReportBlock, ReportChapter } from '../../core/report.ts';
import { mineralsOfType } from '../../tools/spectral/alteration/typing.ts';
import { area, percent, sector } from '../reasoner/builtin/compose/say.ts';
import { figureBlock } from './figure-block.ts';
import type { LargestPatch } from './largest-patches.ts';
import { typeName } from './legend-words.ts';
import { coordinate, count, decimal } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** The map of alteration types, their ground, and the zoning with its vectors. */
export function alterationChapter(
  scene: SceneOfReport,
  figure: string | undefined,
  patches: Map<string, LargestPatch>,
  sections: ReportBlock[],
): ReportChapter {
  const caption = scene.say(
    'Alteration types by mineral assemblage; area and share of the valid pixels in the legend.',
    '按矿物组合划分的蚀变类型；图例中为面积与占有效像元的比例。',
  );
  const blocks: ReportBlock[] = [...figureBlock(figure, caption), ...sections];
  if (scene.facts.alteration.length) blocks.push(typeTable(scene, patches));
  return {
    heading: scene.say('Alteration and zoning', '蚀变与分带'),
    blocks: [...blocks, ...zoning(scene)],
  };
}

function typeTable(scene: SceneOfReport, patches: Map<string, LargestPatch>): ReportBlock {
  const { facts, summary, language } = scene;
  const hasAreas = facts.alteration.some((type) => type.area);
  const hasPlaces = facts.alteration.some((type) => type.place?.lat);
  const rows = [...facts.alteration]
    .sort((a, b) => Number(b.pixels.value) - Number(a.pixels.value))
    .map((type) => {
      const seen = [...mineralsOfType(type.name)].filter((name) =>
        Object.values(summary.minerals).some(({ members }) => members.includes(name)),
      );
      return [
        told(typeName(type.name, language)),
        told(type.area ? area(type.area) : count(type.pixels)),
        told(type.share ? percent(type.share) : ''),
        told(patchSize(scene, patches.get(`alteration/${type.name}`), 'alteration', type.name)),
        ...(hasPlaces
          ? [
              told(
                type.place?.lat && type.place.lon
                  ? phrase`${coordinate(type.place.lat, 'lat')}, ${coordinate(type.place.lon, 'lon')}`
                  : '',
              ),
            ]
          : [told(type.place ? phrase`${count(type.place.x)}, ${count(type.place.y)}` : '')]),
        told(type.place ? sector(type.place.sector, language) : ''),
        told(scene.mineralList(seen.slice(0, MOST_NAMED), seen.length > MOST_NAMED)),
      ];
    });
  return {
    kind: 'table',
    caption: scene.say(
      'Alteration types: extent, largest connected patch and where it lies, and the minerals of this scene that define them.',
      '蚀变类型：范围、最大连续斑块及其位置、在本影像中据以划分的矿物。',
    ),
    columns: [
      { label: scene.say('type', '类型') },
      { label: hasAreas ? scene.say('area', '面积') : scene.say('pixels', '像元'), number: true },
      { label: scene.say('of valid', '占有效'), number: true },
      { label: scene.say('largest patch', '最大斑块'), number: true },
      { label: hasPlaces ? scene.say('near', '位置') : scene.say('near pixel', '近像元'), number: true },
      { label: scene.say('part of the scene', '部位') },
      { label: scene.say('defined by', '划分依据') },
    ],
    rows,
  };
}

/** A table has room for so many. */
const MOST_NAMED = 5;

/** The ground of the largest connected patch, from its feature in `polygons.geojson`. */
export function patchSize(scene: SceneOfReport, patch: LargestPatch | undefined, layer: string, name: string) {
  if (!patch) return '';
  const address = `polygons.geojson#/features/${patch.feature}/properties`;
  const what = `largest patch of ${name} (${layer})`;
  return patch.area_km2 === undefined
    ? count(scene.measured(`${address}/pixels`, what, patch.pixels, 'pixels'), scene.say(' px', ' 像元'))
    : area(scene.measured(`${address}/area_km2`, what, patch.area_km2, 'km2'));
}

/** The centre of the zoning and the way to it from each outer zone. */
function zoning(scene: SceneOfReport): ReportBlock[] {
  const { summary, language } = scene;
  if (!summary.zoning) {
    return [
      {
        kind: 'paragraph',
        text: scene.say(
          'No centre of zoning was found: the zones are too few or do not lie around one another, or the scene has no georeference.',
          '未找到分带中心：蚀变带过少、不成环带，或影像没有地理坐标。',
        ),
      },
    ];
  }
  const at = (pointer: string) => scene.at(`/zoning/${pointer}`)!;
  const [lat, lon] = [scene.at('/zoning/core/lat'), scene.at('/zoning/core/lon')];
  const where = lat && lon ? phrase` (${coordinate(lat, 'lat')}, ${coordinate(lon, 'lon')})` : '';
  const pixel = phrase`${decimal(at('core/x'), 0)}, ${decimal(at('core/y'), 0)}`;
  const text = scene.say(
    phrase`The zones point to a centre near pixel ${pixel}${where}. Each vector runs from the largest patch of an outer zone to that centre; within the uncertainty there is no direction.`,
    phrase`各带指向像元 ${pixel}${where} 附近的中心。向量由外带最大斑块指向该中心；在不确定范围内不定方向。`,
  );
  return [
    { kind: 'paragraph', ...told(text) },
    {
      kind: 'table',
      caption: scene.say('Vectors of the zoning.', '分带向量。'),
      columns: [
        { label: scene.say('from the largest patch of', '起点（最大斑块）') },
        { label: scene.say('bearing', '方位角'), number: true },
        { label: scene.say('distance', '距离'), number: true },
        { label: scene.say('uncertainty', '不确定度'), number: true },
      ],
      rows: summary.zoning.vectors.map(({ from }, index) => [
        told(typeName(from, language)),
        told(decimal(at(`vectors/${index}/bearing_deg`), 0, '°', '°')),
        told(count(at(`vectors/${index}/distance_m`), ' m')),
        told(count(at(`vectors/${index}/uncertainty_m`), ' m')),
      ]),
    },
  ];
}
