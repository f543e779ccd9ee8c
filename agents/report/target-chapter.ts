import type { Evidence } from '../../core/evidence.ts';
import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import { pixelToMap } from '../../tools/spectral/readers/georeference.ts';
import type { Piece } from '../ledger/sentence.ts';
import { area, list, mineralName, percent, score } from '../reasoner/builtin/compose/say.ts';
import { figureBlock } from './figure-block.ts';
import { typeName } from './legend-words.ts';
import { coordinate, count, decimal, metric } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** The targets in the order in which to go there, where they lie and what speaks for them. */
export function targetChapter(
  scene: SceneOfReport,
  figure: string | undefined,
  sections: ReportBlock[],
): ReportChapter {
  const caption = scene.say(
    'Copper-related favourability, a relative score, and the targets.',
    '铜有利度（相对评分）与靶区。',
  );
  const blocks: ReportBlock[] = [...figureBlock(figure, caption), ...sections];
  if (scene.summary.targets.length) blocks.push(table(scene), reasons(scene));
  else
    blocks.push({
      kind: 'paragraph',
      text: scene.say('No patch of ground stands out enough to be called a target.', '没有一片地段突出到可称为靶区。'),
    });
  return { heading: scene.say('Targets', '靶区'), blocks };
}

function table(scene: SceneOfReport): ReportBlock {
  const { summary, language } = scene;
  const { targets } = summary;
  const hasPlaces = targets.some(({ lat }) => lat !== undefined);
  const metres = hasPlaces ? metricSystem(scene) : undefined;
  const at = (index: number, leaf: string) => scene.at(`/targets/${index}/${leaf}`);
  const rows = targets.map((target, index): ReportText[] => {
    const size = at(index, 'area_km2');
    return [
      told(target.name),
      told(target.alteration ? typeName(target.alteration, language) : ''),
      told(size ? area(size) : count(at(index, 'pixels')!)),
      told(score(at(index, 'favourability/mean')!)),
      told(score(at(index, 'favourability/highest')!)),
      ...(hasPlaces
        ? [told(coordinate(at(index, 'lat')!, 'lat')), told(coordinate(at(index, 'lon')!, 'lon'))]
        : [told(count(at(index, 'x')!)), told(count(at(index, 'y')!))]),
      ...(metres ? metres.of(index).map((one) => told(metric(one))) : []),
    ];
  });
  const inMetres = metres ? scene.say(`; metres in ${metres.name}`, `；米制坐标用 ${metres.name}`) : '';
  return {
    kind: 'table',
    caption: scene.say(
      `Targets, best first${hasPlaces ? ` (WGS 84${inMetres})` : ''}; targets.gpx and targets.kml hold the same list.`,
      `靶区，按先后排列${hasPlaces ? `（WGS 84${inMetres}）` : ''}；targets.gpx 与 targets.kml 内容相同。`,
    ),
    columns: [
      { label: scene.say('target', '靶区') },
      { label: scene.say('mostly', '主要类型') },
      { label: hasPlaces ? scene.say('area', '面积') : scene.say('pixels', '像元'), number: true },
      { label: scene.say('mean', '平均'), number: true },
      { label: scene.say('highest', '最高'), number: true },
      { label: hasPlaces ? scene.say('latitude', '纬度') : 'x', number: true },
      { label: hasPlaces ? scene.say('longitude', '经度') : 'y', number: true },
      ...(metres
        ? [
            { label: scene.say('easting', '东坐标'), number: true },
            { label: scene.say('northing', '北坐标'), number: true },
          ]
        : []),
    ],
    rows,
  };
}

/** The scene's own system where it counts metres, else UTM: what goes into a receiver. */
function metricSystem(scene: SceneOfReport): { name: string; of: (target: number) => Evidence[] } | undefined {
  const { summary, reader } = scene;
  const { georeference } = reader;
  const utm = summary.targets.find((target) => target.utm)?.utm;
  if (georeference?.unit === 'm' && !/^EPSG:32[67]\d\d$/.test(summary.crs ?? '')) {
    return {
      name: summary.crs ?? scene.say('the coordinate system of the scene', '影像坐标系'),
      of: (index) => {
        const { x, y } = summary.targets[index]!;
        const [east, north] = pixelToMap(georeference, x + 0.5, y + 0.5);
        return [
          scene.measured(`copper.tif#x=${x}&y=${y}&easting`, 'easting of the pixel', Number(east.toFixed(1)), 'm'),
          scene.measured(`copper.tif#x=${x}&y=${y}&northing`, 'northing of the pixel', Number(north.toFixed(1)), 'm'),
        ];
      },
    };
  }
  if (!utm) return undefined;
  return {
    name: `UTM ${utm.zone}${utm.hemisphere}`,
    of: (index) => ['easting_m', 'northing_m'].flatMap((leaf) => scene.at(`/targets/${index}/utm/${leaf}`) ?? []),
  };
}

/** What speaks for each target: its minerals, its neighbours, its place in the zoning. */
function reasons(scene: SceneOfReport): ReportBlock {
  const { summary, language } = scene;
  const items = summary.targets.map((target, index): ReportText => {
    const at = (leaf: string) => scene.at(`/targets/${index}/reasons/${leaf}`);
    const minerals = target.reasons.assemblage.map(
      ({ mineral }, m): Piece =>
        phrase`${mineralName(mineral, mineral.split('+'), language).replace(/ mixture$|混合$/, '')} ${percent(at(`assemblage/${m}/share`)!)}`,
    );
    const neighbours = target.reasons.neighbours.map(
      ({ alteration }, n): Piece => phrase`${typeName(alteration, language)} ${percent(at(`neighbours/${n}/share`)!)}`,
    );
    const [distance, bearing] = [at('from_core/distance_m'), at('from_core/bearing_deg')];
    const beside = neighbours.length
      ? scene.say(
          phrase`; beside it ${list(neighbours, language)} of the ground`,
          phrase`；周围${list(neighbours, language)}`,
        )
      : '';
    const core =
      distance && bearing
        ? scene.say(
            phrase`; ${count(distance, ' m')} from the centre of the zoning, on a bearing of ${decimal(bearing, 0, '°', '°')} from there`,
            phrase`；距分带中心 ${count(distance, ' m')}，方位角 ${decimal(bearing, 0, '°', '°')}`,
          )
        : '';
    const made = minerals.length ? list(minerals, language) : [scene.say('no mineral above the noise', '无突出矿物')];
    return told(
      scene.say(phrase`${target.name}: ${made}${beside}${core}.`, phrase`${target.name}：${made}${beside}${core}。`),
    );
  });
  return { kind: 'list', items };
}
