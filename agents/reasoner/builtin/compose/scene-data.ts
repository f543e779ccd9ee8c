import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { absence, maskedShares } from './absence.ts';
import type { SceneFacts } from './facts.ts';
import { askedMinerals } from './mineral-groups.ts';
import { presence } from './presence.ts';
import { list, mineralName, sentence, whole } from './say.ts';

/** What data this is. */
export function origin(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const [scene, sensor, width, height, bands] = ['/scene', '/sensor', '/size/width', '/size/height', '/size/bands'].map(
    (pointer) => facts.at(pointer),
  );
  if (!scene || !sensor || !width || !height || !bands) return [];
  const name = named(String(scene.value), scene);
  const instrument = named(String(sensor.value), sensor);
  const sentences = [
    sentence(
      part.id,
      'lead',
      facts.synthetic
        ? language === 'zh'
          ? phrase`${name}是一景合成影像，由 Gossan 自己的参数化光谱库生成，波段设置为 ${instrument}，不是任何真实地点。`
          : phrase`${name} is a synthetic scene, rendered from Gossan's own parametric library (bands: ${instrument}); it shows no real place.`
        : language === 'zh'
          ? phrase`${name}的传感器是 ${instrument}。`
          : phrase`${name} was recorded by ${instrument}.`,
      [facts.at('/synthetic')],
    ),
  ];
  const [pixelX, unit] = [facts.at('/pixel/x'), facts.at('/pixel/unit')];
  const size =
    pixelX && unit && Number(pixelX.value) !== 0 && unit.value === 'm'
      ? language === 'zh'
        ? phrase`，像元 ${whole(pixelX)} 米`
        : phrase` with pixels of ${whole(pixelX)} m`
      : '';
  sentences.push(
    sentence(
      part.id,
      'detail',
      language === 'zh'
        ? phrase`影像大小为 ${whole(width)} × ${whole(height)} 个像元，${whole(bands)} 个波段${size}。`
        : phrase`It has ${whole(width)} × ${whole(height)} pixels and ${whole(bands)} bands${size}.`,
    ),
  );
  return sentences;
}

/** What these bands and this map cannot show. */
export function limits(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const asked = part.minerals.flatMap((id) => {
    const { found } = askedMinerals({ ...part, minerals: [id] }, facts);
    return found.length
      ? presence({ ...part, minerals: [id], alteration: [] }, facts, language)
      : absence(part, id, facts, language);
  });
  const blind = facts.notDetectableAll();
  const sentences: Sentence[] = [...asked];
  if (blind.length && !asked.some((one) => one.evidence.some((id) => blind.some((entry) => entry.id === id)))) {
    const names = blind.map((entry) =>
      named(
        language === 'zh' ? mineralName(String(entry.value), [String(entry.value)], 'zh') : String(entry.value),
        entry,
      ),
    );
    sentences.push(
      sentence(
        part.id,
        asked.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${list(names, language)}在可见光到短波红外没有诊断吸收，这些波段探测不到，也就不能说它们不存在。`
          : phrase`${list(names, language)} have no diagnostic absorption in these bands: they cannot be detected here, and nothing is said about their absence.`,
      ),
    );
  }
  return [...sentences, ...(part.minerals.length ? [] : maskedShares(part, facts, language))];
}
