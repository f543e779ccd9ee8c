import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import { conceptOf, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { list, mineralName, pixels, sentence } from './say.ts';

const MASK_NAMES: Record<string, [string, string]> = {
  vegetation: ['vegetation', '植被'],
  water: ['water', '水体'],
  shade: ['shade', '阴影'],
  cloud: ['cloud', '云'],
  fill: ['no data', '无数据'],
};

/** What hides the ground, in the language of the answer. */
export function maskName(kind: string, language: Language): string {
  return MASK_NAMES[kind]?.[language === 'zh' ? 1 : 0] ?? kind;
}

/**
 * The three kinds of absence, never mixed: not detectable with these bands (so nothing is said about it), not detected
 * where the ground was seen, and unknown where the ground was masked.
 */
export function absence(part: QuestionPart, id: string, facts: SceneFacts, language: Language): Sentence[] {
  const concept = mineralConcepts().get(id) ?? conceptOf(id);
  const name = language === 'zh' ? mineralName(concept.id, [concept.id], 'zh') : concept.id;
  const blind = facts.notDetectable(concept);
  if (blind) {
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${named(name, blind)}在这些波段没有诊断吸收，这景影像无法探测，既不能说有，也不能说没有。`
          : phrase`${named(name, blind)} has no diagnostic absorption in these bands: the scene can neither show it nor rule it out.`,
      ),
    ];
  }
  const library = facts.ledger.at('library.json#/names');
  if (!facts.inLibrary(concept)) {
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`光谱库里没有${named(name, library)}，填图没有找过它，这景影像不能说有没有。`
          : phrase`The spectral library holds no ${named(name, library)}, so the map did not look for it and says nothing about it.`,
      ),
    ];
  }
  const valid = facts.at('/valid_pixels');
  if (!valid) return [];
  if (Number(valid.value) === 0) return nothingVisible(part, facts, language);
  return [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`在可见的 ${pixels(valid, language)}里没有检出${name}。`
        : phrase`${name} was not detected on the ${pixels(valid, language)} where the ground is visible.`,
    ),
    ...maskedShares(part, facts, language),
  ];
}

/** A scene without one pixel of visible ground says nothing at all. */
export function nothingVisible(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  return [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`这景影像没有一个像元露出有效地面，什么都判断不了。`
        : phrase`There is nothing to judge: no pixel of this scene shows valid ground.`,
      [facts.at('/valid_pixels')],
    ),
    ...maskedShares(part, facts, language),
  ];
}

/** How much of the scene was not looked at, and why. */
export function maskedShares(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const masked = facts.masked();
  if (masked.length === 0) return [];
  const pieces = masked.map(({ kind, pixels: count }) => {
    const label = named(maskName(kind, language), count);
    return language === 'zh'
      ? phrase`${label} ${pixels(count, language)}`
      : phrase`${label} (${pixels(count, language)})`;
  });
  return [
    sentence(
      part.id,
      'caveat',
      language === 'zh'
        ? phrase`被遮住的地面不在其内：${list(pieces, language)}，那里有什么不得而知。`
        : phrase`Ground hidden by ${list(pieces, language)} is not counted: what lies there is unknown.`,
    ),
  ];
}
