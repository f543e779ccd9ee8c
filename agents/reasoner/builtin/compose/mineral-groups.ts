import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import { conceptCovers, conceptOf, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import type { MineralFact, SceneFacts } from './facts.ts';
import { area, areaSum, list, mineralName, percentSum, pixelSum, pixels, sentence } from './say.ts';

/** What the map has of one mineral that was asked about: alone, and in mixtures. */
export interface MineralGroup {
  id: string;
  /** Largest first. */
  facts: MineralFact[];
}

/** The minerals that the part asks about, as the map has them. */
export function askedMinerals(
  part: QuestionPart,
  facts: SceneFacts,
): { groups: MineralGroup[]; found: MineralFact[]; lacking: string[] } {
  const groups: MineralGroup[] = [];
  const lacking: string[] = [];
  for (const id of part.minerals) {
    const covering = facts.covering(mineralConcepts().get(id) ?? conceptOf(id));
    if (covering.length) groups.push({ id, facts: covering });
    else lacking.push(id);
  }
  return { groups, found: [...new Set(groups.flatMap((group) => group.facts))], lacking };
}

/** The name of what was asked, resting on all that counts as it. */
export function groupName(group: MineralGroup, language: Language): Said {
  const name = language === 'zh' ? mineralName(group.id, [group.id], 'zh') : group.id;
  return named(name, ...group.facts.map((fact) => fact.pixels));
}

/**
 * The classes of the spectral group that shows more of the mineral. Within one group a pixel has one class, so these add
 * up; a pixel may be jarosite in both groups, and adding those would count it twice.
 */
export function disjoint(group: MineralGroup): MineralFact[] {
  const total = (facts: MineralFact[]) => facts.reduce((sum, fact) => sum + Number(fact.pixels.value), 0);
  const [swir, vnir] = (['swir', 'vnir'] as const).map((name) => group.facts.filter((fact) => fact.group === name)) as [
    MineralFact[],
    MineralFact[],
  ];
  return total(swir) >= total(vnir) ? swir : vnir;
}

/** Whether the name takes a plural verb: "clay minerals cover". */
export function isPlural(group: MineralGroup): boolean {
  return /s$/.test(group.id) && (mineralConcepts().get(group.id)?.members.length ?? 1) > 1;
}

/** Extent of all that counts as the mineral; a sum carries its formula. */
export function groupExtent(group: MineralGroup, language: Language): Said {
  const facts = disjoint(group);
  const areas = facts.flatMap((fact) => (fact.area ? [fact.area] : []));
  const shares = facts.flatMap((fact) => (fact.share ? [fact.share] : []));
  const size =
    areas.length === facts.length
      ? areaSum(areas)
      : pixelSum(
          facts.map((fact) => fact.pixels),
          language,
        );
  if (shares.length !== facts.length) return size;
  return language === 'zh'
    ? phrase`${size}（占有效像元的 ${percentSum(shares)}）`
    : phrase`${size} (${percentSum(shares)} of the valid pixels)`;
}

/** "on its own on 0.86 km², the rest mixed with kaolinite and dickite"; nothing to say where there is one class only. */
export function alone(part: QuestionPart, group: MineralGroup, language: Language): Sentence[] {
  if (group.facts.length < 2 || (mineralConcepts().get(group.id)?.members.length ?? 1) > 1) return [];
  const pure = group.facts.find((fact) => fact.members.length === 1);
  const mixed = group.facts.filter((fact) => fact.members.length > 1);
  const concept = mineralConcepts().get(group.id) ?? conceptOf(group.id);
  const partners = [
    ...new Map(
      mixed.flatMap((fact) =>
        fact.members.filter((member) => !conceptCovers(concept, member)).map((member) => [member, fact] as const),
      ),
    ).entries(),
  ].slice(0, 4);
  if (!pure || partners.length === 0) return [];
  const names = partners.map(([member, fact]) => named(mineralName(member, [member], language), fact.pixels));
  const size = pure.area ? area(pure.area) : pixels(pure.pixels, language);
  return [
    sentence(
      part.id,
      'detail',
      language === 'zh'
        ? phrase`其中单独出现的有 ${size}，其余与${list(names, language)}混合。`
        : phrase`On its own it takes ${size}; the rest is mixed with ${list(names, language)}.`,
      [pure.pixels],
    ),
  ];
}
