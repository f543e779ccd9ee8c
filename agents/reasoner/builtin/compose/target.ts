import type { Language } from '../../../../core/language.ts';
import { phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { alteration, extent, percent, score, sector, sentence, spot } from './say.ts';

/** Where to look first for copper, with what the score is. */
export function target(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const [mean, p95, high] = [facts.at('/copper/mean'), facts.at('/copper/p95'), facts.at('/copper/high_share')];
  const core = facts.at('/zoning/core/x')
    ? {
        x: facts.at('/zoning/core/x')!,
        y: facts.at('/zoning/core/y')!,
        lon: facts.at('/zoning/core/lon'),
        lat: facts.at('/zoning/core/lat'),
      }
    : null;
  const sentences: Sentence[] = [];
  const best =
    facts.alteration.find((type) => /potassic/.test(type.name)) ??
    facts.alteration.find((type) => /phyllic|advanced/.test(type.name));
  if (core) {
    const place = {
      x: core.x,
      y: core.y,
      sector: core.x,
      ...(core.lon && core.lat ? { lon: core.lon, lat: core.lat } : {}),
    };
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`先去蚀变分带的中心附近：${spot(place, language)}。`
          : phrase`Start at the centre of the zoning, near ${spot(place, language)}.`,
      ),
    );
  } else if (best?.place) {
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`先去${alteration(best, language)}最大的一片：${spot(best.place, language)}，在影像${sector(best.place.sector, language)}。`
          : phrase`Start at the largest patch of ${alteration(best, language)}, near ${spot(best.place, language)} in the ${sector(best.place.sector, language)}.`,
      ),
    );
  }
  if (best && core)
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`那里的依据是${alteration(best, language)}：${extent(best, language)}。`
          : phrase`What points there is ${alteration(best, language)}: ${extent(best, language)}.`,
      ),
    );
  if (mean && p95 && high)
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`铜有利度在全景平均为 ${score(mean)}，最高的百分之五像元达到 ${score(p95)}，全部有效像元中高分的占 ${percent(high)}。`
          : phrase`The copper favourability averages ${score(mean)} over the scene and reaches ${score(p95)} on its best twentieth; ${percent(high)} of all valid pixels score high.`,
      ),
    );
  if (sentences.length)
    sentences.push(
      sentence(
        part.id,
        'caveat',
        language === 'zh'
          ? phrase`有利度是按矿物组合与分带给出的相对评分，没有用已知矿床标定，不是概率。`
          : phrase`The favourability is a relative score made from assemblage and zoning; it is not calibrated on known deposits and is no probability.`,
        [facts.at('/copper/calibrated') ?? mean],
      ),
    );
  return sentences;
}
