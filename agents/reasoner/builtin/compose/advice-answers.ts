import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { agreementOnly } from './confidence.ts';
import type { AlterationFact, MineralFact, SceneFacts } from './facts.ts';
import { askedMinerals } from './mineral-groups.ts';
import { point } from './point.ts';
import { alteration, area, list, mineral, mineralName, pixels, score, sector, sentence, spot } from './say.ts';
import { carriersOf } from './where.ts';

/** "What does it mean?": the pattern of assemblages, named for what it resembles, never as proof. */
export function meaning(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const has = (name: string) => facts.telling.find((type) => type.name.toLowerCase().startsWith(name));
  const [potassic, advanced, phyllic, propylitic, argillic] = [
    'potassic',
    'advanced argillic',
    'phyllic',
    'propylitic',
    'argillic',
  ].map(has);
  const zones = [potassic, phyllic, advanced, argillic, propylitic].filter((type) => type !== undefined);
  const sentences: Sentence[] = [];
  if (zones.length === 0) return sentences;
  const names = list(
    zones.map(
      (type) =>
        phrase`${alteration(type, language)}${language === 'zh' ? '（' : ' ('}${type.area ? area(type.area) : pixels(type.pixels, language)}${language === 'zh' ? '）' : ')'}`,
    ),
    language,
  );
  const porphyry = (potassic || phyllic) && propylitic;
  const reading =
    porphyry && advanced
      ? language === 'zh'
        ? '这种分带与顶部带高级泥化岩帽的斑岩铜矿系统相符'
        : 'the pattern fits a porphyry copper system with an advanced argillic lithocap above it'
      : porphyry
        ? language === 'zh'
          ? '这种分带与斑岩铜矿系统相符'
          : 'the pattern fits a porphyry copper system'
        : advanced
          ? language === 'zh'
            ? '这种组合与高硫化浅成低温热液系统或岩帽相符'
            : 'the assemblage fits a high-sulfidation epithermal system or a lithocap'
          : language === 'zh'
            ? '这种组合指示热液蚀变，但不足以判断矿床类型'
            : 'the assemblage speaks for hydrothermal alteration but not for one type of deposit';
  sentences.push(
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`${reading}：影像上有${names}。`
        : phrase`Taken together, ${reading}: the map shows ${names}.`,
    ),
    sentence(
      part.id,
      'caveat',
      language === 'zh'
        ? phrase`这是由表面矿物推断的解释，不是证明：影像看不到深部，也看不到硫化物和石英脉。`
        : phrase`This is an interpretation from surface minerals and no proof: the scene sees neither depth nor sulfides nor quartz veins.`,
      [zones[0]!.pixels, ...facts.notDetectableAll()],
    ),
  );
  return sentences;
}

/** "Why do you say so?": the minerals that decided, and how well they fit. */
export function why(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { found } = askedMinerals(part, facts);
  const types = part.alteration.map((id) => facts.alterationNamed(id)).filter((type) => type !== undefined);
  const subjects = types.length ? types : found.length ? [] : facts.alteration.slice(0, 1);
  const sentences: Sentence[] = [];
  for (const type of subjects) {
    const carriers = carriersOf(type.name, facts).slice(0, 4);
    if (carriers.length === 0) continue;
    const pieces = carriers.map(
      (one) =>
        phrase`${mineral(one, language)}${one.fit ? (language === 'zh' ? phrase`（拟合度 ${score(one.fit)}）` : phrase` (fit ${score(one.fit)})`) : ''}`,
    );
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`判为${alteration(type, language)}，是因为那里识别出${list(pieces, language)}。`
          : phrase`The ground is called ${alteration(type, language)} because of its minerals: ${list(pieces, language)}.`,
      ),
    );
  }
  for (const fact of found.slice(0, 2)) {
    if (!fact.fit || !fact.depth || !fact.margin) continue;
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`识别为${mineral(fact, language)}，是因为它的诊断吸收在 ${pixels(fact.pixels, language)}上与参考光谱吻合：平均拟合度 ${score(fact.fit)}，吸收深度 ${score(fact.depth)}，比次优矿物高 ${score(fact.margin)}。`
          : phrase`It is called ${mineral(fact, language)} because its diagnostic absorptions match the reference on ${pixels(fact.pixels, language)}: a mean fit of ${score(fact.fit)} at a band depth of ${score(fact.depth)}, ${score(fact.margin)} ahead of the runner-up.`,
      ),
    );
  }
  return sentences;
}

/** "What should I check in the field?": where to go, and what would decide it there. */
export function fieldCheck(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  if (part.point) return checkPoint(part, facts, language);
  const { found } = askedMinerals(part, facts);
  const stops = found.length
    ? found.filter((fact) => fact.place).slice(0, 3)
    : part.alteration.length
      ? part.alteration
          .map((id) => facts.alterationNamed(id))
          .filter((type) => type?.place !== undefined)
          .map((type) => type!)
      : facts.telling.filter((type) => type.place).slice(0, 4);
  return stops.map((stop) => {
    const name = isMineral(stop) ? mineral(stop, language) : alteration(stop, language);
    const carriers = isMineral(stop) ? [] : carriersOf(stop.name, facts).slice(0, 2);
    const looking = carriers.length
      ? list(
          carriers.map((one) => mineral(one, language)),
          language,
        )
      : [name];
    return sentence(
      part.id,
      'advice',
      language === 'zh'
        ? phrase`${name}：到影像${sector(stop.place!.sector, language)}最大的一片（${spot(stop.place!, language)}）采样，用野外光谱仪或 XRD 确认${looking}。`
        : phrase`Sample ${spot(stop.place!, language)}, the largest patch of ${name} in the ${sector(stop.place!.sector, language)}, and confirm ${looking} with a field spectrometer or XRD.`,
    );
  });
}

/** What to confirm at one pixel: the minerals that the map names there. */
function checkPoint(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { x, y } = part.point!;
  const pixel = facts.pixel(x, y);
  const names = [pixel.swir, pixel.vnir]
    .filter((match) => match !== undefined && match.value !== 'none')
    .map((match) => named(mineralName(String(match!.value), String(match!.value).split('+'), language), match));
  if (names.length === 0) return point(part, facts, language);
  return [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`在像元 (${String(x)}, ${String(y)}) 采样，用野外光谱仪或 XRD 确认${list(names, language)}。`
        : phrase`Sample pixel ${String(x)}, ${String(y)} and confirm ${list(names, language)} with a field spectrometer or XRD.`,
      [pixel.mask],
    ),
  ];
}

function isMineral(fact: MineralFact | AlterationFact): fact is MineralFact {
  return 'members' in fact;
}

/** "What would change your answer?": what the map rests on and what would overturn it. */
export function changeMind(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { found } = askedMinerals(part, facts);
  const carriers = part.alteration.flatMap((id) => carriersOf(id, facts));
  const subject = found[0] ?? carriers[0] ?? facts.minerals.find((fact) => fact.group === 'swir') ?? facts.minerals[0];
  const sentences: Sentence[] = [];
  if (subject?.place)
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`最能推翻结论的是一件样品：若${spot(subject.place, language)}处的 XRD 或野外光谱里没有${mineral(subject, language)}，这里的解释就要重来。`
          : phrase`A single sample would do most: if XRD or a field spectrum from ${spot(subject.place, language)} shows no ${mineral(subject, language)}, the reading of that ground falls.`,
      ),
    );
  const close = facts.minerals
    .filter((fact) => fact.margin && Number(fact.margin.value) < 0.02 && Number(fact.pixels.value) > 20)
    .sort((a, b) => Number(b.pixels.value) - Number(a.pixels.value))
    .slice(0, 2);
  for (const fact of close)
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${mineral(fact, language)}只比次优矿物高 ${score(fact.margin!)}，最容易换名。`
          : phrase`${mineral(fact, language)} leads its runner-up by only ${score(fact.margin!)}, so its name could change most easily.`,
      ),
    );
  const masked = facts.masked().sort((a, b) => Number(b.pixels.value) - Number(a.pixels.value))[0];
  if (masked)
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`另有 ${pixels(masked.pixels, language)}被遮住，那里的地面可能改变整体图景。`
          : phrase`Another ${pixels(masked.pixels, language)} are hidden, and what lies there could change the picture.`,
      ),
    );
  sentences.push(agreementOnly(part, facts, language));
  return sentences;
}
