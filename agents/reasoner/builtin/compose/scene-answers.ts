import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import { conceptCovers, conceptOf, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import { absence, maskedShares } from './absence.ts';
import type { AlterationFact, MineralFact, SceneFacts } from './facts.ts';
import {
  alteration,
  alterationName,
  area,
  areaSum,
  extent,
  list,
  micrometres,
  mineral,
  mineralName,
  percent,
  percentSum,
  pixelSum,
  pixels,
  score,
  sector,
  sentence,
  spot,
  whole,
} from './say.ts';

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

/** Extent of all that counts as the mineral; a sum carries its formula. */
export function groupExtent(group: MineralGroup, language: Language): Said {
  const areas = group.facts.flatMap((fact) => (fact.area ? [fact.area] : []));
  const shares = group.facts.flatMap((fact) => (fact.share ? [fact.share] : []));
  const size =
    areas.length === group.facts.length
      ? areaSum(areas)
      : pixelSum(
          group.facts.map((fact) => fact.pixels),
          language,
        );
  if (shares.length !== group.facts.length) return size;
  return language === 'zh'
    ? phrase`${size}（占有效像元的 ${percentSum(shares)}）`
    : phrase`${size} (${percentSum(shares)} of the valid pixels)`;
}

/** "on its own on 0.86 km², the rest mixed with kaolinite and dickite"; nothing to say where there is one class only. */
function alone(part: QuestionPart, group: MineralGroup, language: Language): Sentence[] {
  if (group.facts.length < 2) return [];
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
  const role = first ? 'lead' : 'detail';
  const place = group.facts.find((fact) => fact.place)?.place;
  const where = place
    ? language === 'zh'
      ? phrase`${name}共出露 ${size}，最大的一片在影像${sector(place.sector, language)}，中心在${spot(place, language)}。`
      : phrase`${name} covers ${size}; its largest patch lies in the ${sector(place.sector, language)} of the scene, around ${spot(place, language)}.`
    : language === 'zh'
      ? phrase`${name}共出露 ${size}。`
      : phrase`${name} covers ${size}.`;
  return [sentence(part.id, role, where), ...alone(part, group, language)];
}

function whereAlteration(part: QuestionPart, fact: AlterationFact, facts: SceneFacts, language: Language): Sentence[] {
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
    const pieces = carriers.map(
      (one) =>
        phrase`${mineral(one, language)}${language === 'zh' ? '（' : ' ('}${one.area ? area(one.area) : pixels(one.pixels, language)}${language === 'zh' ? '）' : ')'}`,
    );
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

/** Which minerals stand for an alteration type (Thompson, Hauff and Robitaille, 1999; Sillitoe, 2010). */
const CARRIERS: Record<string, string[]> = {
  'advanced argillic': ['alunite', 'pyrophyllite', 'dickite', 'kaolinite', 'diaspore', 'zunyite', 'topaz'],
  argillic: ['kaolinite', 'montmorillonite', 'halloysite', 'illite', 'beidellite'],
  phyllic: ['muscovite', 'illite', 'paragonite'],
  propylitic: ['chlorite', 'epidote', 'calcite', 'zoisite', 'actinolite', 'prehnite'],
  potassic: ['biotite', 'phlogopite'],
  silicic: ['chalcedony', 'opal'],
  carbonate: ['calcite', 'dolomite', 'siderite', 'ankerite', 'magnesite', 'rhodochrosite'],
  oxidised: ['goethite', 'jarosite', 'hematite', 'ferrihydrite', 'schwertmannite', 'lepidocrocite', 'copiapite'],
};

export function carriersOf(type: string, facts: SceneFacts): MineralFact[] {
  const key = Object.keys(CARRIERS).find((one) => type.toLowerCase().replace(/_/g, ' ').startsWith(one));
  if (!key) return [];
  const wanted = new Set(CARRIERS[key]);
  const fitting = (fact: MineralFact) =>
    fact.members.filter((member) => wanted.has(member.toLowerCase().split(/[\s(]/)[0]!)).length / fact.members.length;
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

/** "How much?": areas, of one thing or of all. */
export function quantity(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  if (part.minerals.length === 0 && part.alteration.length === 0) return inventory(part, facts, language);
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
        language === 'zh' ? phrase`${name}的面积共 ${size}。` : phrase`${name} covers ${size} in all.`,
      ),
      ...alone(part, group, language),
    );
  }
  for (const id of part.alteration) {
    const type = facts.alterationNamed(id);
    if (type) add(type, alteration(type, language));
    else sentences.push(...noAlteration(part, id, facts, language));
  }
  return [...sentences, ...lacking.flatMap((id) => absence(part, id, facts, language))];
}

/** "Is there …?": yes with extent and how well it fits, or which of the three kinds of absence it is. */
export function presence(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const sentences: Sentence[] = [];
  const { groups, lacking } = askedMinerals(part, facts);
  for (const [index, group] of groups.entries()) {
    if (isTrace(group, facts)) {
      sentences.push(trace(part, group, language));
      continue;
    }
    const yes = index === 0 ? (language === 'zh' ? '有：' : 'Yes: ') : '';
    const place = group.facts.find((fact) => fact.place)?.place;
    const where = place
      ? language === 'zh'
        ? phrase`，最大的一片在影像${sector(place.sector, language)}，中心在${spot(place, language)}`
        : phrase`; the largest patch lies in the ${sector(place.sector, language)}, around ${spot(place, language)}`
      : '';
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${yes}识别出${groupName(group, language)} ${groupExtent(group, language)}${where}。`
          : phrase`${yes}${groupName(group, language)} is mapped on ${groupExtent(group, language)}${where}.`,
      ),
      ...alone(part, group, language),
    );
    const quality = index === 0 ? fitSentence(part, group.facts[0]!, language) : null;
    if (quality) sentences.push(quality);
  }
  for (const id of part.alteration) {
    const type = facts.alterationNamed(id);
    sentences.push(...(type ? whereAlteration(part, type, facts, language) : noAlteration(part, id, facts, language)));
  }
  return [...sentences, ...lacking.flatMap((id) => absence(part, id, facts, language))];
}

/** A handful of pixels, or a poor fit throughout: too little to say that a mineral is there. */
function isTrace(group: MineralGroup, facts: SceneFacts): boolean {
  const valid = Number(facts.at('/valid_pixels')?.value ?? 0);
  const total = group.facts.reduce((sum, fact) => sum + Number(fact.pixels.value), 0);
  const bestFit = Math.max(...group.facts.map((fact) => Number(fact.fit?.value ?? 1)));
  return total < Math.max(4, valid * 0.0005) || bestFit < 0.6;
}

function trace(part: QuestionPart, group: MineralGroup, language: Language): Sentence {
  const count = pixelSum(
    group.facts.map((fact) => fact.pixels),
    language,
  );
  const fit = group.facts[0]!.fit;
  return sentence(
    part.id,
    'lead',
    language === 'zh'
      ? phrase`没有可靠的${groupName(group, language)}：只有 ${count}${fit ? phrase`（拟合度 ${score(fit)}）` : ''}，不足以认定存在。`
      : phrase`There is no reliable sign of ${groupName(group, language)}: only ${count}${fit ? phrase` (fit ${score(fit)})` : ''}, too little to call it present.`,
  );
}

function fitSentence(part: QuestionPart, fact: MineralFact, language: Language): Sentence | null {
  if (!fact.fit || !fact.depth) return null;
  return sentence(
    part.id,
    'detail',
    language === 'zh'
      ? phrase`${mineral(fact, language)}与参考光谱的平均拟合度为 ${score(fact.fit)}，平均吸收深度 ${score(fact.depth)}。`
      : phrase`The absorptions of ${mineral(fact, language)} fit the reference with ${score(fact.fit)} on average, at a mean band depth of ${score(fact.depth)}.`,
    [fact.pixels],
  );
}

/** Fits from here on are called clear, below the second value weak (the engine's own scale, 0..1). */
const CLEAR_FIT = 0.95;
const WEAK_FIT = 0.85;
const CLEAR_MARGIN = 0.03;

/** "How sure are you?": fit, depth and lead over the runner-up, and what they do not cover. */
export function confidence(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { found, lacking } = askedMinerals(part, facts);
  const carriers = part.alteration.flatMap((id) => carriersOf(id, facts));
  const pureFirst = [...found].sort((one, two) => one.members.length - two.members.length);
  const subjects = (
    pureFirst.length ? pureFirst : carriers.length ? carriers : facts.minerals.filter((fact) => fact.group === 'swir')
  ).slice(0, 2);
  const sentences: Sentence[] = [];
  for (const [index, fact] of subjects.entries()) {
    if (!fact.fit || !fact.depth || !fact.margin) continue;
    const fit = Number(fact.fit.value);
    const margin = Number(fact.margin.value);
    const level = fit >= CLEAR_FIT && margin >= CLEAR_MARGIN ? 2 : fit < WEAK_FIT || margin < CLEAR_MARGIN / 3 ? 0 : 1;
    const judgement =
      language === 'zh'
        ? ['把握不大', '比较有把握', '很有把握'][level]!
        : ['the identification is weak', 'the identification is fairly sure', 'the identification is clear'][level]!;
    const name = mineral(fact, language);
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${name}：${judgement}。平均拟合度 ${score(fact.fit)}，平均吸收深度 ${score(fact.depth)}，比次优矿物高 ${score(fact.margin)}，依据 ${pixels(fact.pixels, language)}。`
          : phrase`For ${name} ${judgement}: over ${pixels(fact.pixels, language)} its absorptions fit with ${score(fact.fit)} on average at a band depth of ${score(fact.depth)}, and the runner-up is ${score(fact.margin)} behind.`,
      ),
    );
  }
  sentences.push(...lacking.flatMap((id) => absence(part, id, facts, language)));
  if (sentences.length) sentences.push(agreementOnly(part, facts, language));
  return sentences;
}

/** What no fit can say. */
export function agreementOnly(part: QuestionPart, facts: SceneFacts, language: Language): Sentence {
  const rests = [facts.at('/synthetic'), facts.at('/valid_pixels')];
  if (facts.synthetic)
    return sentence(
      part.id,
      'caveat',
      language === 'zh'
        ? phrase`这是一景合成影像：拟合度说明光谱与参考库吻合的程度，不代表任何真实地点。`
        : phrase`This scene is synthetic: a fit says how well spectra agree with the reference library, and nothing about any real ground.`,
      rests,
    );
  return sentence(
    part.id,
    'caveat',
    language === 'zh'
      ? phrase`拟合度只说明光谱与参考库的一致程度，不是经野外验证的准确率。`
      : phrase`A fit is agreement with reference spectra, not accuracy proved on the ground.`,
    rests,
  );
}

/** "What is at pixel x, y?" */
export function point(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { x, y } = part.point!;
  const pixel = facts.pixel(x, y);
  const where = language === 'zh' ? `像元 (${x}, ${y}) ` : `pixel ${x}, ${y} `;
  if (!pixel.mask) {
    const [width, height] = [facts.at('/size/width'), facts.at('/size/height')];
    if (!width || !height) return [];
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}在影像之外：影像宽 ${whole(width)} 个像元、高 ${whole(height)} 个像元，坐标从左上角起算。`
          : phrase`${where}lies outside the scene, which is ${whole(width)} pixels wide and ${whole(height)} high, counted from the upper left corner.`,
      ),
    ];
  }
  if (pixel.mask.value !== 'valid') {
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}被掩膜（${named(MASK_ZH[String(pixel.mask.value)] ?? String(pixel.mask.value), pixel.mask)}），不做矿物识别：下面有什么矿物，这景影像说不出来。`
          : phrase`${where}is masked as ${named(String(pixel.mask.value), pixel.mask)}, so no mineral is named there; what lies beneath cannot be told from this scene.`,
      ),
    ];
  }
  const sentences: Sentence[] = [];
  const names = [
    {
      match: pixel.swir,
      fit: pixel.swirFit,
      depth: pixel.swirDepth,
      label: language === 'zh' ? '短波红外' : 'the shortwave infrared',
    },
    {
      match: pixel.vnir,
      fit: pixel.vnirFit,
      depth: undefined,
      label: language === 'zh' ? '可见光–近红外' : 'the visible and near infrared',
    },
  ].filter((one) => one.match && one.match.value !== 'none');
  if (names.length === 0) {
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}没有识别出矿物：光谱里没有足够深的诊断吸收。`
          : phrase`${where}shows no mineral: none of the diagnostic absorptions is deep enough.`,
        [pixel.swir, pixel.mask],
      ),
    );
  }
  for (const [index, { match, fit, depth, label }] of names.entries()) {
    const raw = String(match!.value);
    const name = named(mineralName(raw, raw.split('+'), language), match);
    const quality = fit
      ? depth
        ? language === 'zh'
          ? phrase`（拟合度 ${score(fit)}，吸收深度 ${score(depth)}）`
          : phrase` (fit ${score(fit)}, band depth ${score(depth)})`
        : language === 'zh'
          ? phrase`（拟合度 ${score(fit)}）`
          : phrase` (fit ${score(fit)})`
      : '';
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        index === 0
          ? language === 'zh'
            ? phrase`${where}在${label}识别为${name}${quality}。`
            : phrase`${where}is ${name} in ${label}${quality}.`
          : language === 'zh'
            ? phrase`在${label}识别为${name}${quality}。`
            : phrase`In ${label} it is ${name}${quality}.`,
      ),
    );
  }
  if (pixel.alteration && pixel.alteration.value !== 'none')
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`蚀变类型归为${named(alterationName(String(pixel.alteration.value), language), pixel.alteration)}${pixel.copper ? phrase`，铜有利度 ${score(pixel.copper)}（相对评分，不是概率）` : ''}。`
          : phrase`The pixel belongs to ${named(alterationName(String(pixel.alteration.value), language), pixel.alteration)}${pixel.copper ? phrase`, with a copper favourability of ${score(pixel.copper)} (a relative score, not a probability)` : ''}.`,
      ),
    );
  if (pixel.aloh)
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`Al-OH 吸收位于 ${micrometres(pixel.aloh)}。`
          : phrase`The Al-OH absorption lies at ${micrometres(pixel.aloh)}.`,
      ),
    );
  return sentences;
}

export const MASK_ZH: Record<string, string> = {
  vegetation: '植被',
  water: '水体',
  shade: '阴影',
  cloud: '云',
  fill: '无数据',
};

/** Wavelength positions and what they say of composition. */
export function composition(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const rows: [string, string, string][] = [
    ['aloh', 'the Al-OH absorption', 'Al-OH 吸收'],
    ['alunite', 'the OH absorption by which alunite shows its K-Na composition', '反映明矾石钾钠成分的 OH 吸收'],
    ['carbonate', 'the carbonate absorption', '碳酸盐吸收'],
    ['feoh', 'the Fe-OH absorption', 'Fe-OH 吸收'],
  ];
  const wanted = part.minerals.length
    ? rows.filter(([key]) => wavelengthConcerns(key, part.minerals))
    : rows.slice(0, 2);
  const sentences: Sentence[] = [];
  for (const [key, en, zh] of wanted.length ? wanted : rows) {
    const [median, p10, p90, count] = ['median', 'p10', 'p90', 'pixels'].map((leaf) =>
      facts.at(`/wavelengths/${key}/${leaf}`),
    );
    if (!median || !p10 || !p90 || !count) continue;
    const label = named(language === 'zh' ? zh : en, median);
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${label}的中位位置是 ${micrometres(median)}，大多数像元落在 ${micrometres(p10)} 到 ${micrometres(p90)} 之间（${pixels(count, language)}）。`
          : phrase`${label} has its median position at ${micrometres(median)}; most of the ${pixels(count, language)} lie between ${micrometres(p10)} and ${micrometres(p90)}.`,
      ),
    );
  }
  return sentences;
}

function wavelengthConcerns(key: string, minerals: string[]): boolean {
  const concerned: Record<string, string[]> = {
    aloh: ['white mica', 'muscovite', 'illite', 'paragonite', 'kaolinite', 'montmorillonite', 'clay minerals'],
    alunite: ['alunite', 'sulfates'],
    carbonate: ['calcite', 'dolomite', 'carbonates', 'siderite'],
    feoh: ['chlorite', 'epidote', 'nontronite', 'biotite'],
  };
  return minerals.some((mineral) => concerned[key]!.includes(mineral));
}

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
          ? phrase`铜有利度在全景平均为 ${score(mean)}，最高的百分之五像元达到 ${score(p95)} 以上，高分像元占 ${percent(high)}。`
          : phrase`The copper favourability averages ${score(mean)} over the scene and exceeds ${score(p95)} on the best twentieth of the pixels; ${percent(high)} of them score high.`,
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
