import { createHash } from 'node:crypto';
import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import { seededRandom } from '../../core/seeded-random.ts';

/**
 * Answers over made-up evidence, right ones and ones with one thing wrong, for measuring both errors of the number guard.
 * Knows nothing of the guard and shares no code with it: names, units, conversions and phrasings are its own.
 */
export interface Trial {
  right: boolean;
  /** What is wrong with it, or in what form it is right. */
  kind: string;
  question: string;
  language: Language;
  ledger: Evidence[];
  /** What the sentence cites. */
  cites: string[];
  text: string;
  numbers: { text: string; value: number; unit: string; evidence?: string; formula?: string; inputs?: string[] }[];
}

class Dice {
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  constructor(seed: number) {
    this.next = seededRandom(seed);
  }
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }
  some<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    return Array.from({ length: count }, () => left.splice(Math.floor(this.next() * left.length), 1)[0]!);
  }
}

const MINERALS: [string, string][] = [
  ['alunite', '明矾石'],
  ['kaolinite', '高岭石'],
  ['dickite', '地开石'],
  ['pyrophyllite', '叶蜡石'],
  ['muscovite', '白云母'],
  ['jarosite', '黄钾铁矾'],
  ['hematite', '赤铁矿'],
  ['goethite', '针铁矿'],
  ['calcite', '方解石'],
  ['epidote', '绿帘石'],
  ['topaz', '黄玉'],
  ['buddingtonite', '水铵长石'],
];
const METALS: [string, string, string][] = [
  ['copper', '铜', 'Cu'],
  ['gold', '金', 'Au'],
  ['silver', '银', 'Ag'],
  ['zinc', '锌', 'Zn'],
  ['lead', '铅', 'Pb'],
  ['molybdenum', '钼', 'Mo'],
];

/** A measure: its units, each as so many of the first, with what English and Chinese write. */
interface Measure {
  units: { by: number; en: string; zh: string }[];
  low: number;
  high: number;
  places: number;
}
const AREA: Measure = {
  units: [
    { by: 1, en: ' km²', zh: '平方公里' },
    { by: 100, en: ' ha', zh: '公顷' },
    { by: 1e6, en: ' m²', zh: '平方米' },
  ],
  low: 3,
  high: 80,
  places: 1,
};
const WAVELENGTH: Measure = {
  units: [
    { by: 1, en: ' µm', zh: '微米' },
    { by: 1000, en: ' nm', zh: '纳米' },
  ],
  low: 2.05,
  high: 2.45,
  places: 3,
};
const GRADE: Measure = {
  units: [
    { by: 1, en: ' %', zh: '%' },
    { by: 10_000, en: ' ppm', zh: ' ppm' },
    { by: 10_000, en: ' g/t', zh: '克/吨' },
    { by: 10, en: ' kg/t', zh: '千克/吨' },
  ],
  low: 0.2,
  high: 4,
  places: 2,
};
const AGE: Measure = {
  units: [
    { by: 1, en: ' Ma', zh: '百万年' },
    { by: 0.001, en: ' Ga', zh: '十亿年' },
  ],
  low: 20,
  high: 480,
  places: 0,
};
const LENGTH: Measure = {
  units: [
    { by: 1, en: ' m', zh: '米' },
    { by: 0.001, en: ' km', zh: '公里' },
    { by: 100, en: ' cm', zh: '厘米' },
  ],
  low: 12,
  high: 900,
  places: 0,
};
const HEAT: Measure = { units: [{ by: 1, en: ' °C', zh: '摄氏度' }], low: 110, high: 420, places: 0 };
const TONNAGE: Measure = {
  units: [
    { by: 1, en: ' Mt', zh: '百万吨' },
    { by: 1e6, en: ' t', zh: '吨' },
    { by: 100, en: '', zh: '万吨' },
  ],
  low: 2,
  high: 90,
  places: 1,
};

type Limit = 'exact' | 'about' | 'more' | 'less' | 'range' | 'tolerance';

interface Fact {
  subject: [string, string];
  measure: Measure;
  /** In the first unit, with the measure's places. */
  value: number;
  /** Other end of a range, or the tolerance. */
  other?: number;
  limit: Limit;
}

const fixed = (value: number, places: number) => value.toFixed(places);
/** Digits that a value needs after conversion, so that nothing is added or lost. */
function converted(value: number, places: number, by: number): string {
  const shift = Math.round(Math.log10(by));
  return fixed(value * by, Math.max(0, places - shift));
}

function amount(fact: Fact, language: Language, unit = 0): string {
  const { measure, value, other, limit } = fact;
  const way = measure.units[unit]!;
  const name = language === 'en' ? way.en : way.zh;
  const write = (one: number) => converted(one, measure.places, way.by);
  const zh = language === 'zh';
  switch (limit) {
    case 'exact':
      return `${write(value)}${name}`;
    case 'about':
      return zh ? `约${write(value)}${name}` : `about ${write(value)}${name}`;
    case 'more':
      return zh ? `超过${write(value)}${name}` : `more than ${write(value)}${name}`;
    case 'less':
      return zh ? `不足${write(value)}${name}` : `less than ${write(value)}${name}`;
    case 'range':
      return zh ? `${write(value)}至${write(other!)}${name}` : `${write(value)}–${write(other!)}${name}`;
    case 'tolerance':
      return `${write(value)} ± ${write(other!)}${name}`;
  }
}

interface Topic {
  id: string;
  measure: Measure;
  subjects: 'minerals' | 'metals' | 'places';
  limits: Limit[];
  /** How reports say it: the whole list at once. */
  report: Record<Language, ((facts: { name: string; size: string }[], dice: Dice) => string)[]>;
  /** How an answer says one of them. */
  answer: Record<Language, ((name: string, size: string) => string)[]>;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const join = (parts: string[], last: string, comma: string) =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(comma)}${last}${parts.at(-1)}`;

const PLACES: [string, string][] = [
  ['northern vein', '北部矿脉'],
  ['southern vein', '南部矿脉'],
  ['upper member', '上段'],
  ['lower member', '下段'],
  ['eastern breccia', '东部角砾岩'],
  ['western breccia', '西部角砾岩'],
];

const TOPICS: Topic[] = [
  {
    id: 'area',
    measure: AREA,
    subjects: 'minerals',
    limits: ['exact', 'exact', 'about', 'more', 'less', 'range'],
    report: {
      en: [
        (facts) =>
          `${capital(
            join(
              facts.map((one) => `${one.name} covers ${one.size}`),
              ' and ',
              ', ',
            ),
          )}, as mapped in 1998 (Figure 3).`,
        (facts) =>
          `The map shows ${join(
            facts.map((one) => `${one.size} of ${one.name}`),
            ' and ',
            ', ',
          )}.`,
        (facts) =>
          `Mapped minerals are ${join(
            facts.map((one) => `${one.name} (${one.size})`),
            ' and ',
            ', ',
          )}; see Table 2.`,
      ],
      zh: [
        (facts) => `填图结果表明，${facts.map((one) => `${one.name}分布面积为${one.size}`).join('，')}（图3）。`,
        (facts) => `区内${facts.map((one) => `${one.name}（${one.size}）`).join('、')}出露较好。`,
      ],
    },
    answer: {
      en: [
        (name, size) => `${capital(name)} covers ${size}.`,
        (name, size) => `The report maps ${name} on ${size} of ground.`,
        (name, size) => `On the ground, ${size} are taken up by ${name}.`,
      ],
      zh: [(name, size) => `${name}的分布面积为${size}。`, (name, size) => `报告填出的${name}有${size}。`],
    },
  },
  {
    id: 'wavelength',
    measure: WAVELENGTH,
    subjects: 'minerals',
    limits: ['exact', 'exact', 'about', 'range'],
    report: {
      en: [
        (facts) =>
          `Diagnostic absorptions lie at ${join(
            facts.map((one) => `${one.size} for ${one.name}`),
            ' and ',
            ', ',
          )} (band 45 of the instrument).`,
        (facts) =>
          `${capital(
            join(
              facts.map((one) => `${one.name} absorbs at ${one.size}`),
              ', and ',
              ', ',
            ),
          )}.`,
      ],
      zh: [(facts) => `${facts.map((one) => `${one.name}的诊断吸收位于${one.size}`).join('，')}。`],
    },
    answer: {
      en: [
        (name, size) => `${capital(name)} has its diagnostic absorption at ${size}.`,
        (name, size) => `The absorption of ${name} lies at ${size}.`,
      ],
      zh: [(name, size) => `${name}的诊断吸收在${size}处。`],
    },
  },
  {
    id: 'grade',
    measure: GRADE,
    subjects: 'metals',
    limits: ['exact', 'exact', 'about', 'more', 'less', 'range', 'tolerance'],
    report: {
      en: [
        (facts) =>
          `The ore averages ${join(
            facts.map((one) => `${one.size} ${one.name}`),
            ' and ',
            ', ',
          )} in 12 drill holes.`,
        (facts) =>
          `Grades are ${join(
            facts.map((one) => `${one.name} ${one.size}`),
            ' and ',
            ', ',
          )}, as of 2004.`,
      ],
      zh: [(facts) => `矿石平均${facts.map((one) => `${one.name}品位${one.size}`).join('，')}，共施工12个钻孔。`],
    },
    answer: {
      en: [(name, size) => `The ${name} grade is ${size}.`, (name, size) => `The ore holds ${size} ${name}.`],
      zh: [(name, size) => `${name}品位为${size}。`],
    },
  },
  {
    id: 'age',
    measure: AGE,
    subjects: 'minerals',
    limits: ['exact', 'about', 'tolerance', 'range', 'more'],
    report: {
      en: [
        (facts) =>
          `${capital(
            join(
              facts.map((one) => `${one.name} was dated at ${one.size}`),
              ' and ',
              ', ',
            ),
          )} by K-Ar (sample GDS84).`,
        (facts) =>
          `Ages of ${join(
            facts.map((one) => `${one.size} for ${one.name}`),
            ' and ',
            ', ',
          )} were reported on page 12.`,
      ],
      zh: [(facts) => `K-Ar法测得${facts.map((one) => `${one.name}年龄为${one.size}`).join('，')}。`],
    },
    answer: {
      en: [(name, size) => `${capital(name)} is dated at ${size}.`, (name, size) => `The age of ${name} is ${size}.`],
      zh: [(name, size) => `${name}的年龄为${size}。`],
    },
  },
  {
    id: 'thickness',
    measure: LENGTH,
    subjects: 'places',
    limits: ['exact', 'exact', 'about', 'more', 'less', 'range'],
    report: {
      en: [
        (facts) =>
          `${capital(
            join(
              facts.map((one) => `the ${one.name} is ${one.size} thick`),
              ' and ',
              ', ',
            ),
          )}, after Smith (1987).`,
        (facts) =>
          `Drilling found a thickness of ${join(
            facts.map((one) => `${one.size} in the ${one.name}`),
            ' and ',
            ', ',
          )}.`,
      ],
      zh: [(facts) => `钻探揭示${facts.map((one) => `${one.name}厚${one.size}`).join('，')}。`],
    },
    answer: {
      en: [
        (name, size) => `The ${name} is ${size} thick.`,
        (name, size) => `A thickness of ${size} was drilled in the ${name}.`,
      ],
      zh: [(name, size) => `${name}的厚度为${size}。`],
    },
  },
  {
    id: 'heat',
    measure: HEAT,
    subjects: 'minerals',
    limits: ['exact', 'about', 'range', 'more', 'less', 'tolerance'],
    report: {
      en: [
        (facts) =>
          `Fluid inclusions give ${join(
            facts.map((one) => `${one.size} for ${one.name}`),
            ' and ',
            ', ',
          )}.`,
        (facts) =>
          `${capital(
            join(
              facts.map((one) => `${one.name} formed at ${one.size}`),
              ' and ',
              ', ',
            ),
          )} (Fig. 7).`,
      ],
      zh: [(facts) => `${facts.map((one) => `${one.name}的形成温度为${one.size}`).join('，')}。`],
    },
    answer: {
      en: [
        (name, size) => `${capital(name)} formed at ${size}.`,
        (name, size) => `The temperature for ${name} is ${size}.`,
      ],
      zh: [(name, size) => `${name}形成于${size}。`],
    },
  },
  {
    id: 'tonnage',
    measure: TONNAGE,
    subjects: 'metals',
    limits: ['exact', 'about', 'more', 'less'],
    report: {
      en: [
        (facts) =>
          `Resources are ${join(
            facts.map((one) => `${one.size} of ${one.name} ore`),
            ' and ',
            ', ',
          )}, updated in 2011.`,
      ],
      zh: [(facts) => `资源量为${facts.map((one) => `${one.name}矿石${one.size}`).join('、')}。`],
    },
    answer: {
      en: [(name, size) => `The resource of ${name} ore is ${size}.`],
      zh: [(name, size) => `${name}矿石资源量为${size}。`],
    },
  },
];

function subjectsFor(topic: Topic, dice: Dice, count: number): [string, string][] {
  if (topic.subjects === 'minerals') return dice.some(MINERALS, count);
  if (topic.subjects === 'places') return dice.some(PLACES, count);
  return dice.some(METALS, count).map(([en, zh]) => [en, zh] as [string, string]);
}

function makeFact(topic: Topic, subject: [string, string], dice: Dice, taken: number[]): Fact {
  const { measure } = topic;
  const scale = 10 ** measure.places;
  for (;;) {
    const value = dice.whole(Math.round(measure.low * scale), Math.round(measure.high * scale)) / scale;
    const limit = dice.pick(topic.limits);
    const spread = dice.whole(2, 9) / scale;
    const other =
      limit === 'range'
        ? Number((value + spread * 3).toFixed(measure.places))
        : limit === 'tolerance'
          ? spread
          : undefined;
    const all = [value, ...(other === undefined ? [] : [other])];
    if (all.some((one) => taken.some((before) => Math.abs(before - one) < 0.03 * before))) continue;
    taken.push(...all);
    return { subject, measure, value, limit, ...(other === undefined ? {} : { other }) };
  }
}

function documentOf(text: string, title: string, page: number): Evidence {
  const address = `${createHash('sha1').update(title).digest('hex').slice(0, 12)}#page=${page}&start=0&end=${text.length}`;
  const id = `D${createHash('sha1').update(address).update(text).digest('hex').slice(0, 12)}`;
  return { id, kind: 'document', source: title, address, text };
}

function fieldOf(path: string, value: number, unit: string): Evidence {
  const address = `scene.json#/${path}`;
  const id = `S${createHash('sha1').update(address).update(String(value)).digest('hex').slice(0, 12)}`;
  return {
    id,
    kind: 'scene',
    source: 'ridge',
    address,
    text: `${path.replaceAll('/', ' · ')} = ${value} ${unit}`,
    value,
    unit,
  };
}

const TITLES = ['Report on the ridge', 'Notes of the survey', 'Geology of the quadrangle', '普查报告'];

/** A case: what the reports say, and which of it the answer is about. */
interface Case {
  topic: Topic;
  facts: Fact[];
  asked: Fact;
  language: Language;
  document: Evidence;
  other: Evidence;
  otherFact: Fact;
}

function makeCase(dice: Dice): Case {
  const topic = dice.pick(TOPICS);
  const count = dice.whole(1, 3);
  const subjects = subjectsFor(topic, dice, count + 1);
  const taken: number[] = [];
  const facts = subjects.slice(0, count).map((subject) => makeFact(topic, subject, dice, taken));
  const otherFact = makeFact(topic, subjects[count]!, dice, taken);
  const tongue: Language = dice.next() < 0.6 ? 'en' : 'zh';
  const say = (list: Fact[]) =>
    dice.pick(topic.report[tongue])(
      list.map((one) => ({
        name: one.subject[tongue === 'en' ? 0 : 1],
        size: amount(one, tongue, unitOf(one, tongue)),
      })),
      dice,
    );
  const document = documentOf(say(facts), dice.pick(TITLES), dice.whole(2, 60));
  const other = documentOf(say([otherFact]), dice.pick(TITLES), dice.whole(61, 90));
  // an answer is mostly in the language of what it rests on, but not always; the names of places stay in theirs
  const crosses = topic.subjects !== 'places' && dice.next() < 0.2;
  const language: Language = crosses ? (tongue === 'en' ? 'zh' : 'en') : tongue;
  return { topic, facts, asked: dice.pick(facts), language, document, other, otherFact };
}

/** Chinese tonnages come in 万吨, which English has no unit for. */
function unitOf(fact: Fact, language: Language): number {
  return fact.measure === TONNAGE && language === 'zh' ? 2 : 0;
}

function questionFor({ topic, asked, language }: Case, extra = ''): string {
  const name = asked.subject[language === 'en' ? 0 : 1];
  return language === 'en'
    ? `What does the report say about ${name} (${topic.id})${extra}?`
    : `报告关于${name}怎么说${extra}？`;
}

function trial(one: Case, right: boolean, kind: string, part: Partial<Trial>): Trial {
  return {
    right,
    kind,
    question: questionFor(one),
    language: one.language,
    ledger: [one.document, one.other],
    cites: [one.document.id],
    text: '',
    numbers: [],
    ...part,
  };
}

/** An answer that is right: as the report has it, in another unit, rounded, or with a limit that follows. */
function rightAnswer(dice: Dice): Trial {
  const one = makeCase(dice);
  const { topic, asked, language } = one;
  const name = asked.subject[language === 'en' ? 0 : 1];
  const say = dice.pick(topic.answer[language]);
  const units = asked.measure.units
    .map((_, index) => index)
    .filter((index) => !(asked.measure === TONNAGE && index === 2 && language === 'en'));
  const roll = dice.next();
  if (roll < 0.35)
    return trial(one, true, `as it stands (${asked.limit})`, {
      text: say(name, amount(asked, language, unitOf(asked, language))),
    });
  if (roll < 0.6) {
    const unit = dice.pick(units);
    return trial(one, true, `converted (${asked.limit})`, { text: say(name, amount(asked, language, unit)) });
  }
  if (roll < 0.72 && asked.limit === 'exact' && asked.measure.places > 0) {
    const places = asked.measure.places - 1;
    const rounded = Number(asked.value.toFixed(places));
    const halfway = Math.abs(Math.abs(asked.value - rounded) - 0.5 * 10 ** -places) < 1e-9;
    if (!halfway) {
      const way = asked.measure.units[0]!;
      return trial(one, true, 'rounded', {
        text: say(name, `${rounded.toFixed(places)}${language === 'en' ? way.en : way.zh}`),
      });
    }
  }
  if (roll < 0.8 && asked.limit === 'exact')
    return trial(one, true, 'hedged', {
      text: say(name, amount({ ...asked, limit: 'about' }, language, unitOf(asked, language))),
    });
  if (one.facts.length > 1) {
    const sizes = one.facts.map((fact) =>
      say(fact.subject[language === 'en' ? 0 : 1], amount(fact, language, unitOf(fact, language))),
    );
    return trial(one, true, 'several', { text: sizes.join(language === 'en' ? ' ' : '') });
  }
  return trial(one, true, `as it stands (${asked.limit})`, {
    text: say(name, amount(asked, language, unitOf(asked, language))),
  });
}

const wrongValue = (fact: Fact, dice: Dice): Fact => {
  const step = 10 ** -fact.measure.places;
  const way = dice.whole(0, 3);
  const value =
    way === 0
      ? fact.value + step * dice.pick([1, -1, 2, 5])
      : way === 1
        ? fact.value * 10
        : way === 2
          ? fact.value / 10
          : swapDigits(fact.value, fact.measure.places);
  const clean = Number(value.toFixed(fact.measure.places));
  const far = clean > 0 && Math.abs(clean - fact.value) > step / 2;
  return { ...fact, value: far ? clean : Number((fact.value + 3 * step).toFixed(fact.measure.places)) };
};

function swapDigits(value: number, places: number): number {
  const digits = [...value.toFixed(places)];
  const at = digits.map((sign, index) => (/\d/.test(sign) ? index : -1)).filter((index) => index >= 0);
  for (let index = 0; index + 1 < at.length; index++) {
    const [a, b] = [at[index]!, at[index + 1]!];
    if (digits[a] === digits[b] || (index === 0 && digits[b] === '0')) continue;
    [digits[a], digits[b]] = [digits[b]!, digits[a]!];
    return Number(digits.join(''));
  }
  return value;
}

/** Units that look at home and are wrong. */
const WRONG_UNIT: Record<string, [string, string]> = {
  area: [' km', '公里'],
  wavelength: [' mm', '毫米'],
  grade: [' ‰', '‰'],
  age: [' ka', '千年'],
  thickness: [' ft', '英尺'],
  heat: [' K', ' K'],
  tonnage: [' kt', '千吨'],
};

type Alteration = (one: Case, dice: Dice) => Trial | undefined;

const named = (fact: Fact, language: Language) => fact.subject[language === 'en' ? 0 : 1];

const ALTERATIONS: Record<string, Alteration> = {
  'a number changed': (one, dice) => {
    const { asked, language, topic } = one;
    const wrong = wrongValue(asked, dice);
    // a tolerance or an end of a range may take the wrong value's place by chance
    if (one.facts.some((fact) => [fact.value, fact.other].includes(wrong.value))) return undefined;
    return trial(one, false, 'a number changed', {
      text: dice.pick(topic.answer[language])(named(asked, language), amount(wrong, language, unitOf(asked, language))),
    });
  },
  'a unit changed': (one, dice) => {
    const { asked, language, topic } = one;
    const from = asked.measure.units[unitOf(asked, language)]!;
    const [en, zh] = WRONG_UNIT[topic.id]!;
    const size = amount(asked, language, unitOf(asked, language));
    const wrong = language === 'en' ? size.replace(from.en, en) : size.replace(from.zh, zh);
    return wrong === size
      ? undefined
      : trial(one, false, 'a unit changed', { text: dice.pick(topic.answer[language])(named(asked, language), wrong) });
  },
  'converted the wrong way': (one, dice) => {
    const { asked, language, topic } = one;
    const unit = dice.whole(0, asked.measure.units.length - 1);
    const way = asked.measure.units[unit]!;
    if (
      way.by === asked.measure.units[unitOf(asked, language)]!.by ||
      asked.limit !== 'exact' ||
      (language === 'en' && way.en === '')
    )
      return undefined;
    const size = `${fixed(asked.value, asked.measure.places)}${language === 'en' ? way.en : way.zh}`;
    if (unitOf(asked, language) === 2) return undefined;
    return trial(one, false, 'converted the wrong way', {
      text: dice.pick(topic.answer[language])(named(asked, language), size),
    });
  },
  'the unit lost': (one, dice) => {
    const { asked, language, topic } = one;
    if (topic.id === 'thickness' || asked.limit === 'range') return undefined;
    const from = asked.measure.units[unitOf(asked, language)]!;
    const size = amount(asked, language, unitOf(asked, language)).replace(language === 'en' ? from.en : from.zh, '');
    return trial(one, false, 'the unit lost', {
      text: dice.pick(topic.answer[language])(named(asked, language), size),
    });
  },
  'a subject swapped within the evidence': (one, dice) => {
    const { facts, asked, language, topic } = one;
    const other = facts.find((fact) => fact !== asked);
    if (!other) return undefined;
    return trial(one, false, 'a subject swapped within the evidence', {
      text: dice.pick(topic.answer[language])(named(other, language), amount(asked, language, unitOf(asked, language))),
    });
  },
  'a subject that only the question names': (one, dice) => {
    const { otherFact, asked, language, topic } = one;
    if (topic.subjects !== 'minerals') return undefined;
    return trial(one, false, 'a subject that only the question names', {
      question: questionFor({ ...one, asked: otherFact }),
      text: dice.pick(topic.answer[language])(
        named(otherFact, language),
        amount(asked, language, unitOf(asked, language)),
      ),
    });
  },
  'taken from the question': (one, dice) => {
    const { asked, language, topic } = one;
    const wrong = wrongValue(asked, dice);
    if (one.facts.some((fact) => [fact.value, fact.other].includes(wrong.value))) return undefined;
    const size = amount(wrong, language, unitOf(asked, language));
    const text = dice.pick(topic.answer[language])(named(asked, language), size);
    return trial(one, false, 'taken from the question', {
      question: language === 'en' ? `${text.replace(/\.$/, '')}, right?` : `${text.replace(/。$/, '')}，对吗？`,
      text,
    });
  },
  'taken from evidence that is not cited': (one, dice) => {
    const { otherFact, language, topic } = one;
    return trial(one, false, 'taken from evidence that is not cited', {
      text: dice.pick(topic.answer[language])(
        named(otherFact, language),
        amount(otherFact, language, unitOf(otherFact, language)),
      ),
    });
  },
  'a number of other evidence for the right subject': (one, dice) => {
    const { otherFact, asked, language, topic } = one;
    const [sizeOfOther] = [amount(otherFact, language, unitOf(otherFact, language))];
    return trial(one, false, 'a number of other evidence for the right subject', {
      cites: topic.subjects === 'minerals' ? [one.document.id, one.other.id] : [one.document.id],
      text: dice.pick(topic.answer[language])(named(asked, language), sizeOfOther),
    });
  },
  'a limit turned or dropped': (one, dice) => {
    const { asked, language, topic } = one;
    const turned: Partial<Record<Limit, Limit>> = {
      more: dice.pick(['less', 'exact']),
      less: dice.pick(['more', 'exact']),
      about: 'exact',
      range: 'exact',
      exact: dice.pick(['more', 'less']),
    };
    const limit = turned[asked.limit];
    return (
      limit &&
      trial(one, false, `a limit turned or dropped (${asked.limit} → ${limit})`, {
        text: dice.pick(topic.answer[language])(
          named(asked, language),
          amount({ ...asked, limit }, language, unitOf(asked, language)),
        ),
      })
    );
  },
  'an end of a range moved': (one, dice) => {
    const { asked, language, topic } = one;
    if (asked.limit !== 'range' && asked.limit !== 'tolerance') return undefined;
    const other = Number((asked.other! + 4 * 10 ** -asked.measure.places).toFixed(asked.measure.places));
    return trial(one, false, 'an end of a range moved', {
      text: dice.pick(topic.answer[language])(
        named(asked, language),
        amount({ ...asked, other }, language, unitOf(asked, language)),
      ),
    });
  },
  'more digits than the evidence has': (one, dice) => {
    const { asked, language, topic } = one;
    if (asked.limit !== 'exact') return undefined;
    const way = asked.measure.units[0]!;
    if (unitOf(asked, language) !== 0) return undefined;
    const size = `${asked.value.toFixed(asked.measure.places + 2)}${language === 'en' ? way.en : way.zh}`;
    return trial(one, false, 'more digits than the evidence has', {
      text: dice.pick(topic.answer[language])(named(asked, language), size),
    });
  },
  'a label or a year for a quantity': (one, dice) => {
    const { asked, language, topic, document } = one;
    const label =
      /(?:Figure|Fig\.|Table|band|page|in|after Smith \(|of|图|GDS)\s?(\d{1,4})(?=\)?[,;。）]|\)?\.$|\)| of the instrument)/.exec(
        document.text,
      )?.[1];
    if (
      !label ||
      [asked.value, asked.other].includes(Number(label)) ||
      one.facts.some((fact) => Math.abs(fact.value - Number(label)) <= 0.5)
    )
      return undefined;
    const way = asked.measure.units[0]!;
    return trial(one, false, 'a label or a year for a quantity', {
      text: dice.pick(topic.answer[language])(named(asked, language), `${label}${language === 'en' ? way.en : way.zh}`),
    });
  },
};

interface Pair {
  document: string;
  question: string;
  /** Sentences that say it right, and ones with the kind of what is wrong with them. */
  right: string[];
  wrong: [kind: string, text: string][];
}

/** Sentences whose numbers are told apart by other words than a mineral's name, and numbers in other clothes. */
const SPECIAL: Record<Language, ((dice: Dice) => Pair)[]> = {
  en: [
    (dice) => {
      const [a, b, c] = [dice.whole(300, 900), dice.whole(40, 90), dice.whole(5, 30)];
      const place = dice.pick(PLACES)[0];
      return {
        document: `The ${place} is ${a} m long, ${b} m wide and ${c} m deep.`,
        question: `How large is the ${place}?`,
        right: [
          `The ${place} is ${b} m wide.`,
          `The ${place} is ${a} m long and ${c} m deep.`,
          `With a width of ${b} m, the ${place} is ${a} m long.`,
        ],
        wrong: [
          ['another dimension', `The ${place} is ${a} m wide.`],
          ['another dimension', `The ${place} is ${b} m deep.`],
          ['another dimension', `The ${place} is ${c} m long.`],
        ],
      };
    },
    (dice) => {
      const [a, b] = [dice.whole(5, 40), dice.whole(50, 300)];
      return {
        document: `In 2009 the company completed ${a} drill holes and took ${b} channel samples.`,
        question: 'How much work was done?',
        right: [
          `${a} drill holes were completed.`,
          `The company took ${b} channel samples.`,
          `There are ${a} drill holes and ${b} channel samples.`,
        ],
        wrong: [
          ['another thing counted', `${b} drill holes were completed.`],
          ['another thing counted', `The company took ${a} channel samples.`],
          ['another thing counted', `The company took ${a} stream sediments.`],
          ['a count for a length', `The holes are ${a} m deep.`],
          ['a count for a share', `Of the samples ${b} % were barren.`],
        ],
      };
    },
    (dice) => {
      const [a, b] = [dice.whole(1860, 1910), dice.whole(1930, 1990)];
      return {
        document: `The mine opened in ${a}, was idle after a fire, and closed in ${b} with 12 km of drifts.`,
        question: 'When was the mine worked?',
        right: [`The mine opened in ${a}.`, `Mining ended in ${b}.`, `It was worked from ${a} to ${b}.`],
        wrong: [
          ['a year changed', `The mine opened in ${a + 10}.`],
          ['a year changed', `The mine closed in ${b - 9}.`],
          ['a year for a length', `There are ${a} km of drifts.`],
          ['a year for a count', `There were ${b} miners.`],
        ],
      };
    },
    (dice) => {
      const [lat, lon] = [dice.whole(100_000, 600_000) / 10_000, dice.whole(600_000, 1_700_000) / 10_000];
      return {
        document: `The pit lies at ${lat.toFixed(4)}° N, ${lon.toFixed(4)}° W, some 3 km from the road.`,
        question: 'Where is the pit?',
        right: [
          `The pit lies at ${lat.toFixed(4)}° N, ${lon.toFixed(4)}° W.`,
          `The pit lies near ${lat.toFixed(2)}° N, ${lon.toFixed(2)}° W.`,
        ],
        wrong: [
          ['a hemisphere turned', `The pit lies at ${lat.toFixed(4)}° S, ${lon.toFixed(4)}° W.`],
          ['a hemisphere turned', `The pit lies at ${lat.toFixed(4)}° N, ${lon.toFixed(4)}° E.`],
          ['a coordinate changed', `The pit lies at ${(lat + 0.0103).toFixed(4)}° N, ${lon.toFixed(4)}° W.`],
        ],
      };
    },
    (dice) => {
      const [a, b] = dice.some(MINERALS, 2).map(([name]) => name) as [string, string];
      const [x, y] = [dice.whole(5, 40), dice.whole(50, 90)];
      return {
        document: `${capital(a)} and ${b} cover ${x} and ${y} km², respectively.`,
        question: `How large is ${a}?`,
        right: [`${capital(a)} covers ${x} km².`, `There are ${y} km² of ${b}.`],
        wrong: [
          ['respectively', `${capital(a)} covers ${y} km².`],
          ['respectively', `There are ${x} km² of ${b}.`],
        ],
      };
    },
    (dice) => {
      const [a, b, c] = dice.some(MINERALS, 3).map(([name]) => name) as [string, string, string];
      const [x, y] = [dice.whole(5, 40), dice.whole(50, 90)];
      return {
        document: `${capital(a)}, found with ${b} along the fault, covers ${x} km²; ${c}, which is younger, covers ${y} km².`,
        question: `How large is ${a}?`,
        right: [`${capital(a)} covers ${x} km².`, `${capital(c)} takes up ${y} km².`],
        wrong: [
          ['an aside', `${capital(a)} covers ${y} km².`],
          ['an aside', `${capital(b)} covers ${x} km².`],
          ['an aside', `${capital(c)} covers ${x} km².`],
        ],
      };
    },
    (dice) => {
      const n = dice.whole(3, 9);
      const word = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][n - 3]!;
      const other = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'][n - 2]!;
      return {
        document: `The survey tells ${word} alteration zones apart, two thirds of which lie in the caldera.`,
        question: 'How many zones are there?',
        right: [
          `There are ${word} alteration zones.`,
          `The survey tells ${n} alteration zones apart.`,
          'Two thirds of the alteration zones lie in the caldera.',
        ],
        wrong: [
          ['a number in words changed', `There are ${other} alteration zones.`],
          ['a number in words changed', `The survey tells ${n + 1} alteration zones apart.`],
          ['a number in words changed', 'Three quarters of the alteration zones lie in the caldera.'],
          ['a count for a length', `The zones are ${n} km long.`],
        ],
      };
    },
    (dice) => {
      const [a, b] = dice.some(MINERALS, 2).map(([name]) => name) as [string, string];
      const [x, y, u, v] = [
        dice.whole(50, 400) / 10,
        dice.whole(500, 900) / 10,
        dice.whole(70, 80) / 100,
        dice.whole(85, 98) / 100,
      ];
      return {
        document: `${a}\t${x.toFixed(1)} km²\t${u.toFixed(2)}\n${b}\t${y.toFixed(1)} km²\t${v.toFixed(2)}`,
        question: `How large is ${a}?`,
        right: [`${capital(a)} covers ${x.toFixed(1)} km².`, `${capital(b)} covers ${y.toFixed(1)} km².`],
        wrong: [
          ['another row', `${capital(a)} covers ${y.toFixed(1)} km².`],
          ['another row', `${capital(b)} covers ${x.toFixed(1)} km².`],
          ['another column', `${capital(a)} covers ${u.toFixed(2)} km².`],
        ],
      };
    },
    (dice) => {
      const [a, b] = dice.some(MINERALS, 2).map(([name]) => name) as [string, string];
      const [x, y] = [dice.whole(1200, 9800), dice.whole(11_000, 98_000)];
      const comma = (n: number) => n.toLocaleString('en-US');
      return {
        document: `Of the ${comma(x + y)} pixels with a name, ${comma(x)} are ${a} and ${comma(y)} ${b}.`,
        question: `How many pixels are ${a}?`,
        right: [
          `${comma(x)} pixels are ${a}.`,
          `${capital(b)} was named in ${y} pixels.`,
          `In all, ${comma(x + y)} pixels have a name.`,
        ],
        wrong: [
          ['a subject swapped', `${comma(y)} pixels are ${a}.`],
          ['a subject swapped', `${capital(b)} was named in ${comma(x)} pixels.`],
          ['a unit changed', `${capital(a)} was named in ${comma(x)} bands.`],
          ['a number changed', `${comma(x + 10)} pixels are ${a}.`],
        ],
      };
    },
    (dice) => {
      const [x, y] = [dice.whole(20, 39), dice.whole(120, 390)];
      return {
        document: `The tuff is ${x} ± 1 Ma old and up to ${y} m thick.`,
        question: 'How old and thick is the tuff?',
        right: [`The tuff is ${x} ± 1 Ma old.`, `The tuff is up to ${y} m thick.`, `The tuff reaches at most ${y} m.`],
        wrong: [
          ['a kind changed', `The tuff is ${x} m thick.`],
          ['a kind changed', `The tuff is ${y} Ma old.`],
          ['a limit dropped', `The tuff is ${y} m thick.`],
          ['a tolerance changed', `The tuff is ${x} ± 2 Ma old.`],
          ['a limit turned', `The tuff is at least ${y} m thick.`],
        ],
      };
    },
  ],
  zh: [
    (dice) => {
      const [a, b, c] = [dice.whole(300, 900), dice.whole(40, 90), dice.whole(5, 30)];
      const place = dice.pick(PLACES)[1];
      return {
        document: `${place}长${a}米，宽${b}米，延深${c}米。`,
        question: `${place}有多大？`,
        right: [`${place}宽${b}米。`, `${place}长${a}米，延深${c}米。`],
        wrong: [
          ['another dimension', `${place}宽${a}米。`],
          ['another dimension', `${place}长${b}米。`],
          ['another dimension', `${place}延深${a}米。`],
        ],
      };
    },
    (dice) => {
      const [a, b] = [dice.whole(5, 40), dice.whole(50, 300)];
      return {
        document: `2009年共施工${a}个钻孔，采集样品${b}件。`,
        question: '做了多少工作？',
        right: [`共施工${a}个钻孔。`, `采集样品${b}件。`],
        wrong: [
          ['another thing counted', `共施工${b}个钻孔。`],
          ['another thing counted', `采集样品${a}件。`],
          ['a count for a length', `钻孔深${a}米。`],
          ['a year changed', `2019年共施工${a}个钻孔。`],
        ],
      };
    },
    (dice) => {
      const [a, b] = dice.some(MINERALS, 2).map(([, name]) => name) as [string, string];
      const [x, y] = [dice.whole(5, 40), dice.whole(50, 90)];
      return {
        document: `${a}和${b}的面积分别为${x}和${y}平方公里。`,
        question: `${a}有多大？`,
        right: [`${a}的面积为${x}平方公里。`, `${b}的面积为${y * 100}公顷。`],
        wrong: [
          ['respectively', `${a}的面积为${y}平方公里。`],
          ['respectively', `${b}的面积为${x}平方公里。`],
          ['a unit changed', `${a}的面积为${x}公顷。`],
        ],
      };
    },
    (dice) => {
      const hundreds = dice.whole(2, 9);
      const digit = '零一二三四五六七八九'[hundreds]!;
      const other = '零一二三四五六七八九一'[hundreds + 1]!;
      return {
        document: `矿体厚${digit}百二十三米，品位百分之${digit}，约三分之二为氧化矿。`,
        question: '矿体有多厚？',
        right: [`矿体厚${hundreds}23米。`, `矿体品位为${hundreds}%。`, `矿体约三分之二为氧化矿。`],
        wrong: [
          ['a number in words changed', `矿体厚${other}百二十三米。`],
          ['a number in words changed', `矿体品位为百分之${other}。`],
          ['a number in words changed', '矿体约三分之一为氧化矿。'],
          ['a kind changed', `矿体厚${hundreds}米。`],
          ['per cent for per mille', `矿体品位为千分之${digit}。`],
        ],
      };
    },
    (dice) => {
      const [a, b] = dice.some(MINERALS, 2).map(([, name]) => name) as [string, string];
      const [x, y] = [dice.whole(20, 90) / 10, dice.whole(100, 400) / 10];
      return {
        document: `区内${a}矿石${x.toFixed(1)}万吨，${b}矿石不足${y.toFixed(1)}万吨。`,
        question: `${a}矿石有多少？`,
        right: [
          `${a}矿石有${x.toFixed(1)}万吨。`,
          `${a}矿石有${(x * 10_000).toFixed(0)}吨。`,
          `${b}矿石不足${y.toFixed(1)}万吨。`,
        ],
        wrong: [
          ['a scale lost', `${a}矿石有${x.toFixed(1)}吨。`],
          ['a scale changed', `${a}矿石有${x.toFixed(1)}亿吨。`],
          ['a limit dropped', `${b}矿石有${y.toFixed(1)}万吨。`],
          ['a subject swapped', `${b}矿石不足${x.toFixed(1)}万吨。`],
        ],
      };
    },
  ],
};

function specialTrial(right: boolean, dice: Dice): Trial {
  const language: Language = dice.next() < 0.65 ? 'en' : 'zh';
  const pair = dice.pick(SPECIAL[language])(dice);
  const document = documentOf(pair.document, dice.pick(TITLES), dice.whole(2, 60));
  const [kind, text] = right ? ['in other words', dice.pick(pair.right)] : dice.pick(pair.wrong);
  return {
    right,
    kind,
    question: pair.question,
    language,
    ledger: [document],
    cites: [document.id],
    text,
    numbers: [],
  };
}

/** The same of a scene's fields: areas, shares and fits of minerals, and what follows from them. */
function sceneTrial(right: boolean, dice: Dice): Trial {
  const [a, b, c] = dice.some(MINERALS, 3) as [[string, string], [string, string], [string, string]];
  const size = () => dice.whole(1200, 1900) / 100;
  const sizes = [size(), size() + 9, size() + 20];
  const fields = [a, b, c].flatMap(([name], index) => [
    fieldOf(`minerals/${name}/area_km2`, sizes[index]! + dice.whole(1, 9) / 10_000, 'km2'),
    fieldOf(
      `minerals/${name}/share`,
      Number((0.03 * (index + 1) + dice.whole(10, 99) / 10_000).toFixed(4)),
      'fraction',
    ),
    fieldOf(
      `minerals/${name}/mean_fit`,
      Number((0.8 + 0.05 * index + dice.whole(1, 40) / 1000).toFixed(3)),
      'fraction',
    ),
  ]);
  const area = (index: number) => fields[index * 3]!;
  const share = (index: number) => fields[index * 3 + 1]!;
  const fitOf = (index: number) => fields[index * 3 + 2]!;
  const language: Language = dice.next() < 0.6 ? 'en' : 'zh';
  const zh = language === 'zh';
  const name = (index: number) => [a, b, c][index]![zh ? 1 : 0];
  const base = {
    right,
    question: zh ? `${name(0)}有多少？` : `How much ${name(0)} is there?`,
    language,
    ledger: fields,
    numbers: [] as Trial['numbers'],
  };
  const km2 = (value: number) => (zh ? `${value.toFixed(2)}平方公里` : `${value.toFixed(2)} km²`);
  const hectares = (value: number) => (zh ? `${(value * 100).toFixed(0)}公顷` : `${(value * 100).toFixed(0)} ha`);
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const covers = (index: number, text: string) =>
    zh ? `${name(index)}分布面积为${text}。` : `${capital(name(index))} covers ${text}.`;
  const total = Number(area(0).value) + Number(area(1).value);
  const together = (sum: number, first = 0, second = 1) =>
    zh
      ? `${name(first)}和${name(second)}合计${km2(sum)}。`
      : `${capital(name(first))} and ${name(second)} together cover ${km2(sum)}.`;
  const derived = (sum: number, formula: string, inputs: string[]): Trial['numbers'] => [
    { text: sum.toFixed(2), value: Number(sum.toFixed(2)), unit: 'km²', formula, inputs },
  ];
  const both = [area(0).id, area(1).id];
  const ratio = Number(area(1).value) / Number(area(0).value);
  const times = (value: number) =>
    zh
      ? `${name(1)}的面积是${name(0)}的${value.toFixed(1)}倍。`
      : `${capital(name(1))} covers ${value.toFixed(1)} times as much ground as ${name(0)}.`;
  const ratioOf = (value: number, formula: string, inputs: string[]): Trial['numbers'] => [
    { text: value.toFixed(1), value: Number(value.toFixed(1)), unit: 'times', formula, inputs },
  ];
  const all = fields.map((one) => one.id);
  const ways: (() => Omit<Trial, keyof typeof base> & Partial<Trial>)[] = right
    ? [
        () => ({ kind: 'scene: an area', cites: [area(0).id], text: covers(0, km2(Number(area(0).value))) }),
        () => ({
          kind: 'scene: an area in hectares',
          cites: [area(0).id],
          text: covers(0, hectares(Number(area(0).value))),
        }),
        () => ({ kind: 'scene: among others', cites: all, text: covers(1, km2(Number(area(1).value))) }),
        () => ({
          kind: 'scene: area and share',
          cites: [area(2).id, share(2).id],
          text: covers(
            2,
            zh
              ? `${km2(Number(area(2).value))}（${percent(Number(share(2).value))}）`
              : `${km2(Number(area(2).value))} (${percent(Number(share(2).value))})`,
          ),
        }),
        () => ({
          kind: 'scene: a fit',
          cites: [fitOf(0).id, fitOf(1).id],
          text: zh
            ? `${name(1)}的平均拟合度为${Number(fitOf(1).value).toFixed(2)}。`
            : `The mean fit of ${name(1)} is ${Number(fitOf(1).value).toFixed(2)}.`,
        }),
        () => ({ kind: 'scene: a sum', cites: both, text: together(total), numbers: derived(total, 'a + b', both) }),
        () => ({ kind: 'scene: a ratio', cites: both, text: times(ratio), numbers: ratioOf(ratio, 'b / a', both) }),
      ]
    : [
        () => ({
          kind: 'scene: another mineral’s area',
          cites: [area(0).id, area(1).id],
          text: covers(0, km2(Number(area(1).value))),
        }),
        () => ({
          kind: 'scene: a number changed',
          cites: [area(0).id],
          text: covers(0, km2(Number(area(0).value) + 0.02)),
        }),
        () => ({
          kind: 'scene: a unit changed',
          cites: [area(0).id],
          text: covers(0, zh ? `${Number(area(0).value).toFixed(2)}公顷` : `${Number(area(0).value).toFixed(2)} ha`),
        }),
        () => ({
          kind: 'scene: a share for an area',
          cites: [area(0).id, share(0).id],
          text: covers(
            0,
            zh
              ? `${(Number(share(0).value) * 100).toFixed(1)}平方公里`
              : `${(Number(share(0).value) * 100).toFixed(1)} km²`,
          ),
        }),
        () => ({ kind: 'scene: not cited', cites: [share(0).id], text: covers(0, km2(Number(area(0).value))) }),
        () => ({
          kind: 'derived: wrong result',
          cites: both,
          text: together(total + 0.4),
          numbers: derived(total + 0.4, 'a + b', both),
        }),
        () => ({
          kind: 'derived: wrong operator',
          cites: both,
          text: together(Math.abs(Number(area(1).value) - Number(area(0).value))),
          numbers: derived(Math.abs(Number(area(1).value) - Number(area(0).value)), 'b - a', both),
        }),
        () => ({
          kind: 'derived: operator and formula disagree',
          cites: both,
          text: together(Math.abs(Number(area(1).value) - Number(area(0).value))),
          numbers: derived(Math.abs(Number(area(1).value) - Number(area(0).value)), 'a + b', both),
        }),
        () => {
          const wrong = Number(area(0).value) + Number(area(2).value);
          return {
            kind: 'derived: wrong operand',
            cites: [area(0).id, area(2).id],
            text: together(wrong),
            numbers: derived(wrong, 'a + b', [area(0).id, area(2).id]),
          };
        },
        () => {
          const wrong = Number(area(0).value) + Number(share(1).value);
          return {
            kind: 'derived: operands of two kinds',
            cites: [area(0).id, share(1).id],
            text: together(wrong),
            numbers: derived(wrong, 'a + b', [area(0).id, share(1).id]),
          };
        },
        () => ({
          kind: 'derived: a number of its own',
          cites: both,
          text: together(total + 3),
          numbers: derived(total + 3, 'a + b + 3', both),
        }),
        () => ({
          kind: 'derived: an operand that is not cited',
          cites: [area(0).id],
          text: together(total),
          numbers: derived(total, 'a + b', both),
        }),
        () => ({ kind: 'derived: no formula', cites: both, text: together(total) }),
        () => ({
          kind: 'derived: a ratio upside down',
          cites: both,
          text: times(1 / ratio + 1),
          numbers: ratioOf(1 / ratio + 1, 'a / b', both),
        }),
        () => ({
          kind: 'bound to another field',
          cites: [area(0).id, area(1).id],
          text: covers(0, km2(Number(area(1).value))),
          numbers: [
            { text: Number(area(1).value).toFixed(2), value: Number(area(1).value), unit: 'km²', evidence: area(1).id },
          ],
        }),
      ];
  return { ...base, ...dice.pick(ways)() };
}

/** So many trials of a seed: a fifth over a scene, a third with other words or clothes, else the kinds in turn. */
export function trials(right: boolean, count: number, seed: number): Trial[] {
  const dice = new Dice(seed);
  const made: Trial[] = [];
  const kinds = Object.values(ALTERATIONS);
  while (made.length < count) {
    const roll = dice.next();
    if (roll < 0.2) made.push(sceneTrial(right, dice));
    else if (roll < 0.5) made.push(specialTrial(right, dice));
    else if (right) made.push(rightAnswer(dice));
    else {
      const altered = kinds[made.length % kinds.length]!(makeCase(dice), dice);
      if (altered) made.push(altered);
    }
  }
  return made;
}
