import { detectLanguage, type Language } from '../../../core/language.ts';
import { INTENTS, type Intent, PRONOUNS } from './intents.ts';
import { findEntities } from './lexicon.ts';

/** What the talk is about: what "it" and "there" mean in the next question. */
export interface Focus {
  minerals: string[];
  alteration: string[];
  point?: { x: number; y: number };
}

/** One thing that is asked. A question may ask several. */
export interface QuestionPart {
  id: string;
  text: string;
  intent: Intent;
  needs: ('scene' | 'documents')[];
  minerals: string[];
  alteration: string[];
  /** Words that look like mineral names and are in no list. */
  unknownMinerals: string[];
  point?: { x: number; y: number };
  /** Degrees, as the user gave them; becomes `point` where a scene with a georeference is open. */
  lonLat?: { lon: number; lat: number };
  /** Pixels of the scene: named by the user, or about `point` where the question asks for what is around it. */
  window?: { x: number; y: number; width: number; height: number };
  /** The question asks for the ground around `point`, not for its pixel. */
  around?: boolean;
  /** A section of a report that may stay empty. */
  optional?: boolean;
}

export interface Question {
  text: string;
  language: Language;
  parts: QuestionPart[];
  /** How many more parts it has that are not answered. */
  left: number;
  /** The focus after this question, for the next one. */
  focus: Focus;
}

const SPLIT =
  /[?？;；]\s*(?=\S)|,?\s+and\s+(?=(?:where|what|how|which|why|is|are|can|do|does|should)\b)|[，,]\s*(?=(?:以及|并且|另外|还有|那么)?(?:哪|什么|怎么|如何|为什么|有没有|多大|多少|在哪|是否|野外|面积|各占|分别))/i;

/** So many questions are answered in one turn: each is searched for by itself, which takes a second or more. */
const MOST_PARTS = 8;

/** Reads a question: its language, its parts, what each asks for and about what; pronouns are resolved from `focus`. */
export function understand(text: string, focus: Focus, forced?: Language): Question {
  const language = forced ?? detectLanguage(text);
  const asked = detectLanguage(text);
  const pieces = text
    .trim()
    .split(SPLIT)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 1);
  let current: Focus = focus;
  const parts: QuestionPart[] = [];
  for (const piece of pieces.length ? pieces : [text]) {
    const part = ofWhatIsThere(
      readPart(piece, String.fromCharCode(97 + parts.length), current, asked, parts.length > 0),
      parts,
    );
    current = {
      minerals: part.minerals.length ? part.minerals : part.alteration.length ? [] : current.minerals,
      alteration: part.alteration.length ? part.alteration : part.minerals.length ? [] : current.alteration,
      point: part.point ?? (part.minerals.length || part.alteration.length ? undefined : current.point),
    };
    parts.push(part);
  }
  const all = mergeRepeats(parts);
  return {
    text,
    language,
    parts: all.slice(0, MOST_PARTS),
    left: Math.max(0, all.length - MOST_PARTS),
    focus: current,
  };
}

function readPart(text: string, id: string, focus: Focus, language: Language, continues: boolean): QuestionPart {
  const other = language === 'en' ? 'zh' : 'en';
  const row =
    INTENTS.find((candidate) => candidate[language].test(text)) ??
    INTENTS.find((candidate) => candidate[other].test(text));
  const entities = findEntities(text);
  const pronouns = PRONOUNS[language];
  let { minerals, alteration } = entities;
  const lonLat = readLonLat(text);
  let point = lonLat ? undefined : readPoint(text);
  const namesSomething = minerals.length + alteration.length + entities.unknownMinerals.length > 0;
  if (!namesSomething && !point) {
    const refersBack =
      (continues && !SCENE_WORDS.test(text)) ||
      pronouns.thing.test(text) ||
      pronouns.place.test(text) ||
      (ELLIPTIC.has(row?.intent ?? 'general') && isShort(text, language));
    if (refersBack) {
      minerals = focus.minerals;
      alteration = focus.alteration;
    }
    if (pronouns.place.test(text)) point = focus.point;
  }
  let intent = row?.intent ?? 'general';
  if (lonLat) intent = 'point';
  const window = readWindow(text);
  const around = window === undefined && (point ?? lonLat) !== undefined && AROUND.test(text);
  if (window) point = undefined;
  if (window || around) return windowPart(id, text, entities, { window, around, point, lonLat });
  if (intent === 'point' && !point && !lonLat) intent = 'general';
  const named = namesSomething || minerals.length + alteration.length > 0;
  if (SPATIAL.has(intent) && !named && !point && !SCENE_WORDS.test(text)) intent = 'general';
  if (point && (intent === 'general' || intent === 'inventory' || intent === 'presence' || intent === 'define'))
    intent = 'point';
  if (intent === 'presence' && !named && /\bminerals?\b|矿物/i.test(text)) intent = 'inventory';
  // 影像里有哪些蚀变及其面积: how much of each is what taking stock says
  if (
    intent === 'quantity' &&
    !named &&
    /(哪些|哪几种|什么)(矿物|蚀变)|\b(which|what) (minerals?|alteration)/i.test(text)
  )
    intent = 'inventory';
  // "what is alunite" defines; "what is there" and "what is in the scene" take stock
  if (intent === 'define' && !namesSomething && /\b(here|there|scene|image|map)\b|这里|那里|影像|场景|图里/.test(text))
    intent = 'inventory';
  if (
    intent === 'distinguish' &&
    minerals.length < 2 &&
    !/\bconfus|区分|区别|辨别|鉴别|tell|distinguish|differ/i.test(text)
  )
    intent = 'general';
  if (intent === 'general' && (minerals.length || alteration.length)) intent = 'presence';
  if (intent === 'general' && entities.unknownMinerals.length) intent = 'presence';
  const needs =
    intent === 'general'
      ? (['documents'] as const)
      : (INTENTS.find((candidate) => candidate.intent === intent)?.needs ?? ['documents']);
  return {
    id,
    text,
    intent,
    needs: [...needs],
    minerals,
    alteration,
    unknownMinerals: entities.unknownMinerals,
    ...(point ? { point } : {}),
    ...(lonLat ? { lonLat } : {}),
  };
}

const rowOf = (wanted: Intent) => INTENTS.find(({ intent }) => intent === wanted)!;

/** Asks of each thing that was asked about before, and of nothing else: how large are they, 面积多大, 各占多少, 分别在哪里. */
const OF_EACH =
  /\b(each|they|them|their|these|those|it)\b|^(它们?|各|分别)?的?(面积|占比|比例)?(占|有|是|在)?(多大|多少|哪)/i;

/**
 * "Which minerals are there, and how large are they?": taking stock says how much of each; where they are is asked of the scene
 * as a whole.
 */
function ofWhatIsThere(part: QuestionPart, before: readonly QuestionPart[]): QuestionPart {
  const { text, minerals, alteration, unknownMinerals, point, lonLat } = part;
  const names = minerals.length + alteration.length + unknownMinerals.length > 0;
  if (names || point || lonLat || before.at(-1)?.intent !== 'inventory') return part;
  if (!OF_EACH.test(text)) return part;
  const asks = (intent: Intent) => rowOf(intent).en.test(text) || rowOf(intent).zh.test(text);
  const as = (intent: Intent) => ({ ...part, intent, needs: [...rowOf(intent).needs] });
  if (asks('quantity')) return as('inventory');
  return asks('locate') ? as('locate') : part;
}

/** What is asked of a window is read from its words by the analysts; the question itself is always what lies there. */
function windowPart(
  id: string,
  text: string,
  { minerals, alteration, unknownMinerals }: ReturnType<typeof findEntities>,
  { window, around, point, lonLat }: Pick<QuestionPart, 'window' | 'around' | 'point' | 'lonLat'>,
): QuestionPart {
  return {
    id,
    text,
    intent: 'window',
    needs: ['scene'],
    minerals,
    alteration,
    unknownMinerals,
    ...(window ? { window } : {}),
    ...(around ? { around } : {}),
    ...(point ? { point } : {}),
    ...(lonLat ? { lonLat } : {}),
  };
}

/** "window 40 60 24 24", 窗口 40 60 24 24: x, y, width, height in pixels from the upper left corner. */
function readWindow(text: string): QuestionPart['window'] {
  const { en, zh } = rowOf('window');
  const [x, y, width, height] = ((en.exec(text) ?? zh.exec(text))?.[0].match(/\d+/g) ?? []).map(Number);
  return height && width ? { x: x!, y: y!, width, height } : undefined;
}

const AROUND = /\b(around|surrounding)\b|周围|一带/i;

/** "How sure are you?" and "why?" ask about what was said last without a pronoun. */
const ELLIPTIC = new Set<Intent>(['confidence', 'why', 'change-mind']);

/** Asks where, how much or whether, and names nothing that a scene has: a question to the documents, if to anything. */
const SPATIAL = new Set<Intent>(['locate', 'quantity', 'presence']);
const SCENE_WORDS =
  /\b(alter\w*|mineral\w*|scene|image|map|zon\w*|area|ground|pixels?|mask\w*|vegetation|shade|water|cloud)\b|蚀变|矿物|影像|场景|面积|分布|像元|分带|植被|阴影|水体|这里|那里/i;

function isShort(text: string, language: Language): boolean {
  return language === 'zh' ? text.length <= 14 : text.split(/\s+/).length <= 5;
}

/** "28.0320° S, 76.9983° W", "lat -28.03 lon -76.99", 南纬 28.03°，西经 76.99°. */
function readLonLat(text: string): { lon: number; lat: number } | undefined {
  const lettered = /(\d+(?:\.\d+)?)\s*°?\s*([NS])\b[\s,，;]*(\d+(?:\.\d+)?)\s*°?\s*([EW])\b/i.exec(text);
  if (lettered) {
    const [, lat, ns, lon, ew] = lettered;
    return { lat: Number(lat) * (/s/i.test(ns!) ? -1 : 1), lon: Number(lon) * (/w/i.test(ew!) ? -1 : 1) };
  }
  const named = /lat\w*\s*[=:]?\s*(-?\d+(?:\.\d+)?)\D{0,12}?lon\w*\s*[=:]?\s*(-?\d+(?:\.\d+)?)/i.exec(text);
  if (named) return { lat: Number(named[1]), lon: Number(named[2]) };
  const chinese = /([北南])纬\s*(\d+(?:\.\d+)?)\D{0,6}?([东西])经\s*(\d+(?:\.\d+)?)/.exec(text);
  if (!chinese) return undefined;
  const [, ns, lat, ew, lon] = chinese;
  return { lat: Number(lat) * (ns === '南' ? -1 : 1), lon: Number(lon) * (ew === '西' ? -1 : 1) };
}

function readPoint(text: string): { x: number; y: number } | undefined {
  const match =
    /x\s*=?\s*(\d+)\s*[,;，、\s]\s*y\s*=?\s*(\d+)/i.exec(text) ??
    /(?:pixel|point|coordinates?|position|at|像元|像素|点|坐标|位置|在)\s*[（(]?\s*(\d{1,5})\s*[,;，、\s]\s*(\d{1,5})/i.exec(
      text,
    ) ??
    /[（(]\s*(\d{1,5})\s*[,，]\s*(\d{1,5})\s*[)）]/.exec(text);
  return match ? { x: Number(match[1]), y: Number(match[2]) } : undefined;
}

/** Two parts that ask the same of the same thing are one; whether and how much are answered with where. */
function mergeRepeats(parts: QuestionPart[]): QuestionPart[] {
  const subject = ({ minerals, alteration, point, window }: QuestionPart) =>
    [minerals, alteration, point?.x, point?.y, ...Object.values(window ?? {})].join('|');
  const spatial = (part: QuestionPart) => SPATIAL.has(part.intent) && part.minerals.length + part.alteration.length > 0;
  const kept = new Map<string, QuestionPart>();
  for (const part of parts) {
    const kind = spatial(part) ? 'spatial' : part.intent;
    const own = part.intent === 'general' || part.intent === 'define' ? part.text : '';
    const key = `${kind}:${subject(part)}:${own}`;
    const before = kept.get(key);
    if (!before) kept.set(key, part);
    // an answer to "where" says how much as well, but not the other way round
    else if (before.intent === 'quantity' && part.intent === 'locate') before.intent = 'locate';
  }
  return [...kept.values()];
}
