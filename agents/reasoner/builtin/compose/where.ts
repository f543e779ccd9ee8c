import type { Language } from '../../../../core/language.ts';
import { mineralsOfType } from '../../../../tools/spectral/alteration/typing.ts';
import { phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { absence, maskedShares } from './absence.ts';
import type { AlterationFact, MineralFact, SceneFacts } from './facts.ts';
import { alone, askedMinerals, groupExtent, groupName, isPlural, type MineralGroup } from './mineral-groups.ts';
import { alteration, alterationName, extent, list, mineral, sector, sentence, spot } from './say.ts';

/** "Where is it?": minerals or alteration types with extent, part of the scene and the middle of the largest patch. */
export function locate(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  if (part.minerals.length) {
    const { groups, lacking } = askedMinerals(part, facts);
    return [
      ...groups.flatMap((group, index) => whereMineral(part, group, language, index === 0)),
      ...lacking.flatMap((id) => absence(part, id, facts, language)),
    ];
  }
  if (part.alteration.length) {
    return part.alteration.flatMap((id) => {
      const type = facts.alterationNamed(id);
      return type ? whereAlteration(part, type, facts, language) : noAlteration(part, id, facts, language);
    });
  }
  return zonation(part, facts, language);
}

/** The whole pattern: every type from the centre outwards. */
export function zonation(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const types = facts.telling;
  if (types.length === 0) {
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh' ? phrase`填图没有识别出成组合的蚀变类型。` : phrase`The map shows no alteration assemblage.`,
        [facts.at('/valid_pixels')],
      ),
      ...maskedShares(part, facts, language),
    ];
  }
  const lead = types.find((type) => /advanced|potassic|phyllic/.test(type.name)) ?? types[0]!;
  const rest = types.filter((type) => type !== lead);
  const sentences = whereAlteration(part, lead, facts, language);
  if (rest.length) {
    const pieces = rest.map((type) =>
      language === 'zh'
        ? phrase`${alteration(type, language)}${type.place ? phrase`在${sector(type.place.sector, language)}` : ''}，${extent(type, language)}`
        : phrase`${alteration(type, language)}${type.place ? phrase` in the ${sector(type.place.sector, language)}` : ''}, ${extent(type, language)}`,
    );
    const near = pieces.slice(0, 3);
    const further = pieces.slice(3);
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`其余有${near.flatMap((piece, index) => (index ? ['；', piece] : [piece]))}。`
          : phrase`The map also shows ${list(near, language)}.`,
      ),
    );
    if (further.length)
      sentences.push(
        sentence(
          part.id,
          'detail',
          language === 'zh'
            ? phrase`此外还有${further.flatMap((piece, index) => (index ? ['；', piece] : [piece]))}。`
            : phrase`Beyond these there are ${list(further, language)}.`,
        ),
      );
  }
  return sentences;
}

function whereMineral(part: QuestionPart, group: MineralGroup, language: Language, first: boolean): Sentence[] {
  const name = groupName(group, language);
  const size = groupExtent(group, language);
  const verb = isPlural(group) ? 'cover' : 'covers';
  const role = first ? 'lead' : 'detail';
  const place = group.facts.find((fact) => fact.place)?.place;
  const where = place
    ? language === 'zh'
      ? phrase`${name}共出露 ${size}，最大的一片在影像${sector(place.sector, language)}，中心在${spot(place, language)}。`
      : phrase`${name} ${verb} ${size}; the largest patch lies in the ${sector(place.sector, language)} of the scene, around ${spot(place, language)}.`
    : language === 'zh'
      ? phrase`${name}共出露 ${size}。`
      : phrase`${name} ${verb} ${size}.`;
  return [sentence(part.id, role, where), ...alone(part, group, language)];
}

export function whereAlteration(
  part: QuestionPart,
  fact: AlterationFact,
  facts: SceneFacts,
  language: Language,
): Sentence[] {
  const name = alteration(fact, language);
  const size = extent(fact, language);
  const sentences = [
    sentence(
      part.id,
      'lead',
      fact.place
        ? language === 'zh'
          ? phrase`${name}集中在影像${sector(fact.place.sector, language)}，面积 ${size}，最大的一片的中心在${spot(fact.place, language)}。`
          : phrase`${name} is concentrated in the ${sector(fact.place.sector, language)} of the scene: ${size}, with its largest patch centred near ${spot(fact.place, language)}.`
        : language === 'zh'
          ? phrase`${name}出露 ${size}。`
          : phrase`${name} covers ${size}.`,
    ),
  ];
  const carriers = carriersOf(fact.name, facts).slice(0, 3);
  if (carriers.length) {
    // names alone: a mineral's area counts the whole scene, not this zone
    const pieces = carriers.map((one) => mineral(one, language));
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`依据的矿物是${list(pieces, language)}。`
          : phrase`It is mapped from ${list(pieces, language)}.`,
        [fact.pixels],
      ),
    );
  }
  return sentences;
}

/** The minerals of the map that stand for an alteration type, those wholly of it first, then by extent. */
export function carriersOf(type: string, facts: SceneFacts): MineralFact[] {
  const wanted = mineralsOfType(type);
  const fitting = (fact: MineralFact) =>
    fact.members.filter((member) => wanted.has(member.toLowerCase())).length / fact.members.length;
  // a mixture that is half of another zone says less about this one
  return facts.minerals.filter((fact) => fitting(fact) > 0).sort((a, b) => fitting(b) - fitting(a));
}

export function noAlteration(part: QuestionPart, id: string, facts: SceneFacts, language: Language): Sentence[] {
  return [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`填图没有划出${alterationName(id, language)}。`
        : phrase`The map assigns no pixel to ${alterationName(id, language)}.`,
      [facts.at('/valid_pixels')],
    ),
    ...maskedShares(part, facts, language),
  ];
}
