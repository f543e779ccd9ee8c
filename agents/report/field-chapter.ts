import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import fieldChecks from './field-checks.json' with { type: 'json' };
import { typeName } from './legend-words.ts';
import { coordinate, count, decimal } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

const CHECKS: Record<string, { en: string; zh: string } | undefined> = fieldChecks.types;

/** Where to stand, what to look for there and how, and the lines to walk. */
export function fieldChapter(scene: SceneOfReport, sections: ReportBlock[]): ReportChapter {
  return {
    heading: scene.say('What to check in the field', '野外检查'),
    blocks: [...sections, ...checks(scene), ...traverses(scene)],
  };
}

function checks(scene: SceneOfReport): ReportBlock[] {
  const { facts, language } = scene;
  const rows = facts.telling.flatMap((type): ReportText[][] => {
    const check = CHECKS[type.name];
    if (!check || !type.place) return [];
    const { lat, lon, x, y } = type.place;
    return [
      [
        told(typeName(type.name, language)),
        told(
          lat && lon ? phrase`${coordinate(lat, 'lat')}, ${coordinate(lon, 'lon')}` : phrase`${count(x)}, ${count(y)}`,
        ),
        scene.fixed(check[language], `field-checks.json#/types/${type.name}/${language}`),
      ],
    ];
  });
  if (!rows.length) return [];
  const hasPlaces = facts.telling.some((type) => type.place?.lat);
  return [
    {
      kind: 'table',
      caption: scene.say(
        'Stations: one in the largest patch of each type. The methods are the usual practice, to be adapted on the ground.',
        '测点：各类型最大斑块各一处。方法为通行做法，须按现场调整。',
      ),
      columns: [
        { label: scene.say('type', '类型') },
        { label: hasPlaces ? scene.say('station', '测点') : scene.say('station, pixel', '测点（像元）'), number: true },
        { label: scene.say('what to look for, and how', '查什么、怎样查') },
      ],
      rows,
    },
    { kind: 'paragraph', ...scene.fixed(fieldChecks.reading[language], `field-checks.json#/reading/${language}`) },
  ];
}

/** Lines from outer zones to the centre of the zoning: along them the zones should follow each other. */
function traverses(scene: SceneOfReport): ReportBlock[] {
  const { summary, language } = scene;
  const vectors = summary.zoning?.vectors ?? [];
  const items = vectors.flatMap(({ from }, index): ReportText[] => {
    const place = scene.facts.place(from);
    const at = (leaf: string) => scene.at(`/zoning/vectors/${index}/${leaf}`)!;
    if (!place) return [];
    const start =
      place.lat && place.lon
        ? phrase`${coordinate(place.lat, 'lat')}, ${coordinate(place.lon, 'lon')}`
        : phrase`${count(place.x)}, ${count(place.y)}`;
    const [bearing, distance] = [decimal(at('bearing_deg'), 0, '°', '°'), count(at('distance_m'), ' m')];
    return [
      told(
        scene.say(
          phrase`Traverse ${String.fromCharCode(65 + index)}: from ${typeName(from, language)} ground at ${start} on a bearing of ${bearing} for ${distance} to the centre of the zoning.`,
          phrase`路线 ${String.fromCharCode(65 + index)}：由${typeName(from, language)}地段 ${start} 起，方位角 ${bearing}，行 ${distance} 至分带中心。`,
        ),
      ),
    ];
  });
  return items.length ? [{ kind: 'list', items }] : [];
}
