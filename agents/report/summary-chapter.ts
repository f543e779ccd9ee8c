import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import { area, list, percent, pixels, score } from '../reasoner/builtin/compose/say.ts';
import { typeName } from './legend-words.ts';
import { coordinate, count } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** Types named in the summary. */
const MOST_TYPES = 5;

/** Whether documents were asked, how many passages are cited, and what sources say against each other. */
export interface Documents {
  asked: boolean;
  cited: number;
  contradictions: number;
}

/** What a reader with a minute takes home: the alteration, the first target, and what the study is not. */
export function summaryChapter(scene: SceneOfReport, documents: Documents): ReportChapter {
  const items = [alteration(scene), target(scene), documentLine(scene, documents)];
  const blocks: ReportBlock[] = [
    { kind: 'list', items: items.filter((item) => item !== undefined) },
    {
      kind: 'paragraph',
      tone: 'note',
      text: scene.say(
        'This is a desk study. It names surface minerals and says where they lie; it has seen no rock, no sample and no assay, and claims no mineralisation. Its targets are places to look at first.',
        '本报告为室内研究：只说明地表矿物及其位置，未见岩石、样品与化验，不主张存在矿化。所列靶区是应先去查看的地点。',
      ),
    },
  ];
  return { heading: scene.say('Summary', '摘要'), blocks };
}

function alteration(scene: SceneOfReport): ReportText {
  const { facts, language } = scene;
  const types = [...facts.telling].sort((a, b) => Number(b.pixels.value) - Number(a.pixels.value)).slice(0, MOST_TYPES);
  const looked = pixels(scene.at('/valid_pixels')!, language);
  if (!types.length)
    return told(
      scene.say(
        phrase`No alteration assemblage was mapped on the ${looked} that could be looked at.`,
        phrase`在可用的 ${looked}上没有识别出成组合的蚀变。`,
      ),
    );
  const pieces = types.map(
    (type) => phrase`${typeName(type.name, language)} ${type.area ? area(type.area) : pixels(type.pixels, language)}`,
  );
  return told(
    scene.say(
      phrase`Alteration mapped on the ${looked} that could be looked at: ${list(pieces, language)}.`,
      phrase`在可用的 ${looked}上填出蚀变：${list(pieces, language)}。`,
    ),
  );
}

function target(scene: SceneOfReport): ReportText | undefined {
  const first = scene.facts.targets()[0];
  if (!first) return undefined;
  const { place, area: size, alteration: type, mean } = first;
  const where =
    place.lat && place.lon
      ? phrase`${coordinate(place.lat, 'lat')}, ${coordinate(place.lon, 'lon')}`
      : phrase`${scene.say('pixel', '像元')} ${count(place.x)}, ${count(place.y)}`;
  const ground = size ? area(size) : pixels(first.pixels, scene.language);
  const mostly = type ? typeName(String(type.value), scene.language) : '';
  return told(
    scene.say(
      phrase`First target ${String(first.name.value)} at ${where}: ${ground}${mostly ? `, mostly ${mostly} alteration` : ''}, mean favourability ${score(mean)} (a relative score).`,
      phrase`首选靶区 ${String(first.name.value)}：${where}，面积 ${ground}${mostly ? `，以${mostly}为主` : ''}，平均有利度 ${score(mean)}（相对评分）。`,
    ),
  );
}

function documentLine(scene: SceneOfReport, { asked, cited, contradictions }: Documents): ReportText {
  const high = scene.at('/copper/high_share');
  const scored = high
    ? scene.say(
        phrase`${percent(high)} of the valid pixels score high in favourability. `,
        phrase`有效像元的 ${percent(high)} 有利度评分高。`,
      )
    : '';
  if (!asked) return told(phrase`${scored}${scene.say('No documents were asked.', '没有查阅资料。')}`);
  const said = scene.say(
    cited
      ? 'Passages of the documents are quoted with their pages and were checked against them'
      : 'No document was found that bears on it',
    cited ? '所引资料均注明页码并已逐字核对' : '没有找到与此有关的资料',
  );
  const against = scene.say(
    contradictions
      ? '; where sources contradict each other, both sides are given.'
      : '; no contradiction between map, vision model and documents was found.',
    contradictions ? '；来源矛盾处列出双方。' : '；填图、视觉模型与资料之间未发现矛盾。',
  );
  return told(phrase`${scored}${said}${against}`);
}

/** The ground that the scene covers, for the title block. */
export function locationOf(scene: SceneOfReport): ReportText {
  const [west, south, east, north] = ['west', 'south', 'east', 'north'].map((side) => scene.at(`/bounds/${side}`));
  if (!west || !south || !east || !north)
    return told(scene.say('not known: the scene has no georeference', '未知：影像没有地理坐标'));
  return told(
    phrase`${coordinate(south, 'lat')} – ${coordinate(north, 'lat')}, ${coordinate(west, 'lon')} – ${coordinate(east, 'lon')}`,
  );
}
