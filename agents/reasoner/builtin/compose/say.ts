import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { chineseName } from '../../../../knowledge_base/glossary.ts';
import { letterAt } from '../../../ledger/formula.ts';
import {
  type BoundNumber,
  named,
  type Piece,
  phrase,
  type Said,
  type Sentence,
  type SentenceRole,
} from '../../../ledger/sentence.ts';
import type { AlterationFact, MineralFact, SpotFact } from './facts.ts';

/** A number said as `text` with its unit; the binding goes with it. */
function said(evidence: Evidence, digits: string, unit: string, shown: string): Said {
  const number: BoundNumber = {
    text: digits,
    value: Number(digits.replace(/,/g, '').replace('−', '-')),
    unit,
    evidence: evidence.id,
  };
  return { text: shown, evidence: [evidence.id], number };
}

/** Area in km², in hectares below 0.1 km²: 0.42 km², 3.1 ha. */
export function area(evidence: Evidence): Said {
  const km2 = Number(evidence.value);
  if (km2 >= 0.1) {
    const digits = km2.toFixed(km2 >= 10 ? 1 : 2);
    return said(evidence, digits, 'km²', `${digits} km²`);
  }
  const digits = (km2 * 100).toFixed(km2 >= 0.01 ? 1 : 2);
  return said(evidence, digits, 'ha', `${digits} ha`);
}

/** Area of several things together; one of them is said as it stands. Below 0.1 km² in hectares. */
export function areaSum(parts: Evidence[]): Said {
  if (parts.length === 1) return area(parts[0]!);
  return sum(parts, area);
}

/** Share of several things together, in per cent. */
export function percentSum(parts: Evidence[]): Said {
  return parts.length === 1 ? percent(parts[0]!) : sum(parts, percent);
}

export function pixelSum(parts: Evidence[], language: Language): Said {
  const say = (evidence: Evidence) => pixels(evidence, language);
  return parts.length === 1 ? say(parts[0]!) : sum(parts, say);
}

/** Says the sum of the parts as one value would be said, and binds it to the formula and its inputs. */
function sum(parts: Evidence[], say: (evidence: Evidence) => Said): Said {
  const total = parts.reduce((all, one) => all + Number(one.value), 0);
  const shown = say({ ...parts[0]!, value: total });
  const { text, value, unit } = shown.number!;
  const inputs = parts.map((one) => one.id);
  const formula = parts.map((_, index) => letterAt(index)).join(' + ');
  return { text: shown.text, evidence: inputs, number: { text, value, unit, formula, inputs } };
}

/** A count of pixels: 1,234 pixels. */
export function pixels(evidence: Evidence, language: Language): Said {
  const count = Number(evidence.value);
  const digits = count.toLocaleString('en-US');
  return said(
    evidence,
    digits,
    'pixels',
    language === 'zh' ? `${digits} 个像元` : `${digits} ${count === 1 ? 'pixel' : 'pixels'}`,
  );
}

/** A share of 0..1 as per cent. */
export function percent(evidence: Evidence): Said {
  const value = Number(evidence.value) * 100;
  const digits = value.toFixed(value >= 10 ? 0 : value >= 1 ? 1 : 2);
  return said(evidence, digits, '%', `${digits} %`);
}

/** A wavelength in µm to the nanometre. */
export function micrometres(evidence: Evidence): Said {
  const digits = Number(evidence.value).toFixed(3);
  return said(evidence, digits, 'µm', `${digits} µm`);
}

/** A score, fit or depth of 0..1 with two digits. */
export function score(evidence: Evidence): Said {
  const digits = Number(evidence.value).toFixed(2);
  return said(evidence, digits, '', digits);
}

export function metres(evidence: Evidence, language: Language): Said {
  const digits = Number(evidence.value).toFixed(0);
  return said(evidence, digits, 'm', language === 'zh' ? `${digits} 米` : `${digits} m`);
}

export function whole(evidence: Evidence): Said {
  const digits = String(evidence.value);
  return said(evidence, digits, evidence.unit ?? '', digits);
}

/** How much ground: the area where there is one, else pixels; with the share of the valid pixels. */
export function extent(
  fact: Pick<MineralFact | AlterationFact, 'area' | 'pixels' | 'share'>,
  language: Language,
): Said {
  const size = fact.area ? area(fact.area) : pixels(fact.pixels, language);
  if (!fact.share) return size;
  return language === 'zh'
    ? phrase`${size}（占有效像元的 ${percent(fact.share)}）`
    : phrase`${size} (${percent(fact.share)} of the valid pixels)`;
}

const SECTORS: Record<string, [string, string]> = {
  n: ['north', '北部'],
  ne: ['north-east', '东北部'],
  e: ['east', '东部'],
  se: ['south-east', '东南部'],
  s: ['south', '南部'],
  sw: ['south-west', '西南部'],
  w: ['west', '西部'],
  nw: ['north-west', '西北部'],
  c: ['centre', '中部'],
};

/** 'north-east', 'NE' or 'northeast' → the words of the language. */
export function sector(evidence: Evidence, language: Language): Said {
  const raw = String(evidence.value).toLowerCase();
  const key =
    raw.length <= 2
      ? raw
      : raw.startsWith('cent')
        ? 'c'
        : `${raw.includes('north') ? 'n' : raw.includes('south') ? 's' : ''}${raw.includes('east') ? 'e' : raw.includes('west') ? 'w' : ''}`;
  const words = SECTORS[key] ?? [raw, raw];
  return named(words[language === 'zh' ? 1 : 0], evidence);
}

const COMPASS: [string, string][] = [
  ['north', '北'],
  ['north-east', '东北'],
  ['east', '东'],
  ['south-east', '东南'],
  ['south', '南'],
  ['south-west', '西南'],
  ['west', '西'],
  ['north-west', '西北'],
];

/** A bearing in degrees from north, as the nearest of eight directions in words. */
export function direction(evidence: Evidence, language: Language): Said {
  const words = COMPASS[Math.round(Number(evidence.value) / 45) % 8]!;
  return named(words[language === 'zh' ? 1 : 0], evidence);
}

/** "pixel 128, 61 (37.5301° N, 117.1903° W)". */
export function spot(place: SpotFact, language: Language): Said {
  const x = rounded(place.x);
  const y = rounded(place.y);
  const pixel = language === 'zh' ? phrase`像元 (${x}, ${y})` : phrase`pixel ${x}, ${y}`;
  if (!place.lon || !place.lat) return pixel;
  const lat = degrees(place.lat);
  const lon = degrees(place.lon);
  const [ns, ew] = [Number(place.lat.value) >= 0, Number(place.lon.value) >= 0];
  return language === 'zh'
    ? phrase`${pixel}，${ns ? '北纬' : '南纬'} ${lat}，${ew ? '东经' : '西经'} ${lon}`
    : phrase`${pixel} (${lat} ${ns ? 'N' : 'S'}, ${lon} ${ew ? 'E' : 'W'})`;
}

/** A pixel coordinate: centres of patches may lie between pixels. */
function rounded(evidence: Evidence): Said {
  const digits = String(Math.round(Number(evidence.value)));
  return said(evidence, digits, 'pixels', digits);
}

function degrees(evidence: Evidence): Said {
  const digits = Math.abs(Number(evidence.value)).toFixed(4);
  return { ...said(evidence, digits, '°', `${digits}°`) };
}

/** A mineral's name in the language, resting on the evidence that counts it. */
export function mineral(fact: Pick<MineralFact, 'name' | 'members' | 'pixels'>, language: Language): Said {
  return named(mineralName(fact.name, fact.members, language), fact.pixels);
}

/** The name alone: mixtures are joined with "+" as in the classes of the map. */
export function mineralName(name: string, members: string[], language: Language): string {
  if (language === 'en') return members.length > 1 ? `${members.join(' + ')} mixture` : name;
  const chinese = members.map((member) => chineseName(member.toLowerCase()) ?? member);
  return members.length > 1 ? `${chinese.join('+')}混合` : (chineseName(name.toLowerCase()) ?? chinese[0] ?? name);
}

const ALTERATION_ZH: Record<string, string> = {
  'advanced argillic': '高级泥化',
  argillic: '泥化',
  phyllic: '绢英岩化',
  propylitic: '青磐岩化',
  potassic: '钾化',
  skarn: '矽卡岩化',
  silicic: '硅化',
  carbonate: '碳酸盐化',
  oxidised: '氧化带（铁帽）',
};

/** "advanced argillic alteration", "the oxidised cap (gossan)"; 高级泥化蚀变. */
export function alteration(fact: Pick<AlterationFact, 'name' | 'pixels'>, language: Language): Said {
  return named(alterationName(fact.name, language), fact.pixels);
}

export function alterationName(name: string, language: Language): string {
  const plain = name.toLowerCase().replace(/_/g, ' ');
  if (language === 'en')
    return /cap|gossan/.test(plain)
      ? 'the oxidised cap (gossan)'
      : /alteration/.test(plain)
        ? plain
        : `${plain.split('/')[0]!.trim()} alteration`;
  const key = Object.keys(ALTERATION_ZH).find((one) => plain.startsWith(one));
  return key ? `${ALTERATION_ZH[key]!}${key === 'oxidised' ? '' : '蚀变'}` : plain;
}

/** "a, b and c"; 「a、b和c」. */
export function list(pieces: Piece[], language: Language): Piece[] {
  return pieces.flatMap((piece, index) => {
    if (index === 0) return [piece];
    const last = index === pieces.length - 1;
    return [language === 'zh' ? (last ? '和' : '、') : last ? ' and ' : ', ', piece];
  });
}

/** The first letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A finished sentence for a part of the question. English begins with a capital. */
export function sentence(
  part: string,
  role: SentenceRole,
  content: Said & { numbers?: BoundNumber[] },
  alsoRestsOn: (Evidence | undefined)[] = [],
): Sentence {
  const numbers = content.numbers ?? (content.number ? [content.number] : []);
  const extra = alsoRestsOn.filter((one) => one !== undefined).map((one) => one.id);
  return {
    text: capital(content.text),
    role,
    part,
    evidence: [...new Set([...content.evidence, ...extra])],
    numbers,
  };
}
