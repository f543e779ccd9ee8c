import type { Language } from '../../../../core/language.ts';
import { phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { absence, maskedShares } from './absence.ts';
import type { AlterationFact, MineralFact, SceneFacts } from './facts.ts';
import {
  alone,
  askedMinerals,
  disjoint,
  groupExtent,
  groupName,
  isPlural,
  type MineralGroup,
} from './mineral-groups.ts';
import { alteration, area, extent, list, mineral, percent, pixels, score, sentence } from './say.ts';
import { noAlteration, zonation } from './where.ts';

/** "What is in the scene?": the leading minerals of each group, then the alteration types. */
export function inventory(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const swir = facts.minerals.filter((one) => one.group === 'swir');
  const vnir = facts.minerals.filter((one) => one.group === 'vnir');
  if (facts.minerals.length === 0) return zonation(part, facts, language);
  const entry = (one: MineralFact) =>
    phrase`${mineral(one, language)}${language === 'zh' ? '（' : ' ('}${one.area ? area(one.area) : pixels(one.pixels, language)}${language === 'zh' ? '）' : ')'}`;
  const sentences: Sentence[] = [];
  if (swir.length) {
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`短波红外里分布最广的是${list(swir.slice(0, 4).map(entry), language)}。`
          : phrase`${list(swir.slice(0, 4).map(entry), language)} are the most extensive minerals with features in the shortwave infrared.`,
      ),
    );
    const minor = swir.slice(4, 10);
    if (minor.length)
      sentences.push(
        sentence(
          part.id,
          'detail',
          language === 'zh'
            ? phrase`面积较小的还有${list(
                minor.map((one) => mineral(one, language)),
                language,
              )}。`
            : phrase`Smaller exposures show ${list(
                minor.map((one) => mineral(one, language)),
                language,
              )}.`,
        ),
      );
  }
  if (vnir.length)
    sentences.push(
      sentence(
        part.id,
        swir.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`含铁矿物有${list(vnir.slice(0, 4).map(entry), language)}。`
          : phrase`Among the iron-bearing minerals the map names ${list(vnir.slice(0, 4).map(entry), language)}.`,
      ),
    );
  if (facts.telling.length) {
    const types = facts.telling.map(
      (type) =>
        phrase`${alteration(type, language)}${language === 'zh' ? '' : ' '}${language === 'zh' ? '（' : '('}${type.area ? area(type.area) : pixels(type.pixels, language)}${language === 'zh' ? '）' : ')'}`,
    );
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`按矿物组合归为${list(types, language)}。`
          : phrase`As assemblages they make up ${list(types, language)}.`,
      ),
    );
  }
  return sentences;
}

/** Classes below this share of the valid pixels are stray pixels: `scene.json` has them, a table for readers does not. */
const SHOWN_FROM = 0.001;

/** The minerals of the map as a Markdown table: extent, share, depth, fit, lead over the runner-up. */
export function mineralTable(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const shown = facts.minerals.filter((one) => Number(one.share?.value ?? 1) >= SHOWN_FROM);
  if (shown.length === 0) return [];
  const head =
    language === 'zh'
      ? '| 矿物 | 范围 | 占有效像元 | 吸收深度 | 拟合度 | 领先次优 |'
      : '| mineral | extent | of valid pixels | band depth | fit | ahead of runner-up |';
  const rows = shown.map((one) => {
    const cell = (value: Said | string) => phrase` ${value} |`;
    return phrase`\n|${cell(mineral(one, language))}${cell(one.area ? area(one.area) : pixels(one.pixels, language))}${cell(one.share ? percent(one.share) : '')}${cell(one.depth ? score(one.depth) : '')}${cell(one.fit ? score(one.fit) : '')}${cell(one.margin ? score(one.margin) : '')}`;
  });
  return [sentence(part.id, 'table', phrase`${head}\n| --- | ---: | ---: | ---: | ---: | ---: |${rows}`)];
}

/** Asks for what covers the ground and not for the ground. */
const HIDDEN = /\bmask|vegetation|\bwater\b|\bshade|shadow|cloud|hidden|掩膜|植被|水体|阴影|云|遮/i;

/** "How much?": areas, of one thing or of all. */
export function quantity(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  if (part.minerals.length === 0 && part.alteration.length === 0) {
    if (HIDDEN.test(part.text) && facts.masked().length) return maskedShares(part, facts, language);
    return inventory(part, facts, language);
  }
  const sentences: Sentence[] = [];
  const add = (fact: MineralFact | AlterationFact, name: ReturnType<typeof mineral>) =>
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${name}的面积是 ${extent(fact, language)}，共 ${pixels(fact.pixels, language)}。`
          : phrase`${name} covers ${extent(fact, language)}, ${pixels(fact.pixels, language)} in all.`,
      ),
    );
  const { groups, lacking } = askedMinerals(part, facts);
  for (const group of groups) {
    const name = groupName(group, language);
    const size = groupExtent(group, language);
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${name}的面积共 ${size}。`
          : phrase`${name} ${isPlural(group) ? 'cover' : 'covers'} ${size} in all.`,
      ),
      ...alone(part, group, language),
    );
  }
  for (const id of part.alteration) {
    const type = facts.alterationNamed(id);
    if (type) add(type, alteration(type, language));
    else sentences.push(...noAlteration(part, id, facts, language));
  }
  const verdict = WHICH.test(part.text) ? larger(part, groups, facts, language) : [];
  return [...verdict, ...sentences, ...lacking.flatMap((id) => absence(part, id, facts, language))];
}

/** Asks which of two has more ground. */
const WHICH = /larger|bigger|smaller|more|less|哪个|更|比/i;

/** The verdict of a comparison of extents: which of the first two subjects covers more. */
function larger(part: QuestionPart, groups: MineralGroup[], facts: SceneFacts, language: Language): Sentence[] {
  const subjects = [
    ...groups.map((group) => ({
      name: groupName(group, language),
      pixels: disjoint(group).reduce((sum, fact) => sum + Number(fact.pixels.value), 0),
    })),
    ...part.alteration.flatMap((id) => {
      const type = facts.alterationNamed(id);
      return type ? [{ name: alteration(type, language), pixels: Number(type.pixels.value) }] : [];
    }),
  ];
  const [one, two] = subjects;
  if (!one || !two || one.pixels === two.pixels) return [];
  const [more, less] = one.pixels > two.pixels ? [one, two] : [two, one];
  return [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`${more.name}的面积比${less.name}大。`
        : phrase`${more.name} takes up more ground than ${less.name}.`,
    ),
  ];
}
