import { detectLanguage, type Language } from '../core/language.ts';
import { sentences } from '../rag/split/sentences.ts';
import type { SearchHit } from '../rag/types.ts';
import { isPlainProse } from './documents/plain-prose.ts';
import { isReference } from './documents/substance.ts';
import type { Intent } from './reasoner/builtin/intents.ts';
import { findEntities } from './reasoner/builtin/lexicon.ts';
import { coverage, type StemmedText, stemText, type Term } from './reasoner/builtin/relevance.ts';

/** A sentence of a found passage that can stand alone as a quotation. Offsets count in the page's stored text. */
export interface QuotableSentence {
  document: string;
  title: string;
  page: number;
  start: number;
  end: number;
  text: string;
  heading: string;
  score: number;
}

/** Passages of advice answer questions about what to do, and no others. */
const ADVICE = /field check|what we would do|recommend|野外检查|建议/i;

/** Headings and words that show that a passage answers this kind of question. */
const CUES: Partial<Record<Intent, { heading: RegExp; words: RegExp }>> = {
  distinguish: {
    heading: /confus|difference|distinguish|混淆|区别/i,
    words: /\b(distinguish|differ|unlike|whereas|while|confus|tell|told|separat|instead|but)\w*|区别|不同|区分|而/i,
  },
  'field-check': {
    heading: /field|check|sampling|野外/i,
    words: /\b(field|check|sample|hand lens|acid|xrd|outcrop|scratch|spectrometer)\w*|野外|检查|样品/i,
  },
  'change-mind': {
    heading: /confus|false|limit|uncertain|混淆|误判/i,
    words: /\b(confus|mistake|weather|supergene|false|mask|cannot|may also|however|not)\w*|误|风化|表生/i,
  },
  meaning: {
    heading: /meaning|exploration|interpret|意义/i,
    words: /\b(mark|indicate|form|typical|above|below|centre|center|vector|lithocap|ore)\w*|指示|意味|形成/i,
  },
  target: {
    heading: /meaning|exploration|vector|target|意义/i,
    words: /\b(mark|centre|center|vector|towards?|proximal|core|ore|copper|lithocap|shell)\w*|指示|铜|矿/i,
  },
  why: {
    heading: /diagnostic|meaning|feature|zone/i,
    words: /\b(absor|feature|consist|contain|assemblage|minerals?|form)\w*|吸收|特征|矿物/i,
  },
  composition: {
    heading: /diagnostic|composition|feature|wavelength|成分/i,
    words: /\b(wavelength|composition|shift|position|µm|longer|shorter|moves?)\b|波长|成分|位移/i,
  },
  limits: {
    heading: /limit|detect|not|why/i,
    words: /\b(not|cannot|no diagnostic|lack|outside|thermal|without)\b|不能|无|缺/i,
  },
  define: {
    heading: /^(?!.*(?:confus|field)).*/i,
    words: /\b(is|are) (an?|the|one)\b|\bdefined\b|\bmeans\b|\brefers\b|是/i,
  },
};

/** Sentences that lean on the one before, headings, table rows, reference lists and debris do not stand alone. */
function standsAlone(text: string): boolean {
  if (!isPlainProse(text)) return false;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han > 10)
    return (
      text.length <= 220 && !/^(它|其|这|该|此外|因此|但是|然而)/.test(text) && /[。！？；]["”』」）]?$/.test(text)
    );
  if (text.length < 40 || text.length > 420) return false;
  if (!/^["“(]?[\p{Lu}\d]/u.test(text) || !/[.!?]["”)\]]?$/.test(text)) return false;
  if (
    /^(It|Its|They|Their|This|These|That|Those|He|She|Such|However|Thus|Therefore|Hence|Moreover|Furthermore|Also|But|And|Or|So|Then|Here|There|Both|Another|Others?|Figure|Table|Fig\.|See|Note)\b/.test(
      text,
    )
  )
    return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters / text.length < 0.62) return false;
  if (isReference(text)) return false;
  if (/\b(doi|https?:|www\.|pp?\. \d|v\. \d+|vol\.|et al\.,? \d{4}[;,].*et al)/i.test(text)) return false;
  // the title of a work, as reference lists have it
  const long = text.match(/\p{L}{4,}/gu) ?? [];
  if (long.filter((word) => /^\p{Lu}/u.test(word)).length > long.length * 0.6) return false;
  return text.split(/\s+/).length >= 6;
}

/**
 * The sentences of the hits that best answer the question: they speak of its terms and its minerals, stand alone, and
 * come from passages whose heading fits the kind of question. No two that say nearly the same, and
 * not more of one document than `perDocument`, so that a long note does not crowd out what others say.
 */
export function bestSentences(
  hits: SearchHit[],
  wanted: {
    terms: Term[];
    mustName: 'subject' | 'mineral' | null;
    intent: Intent;
    language: Language;
    minerals: string[];
    alteration: string[];
  },
  limits: { most: number; perDocument: number },
  boost: (hit: SearchHit) => number = () => 0,
): QuotableSentence[] {
  if (hits.length === 0) return [];
  const scores = hits.map((hit) => hit.score);
  const top = Math.max(...scores);
  const spread = Math.max(top - Math.min(...scores), 1e-6);
  const cues = CUES[wanted.intent];
  const candidates: (QuotableSentence & { stemmed: StemmedText })[] = [];
  const seen = new Set<string>();
  for (const hit of hits) {
    const context = stemText(`${hit.title} ${hit.heading}`);
    for (const span of sentences(hit.text)) {
      const sentence = { ...span, text: hit.text.slice(span.start, span.end) };
      const key = `${hit.document}:${hit.page}:${hit.start + sentence.start}`;
      if (seen.has(key) || !standsAlone(sentence.text)) continue;
      seen.add(key);
      const stemmed = stemText(sentence.text);
      const named = findEntities(sentence.text);
      const entities = [...wanted.minerals, ...wanted.alteration];
      const hitsEntities = entities.filter(
        (one) => named.minerals.includes(one) || named.alteration.includes(one),
      ).length;
      if (wanted.mustName === 'subject' && entities.length > 0 && hitsEntities === 0) continue;
      if (wanted.mustName === 'mineral' && named.minerals.length === 0) continue;
      const score =
        2 * coverage(stemmed, wanted.terms) +
        0.8 * coverage(context, wanted.terms) +
        (entities.length ? (wanted.intent === 'distinguish' ? 1.6 : 1) * (hitsEntities / entities.length) : 0) +
        (cues?.heading.test(hit.heading) ? 0.7 : 0) +
        (cues?.words.test(sentence.text) ? 0.4 : 0) +
        (wanted.intent === 'distinguish' && /\d\s?µm/.test(sentence.text) ? 0.5 : 0) -
        (wanted.intent !== 'field-check' && ADVICE.test(hit.heading) ? 0.8 : 0) -
        (isAboutAnother(hit.title, wanted.alteration) ? 0.8 : 0) +
        0.8 * ((hit.score - top) / spread + 1) +
        (detectLanguage(sentence.text) === wanted.language ? 0 : wanted.language === 'en' ? -1.5 : -0.3) +
        boost(hit);
      candidates.push({
        document: hit.document,
        title: hit.title,
        page: hit.page,
        start: hit.start + sentence.start,
        end: hit.start + sentence.end,
        text: sentence.text,
        heading: hit.heading,
        score,
        stemmed,
      });
    }
  }
  candidates.sort((a, b) => b.score - a.score);
  const chosen: typeof candidates = [];
  for (const candidate of candidates) {
    if (chosen.length >= limits.most) break;
    if (chosen.length && candidate.score < chosen[0]!.score * 0.55 && wanted.intent !== 'comparison') break;
    if (chosen.filter((other) => other.document === candidate.document).length >= limits.perDocument) continue;
    if (chosen.some((other) => overlap(other.stemmed.stems, candidate.stemmed.stems) > 0.6)) continue;
    chosen.push(candidate);
  }
  return chosen.map(({ stemmed: _, ...sentence }) => sentence);
}

/** Whether a document is about another type of alteration than those asked for. */
function isAboutAnother(title: string, alteration: string[]): boolean {
  const types = findEntities(title).alteration;
  return alteration.length > 0 && types.length > 0 && !types.some((type) => alteration.includes(type));
}

/** Share of the smaller set that is in the other: near-repeats come out near 1. */
function overlap(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let common = 0;
  for (const stem of small) if (large.has(stem)) common++;
  return common / small.size;
}
