import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import { decompose } from '../../rag/index.ts';
import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import type { SceneSummary } from '../../tools/spectral/types.ts';
import { type Desk, workSteps } from '../desk.ts';
import { answerFromDocuments } from '../documents/answer-spans.ts';
import { namedNowhere, readOf } from '../documents/missing.ts';
import { plainTitle } from '../documents/plain-prose.ts';
import { documentEvidence } from '../ledger/ledger.ts';
import { bestSentences, type QuotableSentence } from '../passages.ts';
import { conceptOf, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import { placeWords } from '../reasoner/builtin/place-words.ts';
import type { Question, QuestionPart } from '../reasoner/builtin/question.ts';
import { contentTerms, coverage, speaksOf, stemText } from '../reasoner/builtin/relevance.ts';
import type { Finding, Turn, TurnUpdate } from '../state.ts';

/** How many sentences each kind of question can use. */
const SENTENCES: Partial<Record<QuestionPart['intent'], number>> = {
  documents: 4,
  presence: 4,
  define: 3,
  general: 3,
  distinguish: 4,
  comparison: 24,
  'field-check': 3,
  'change-mind': 2,
  meaning: 3,
};

/** Words that steer the search towards the passages that answer this kind of question. */
const STEERING: Partial<Record<QuestionPart['intent'], string>> = {
  distinguish: 'difference absorption feature confusion',
  'field-check': 'field check sampling hand specimen',
  'change-mind': 'confusion false positive weathering supergene limits',
  meaning: 'meaning for exploration deposit model alteration zone',
  target: 'exploration vector porphyry copper centre alteration zoning',
  why: 'diagnostic minerals assemblage alteration',
  composition: 'wavelength position composition',
  limits: 'not detectable visible shortwave infrared',
  comparison: 'minerals mapped alteration occurs',
};

/** Words that say what kind of question it is; a passage that answers it need not use them. */
const INTENT_WORDS: Partial<Record<QuestionPart['intent'], RegExp>> = {
  'field-check':
    /^(check\w*|field|ground|sample|verify|confirm|advise|do|next|检查|野外|实地|现场|验证|取样|采样|下一步)$/i,
  meaning: /^(mean\w*|exploration|pattern|interpret\w*|signific\w*|意味着?|意义|找矿|解释)$/i,
  target: /^(drill\w*|target\w*|first|start|best|place|先|首选|靶区|优先|钻探)$/i,
  'change-mind': /^(change|answer|mind|wrong|conclusion|改变|结论|推翻|影响)$/i,
  why: /^(call|ground|think|believe|判断|认为|依据)$/i,
  distinguish: /^(difference|differ|distinguish|apart|separate|区分|区别|鉴别|分辨)$/i,
  limits: /^(see|detect\w*|bands?|show|visible|探测|识别|看到|波段)$/i,
  comparison: /^(agree\w*|match|consistent|minerals?|mapped|一致|吻合|对比|矿物)$/i,
};

/** Questions that are about this scene: what it shows belongs to the query. */
const ABOUT_THE_SCENE = new Set<QuestionPart['intent']>([
  'field-check',
  'change-mind',
  'meaning',
  'target',
  'why',
  'comparison',
]);

/** Searches the knowledge base for each part of the question and puts the sentences worth quoting into the ledger. */
export function knowledgeRetriever(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const evidence: Evidence[] = [];
    const findings: Finding[] = [];
    let models: KnowledgeBase['models'] | undefined;
    const { steps } = await workSteps(desk, turn.plan, 'knowledge-retriever', async (step) => {
      const base = await desk.knowledgeBase(turn.options.kb);
      models = base.models;
      // an empty base has nothing to say; the scene may still answer
      const documents = await base.list();
      if (documents.length === 0) return;
      const shipped = new Set(documents.filter((document) => document.shipped).map((document) => document.id));
      for (const part of turn.understanding!.parts.filter((one) => turn.stepParts[step.id]?.includes(one.id))) {
        const summary =
          ABOUT_THE_SCENE.has(part.intent) && turn.options.scene
            ? (await desk.sceneMap(turn.options.scene)).summary
            : null;
        const alone = documentsAlone(part, turn.options.scene !== null);
        const found = alone
          ? await askDocuments(base, turn.understanding!, part, desk.signal)
          : await lookUp(base, part, summary, shipped, turn.understanding!.language, desk.signal);
        const ids: string[] = [];
        for (const sentence of found.sentences) {
          const { ocr } = await base.page(sentence.document, sentence.page);
          const entry = documentEvidence(plainTitle(sentence.title), sentence, sentence.text, ocr);
          evidence.push(entry);
          ids.push(entry.id);
        }
        findings.push({
          step: step.id,
          part: part.id,
          evidence: ids,
          own: ids.filter((_, index) => !shipped.has(found.sentences[index]!.document)),
          missing: found.missing,
          coverage: found.coverage,
          ...(alone ? { alone } : {}),
          ...(found.conflict
            ? { conflict: [ids[found.conflict[0]]!, ids[found.conflict[1]]!] as [string, string] }
            : {}),
        });
      }
    });
    if (evidence.length) desk.emit({ type: 'evidence', evidence });
    return {
      plan: steps,
      evidence,
      findings,
      models: models ? { embeddings: models.embeddings, reranker: models.reranker } : {},
    };
  };
}

/** Questions that are put to the documents in a way of their own, whether a scene is open or not. */
const OWN_WAY = new Set<QuestionPart['intent']>(['archive', 'greeting', 'point', 'window', 'comparison', 'documents']);
/** Questions that a scene has nothing to say to. */
const NOT_OF_A_SCENE = new Set<QuestionPart['intent']>(['general', 'beyond', 'define']);

/** What only a scene can be the one side of. */
const OF_A_SCENE = /\b(?:scenes?|images?|maps?|mapped|spectr\w+|pixels?)\b|影像|场景|光谱|图像|像元/i;

/** Whether the documents alone can answer: no scene is open, or it has nothing to say. What minerals are is in the notes. */
function documentsAlone({ intent, minerals, alteration, text }: QuestionPart, scene: boolean): boolean {
  // One document against another: no side of it is a scene.
  if (intent === 'comparison' && !scene) return !OF_A_SCENE.test(text);
  if (OWN_WAY.has(intent)) return false;
  const named = minerals.length + alteration.length > 0;
  if (intent === 'define') return !named;
  if (intent === 'distinguish') return !scene && minerals.length < 2;
  return !scene || (NOT_OF_A_SCENE.has(intent) && !named);
}

async function askDocuments(
  base: KnowledgeBase,
  question: Question,
  part: QuestionPart,
  signal?: AbortSignal,
): Promise<Found> {
  const { spans, missing, conflict } = await answerFromDocuments(
    base,
    question.text,
    part.text,
    signal ? { signal } : {},
  );
  return { sentences: spans, missing, coverage: Number(spans.length > 0), conflict };
}

/** Sentences worth quoting, and what was asked for and not found. */
interface Found {
  sentences: QuotableSentence[];
  missing: string[];
  coverage: number;
  /** Places of two sentences whose values cannot both be right. */
  conflict?: [number, number] | undefined;
}

async function lookUp(
  base: KnowledgeBase,
  part: QuestionPart,
  summary: SceneSummary | null,
  shipped: Set<string>,
  language: Language,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const byZone = part.intent === 'target' || part.intent === 'meaning';
  const minerals = part.minerals.length ? part.minerals : summary && !byZone ? leadingMinerals(summary) : [];
  const alteration = part.alteration.length
    ? part.alteration
    : summary && !part.minerals.length
      ? leadingAlteration(summary)
      : [];
  const names = [...minerals.map((id) => mineralConcepts().get(id)?.names[0] ?? id), ...alteration];
  const terms = contentTerms(part.text).filter((term) => !INTENT_WORDS[part.intent]?.test(term.text));
  for (const name of part.minerals) {
    if (!terms.some((term) => term.alternatives.some((one) => one.includes(name)))) terms.push(...contentTerms(name));
  }
  const query = [part.text, ...names.filter((name) => !part.text.includes(name)), STEERING[part.intent] ?? '']
    .join(' ')
    .trim();
  const options = { k: 16, distinct: true, ...(signal ? { signal } : {}) };
  const hits = await base.search(query, options);
  // the reports themselves: a large folder of notes must not hide what the user's own documents say
  const documents = await base.list();
  const own = documents.filter((document) => !document.shipped).map((document) => document.id);
  const known = new Set(hits.map(hitKey));
  const place = summary && part.intent === 'comparison' ? placeWords(summary.scene) : [];
  const searchAlso = async (text: string, k: number, documents?: string[]) => {
    for (const hit of await base.search(text, { ...options, k, ...(documents ? { documents } : {}) })) {
      if (!known.has(hitKey(hit)) && known.add(hitKey(hit))) hits.push(hit);
    }
  };
  // a passage on the one must not hide those on the other
  for (const thing of decompose(part.text)) await searchAlso(thing, 6);
  if (own.length && part.intent === 'documents') await searchAlso(query, options.k, own);
  if (own.length && part.intent === 'presence')
    for (const name of names) await searchAlso(`${name} found occurs mapped`, 6, own);
  if (own.length && part.intent === 'comparison') {
    await searchAlso(query, options.k, own);
    for (const name of names) await searchAlso(`${name} occurs mapped identified alteration`, 6, own);
  }
  for (const word of place) await searchAlso(`${word} alteration minerals mapped`, 12);
  if (part.intent === 'documents') {
    // A report may be called by its file.
    const called = documents.map(({ title, file }) => `${title} ${file} ${file.toUpperCase()}`.replaceAll('_', ' '));
    const read = [...hits.map(readOf), ...called];
    const names = await namedNowhere(base, read, part.text);
    if (names.length > 0) return { sentences: [], missing: names, coverage: 0 };
  }
  const wantsReports = part.intent === 'comparison' || part.intent === 'documents';
  const reports = hits.filter((hit) => !shipped.has(hit.document));
  // our own notes are about minerals in general; only one about this very place has a side of its own
  const aboutHere = hits.filter((hit) => !shipped.has(hit.document) || mentions(hit, place));
  const narrowed = part.intent === 'documents' ? reports : part.intent === 'comparison' ? aboutHere : hits;
  const considered = narrowed.length ? narrowed : hits;
  const wanted = {
    terms,
    mustName:
      part.intent === 'comparison'
        ? ('mineral' as const)
        : ABOUT_THE_SCENE.has(part.intent)
          ? ('subject' as const)
          : null,
    intent: part.intent,
    language,
    minerals,
    alteration,
  };
  // what the user's own documents say of a mineral is looked for apart: many good notes must not push it out
  const stated =
    part.intent === 'presence' && reports.length
      ? bestSentences(reports, { ...wanted, mustName: 'subject' }, { most: 3, perDocument: 3 })
      : [];
  const chosen = bestSentences(
    considered,
    wanted,
    {
      most: SENTENCES[part.intent] ?? 2,
      perDocument: part.intent === 'comparison' ? 16 : part.intent === 'documents' ? 3 : 2,
    },
    (hit) => (mentions(hit, place) ? 1.2 : shipped.has(hit.document) ? 0 : wantsReports ? 1 : 0.15),
  );
  const isStated = (sentence: QuotableSentence) =>
    stated.some((one) => one.document === sentence.document && one.start === sentence.start);
  const sentences = [...stated, ...chosen.filter((sentence) => !isStated(sentence))];
  const passages = hits.slice(0, 8).map((hit) => stemText(`${hit.title} ${hit.heading} ${hit.text}`));
  const missing = terms.filter((term) => !passages.some((passage) => speaksOf(passage, term))).map((term) => term.text);
  const best = passages.reduce((most, passage) => Math.max(most, coverage(passage, terms)), 0);
  return { sentences, missing, coverage: sentences.length ? best : 0 };
}

/** Whether a passage or its document's title names the place. */
function mentions(hit: SearchHit, place: string[]): boolean {
  const text = `${hit.title} ${hit.text}`.toLowerCase();
  return place.some((word) => text.includes(word));
}

function hitKey(hit: SearchHit): string {
  return `${hit.document}:${hit.page}:${hit.start}`;
}

/** The minerals that cover most of the scene, as concepts: what "the result" is about when a question names none. */
export function leadingMinerals(summary: SceneSummary, most = 4): string[] {
  const ranked = Object.entries(summary.minerals).sort(([, a], [, b]) => b.pixels - a.pixels);
  return [
    ...new Set(
      ranked.flatMap(([name, mineral]) =>
        (mineral.members.length ? mineral.members : [name]).map((one) => conceptOf(one).id),
      ),
    ),
  ].slice(0, most);
}

/** Types that tell most about a system, from its core outwards; their extent says little about their weight. */
const TELLING = ['potassic', 'advanced argillic', 'phyllic', 'propylitic', 'argillic', 'silicic'];

function leadingAlteration(summary: SceneSummary, most = 3): string[] {
  return TELLING.filter((type) => Object.keys(summary.alteration).some((name) => name.startsWith(type))).slice(0, most);
}
