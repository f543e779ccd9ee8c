import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import type { Sentence } from '../../../ledger/sentence.ts';
import { phrase } from '../../../ledger/sentence.ts';
import type { ComposeInput, ComposeOutput } from '../../reasoner.ts';
import type { QuestionPart } from '../question.ts';
import { changeMind, fieldCheck, meaning, why } from './advice-answers.ts';
import { compare } from './comparison.ts';
import { composition } from './composition.ts';
import { confidence } from './confidence.ts';
import { distinguish } from './distinguish.ts';
import { printed, quoted } from './document-answers.ts';
import { SceneFacts } from './facts.ts';
import { inventory, mineralTable, quantity } from './inventory.ts';
import { modelView } from './model-answers.ts';
import { point } from './point.ts';
import { presence } from './presence.ts';
import { greeting, refuse, sceneWanted, unknownMineral } from './refusals.ts';
import { sentence } from './say.ts';
import { limits, origin } from './scene-data.ts';
import { target } from './target.ts';
import { locate } from './where.ts';

/** From this share of the question's terms on, a passage is taken to answer it. Tuned on the textbook's questions. */
export const ANSWERS_FROM = 0.6;

/** Writes the answer by rule: the scene's side first, then the documents', then both against each other. */
export async function composeByRule(input: ComposeInput): Promise<ComposeOutput> {
  const facts = new SceneFacts(input.ledger);
  const sentences: Sentence[] = [];
  const contradictions: Contradiction[] = [];
  const missing: string[] = [];
  const quotedAlready = new Set<string>();
  for (const part of input.question.parts) {
    const answered = answerPart(part, facts, input, quotedAlready);
    sentences.push(...answered.sentences);
    contradictions.push(...answered.contradictions);
    missing.push(...answered.missing);
  }
  const model = modelView(input.question.parts[0]!, facts, input.ledger, input.language);
  sentences.push(...model.sentences);
  contradictions.push(...model.contradictions);
  const clean = dropReasons(sentences, input.reasons);
  if (clean.length === 0) return { sentences: [], contradictions, refusal: refuse(input, missing), notes: [] };
  return { sentences: clean, contradictions, refusal: null, notes: [] };
}

interface PartAnswer {
  sentences: Sentence[];
  contradictions: Contradiction[];
  missing: string[];
}

function answerPart(
  part: QuestionPart,
  facts: SceneFacts,
  input: ComposeInput,
  quotedAlready: Set<string>,
): PartAnswer {
  const { language } = input;
  const none: PartAnswer = { sentences: [], contradictions: [], missing: [] };
  if (part.intent === 'greeting') return { ...none, sentences: greeting(part, facts, language) };
  const finding = input.findings.find((one) => one.part === part.id && !one.note);
  const documents = (finding?.evidence ?? [])
    .map((id) => input.ledger.get(id))
    .filter((entry) => entry !== undefined)
    .filter((entry) => !quotedAlready.has(entry.id) && !named(input.reasons, printed(entry.text)));
  const needsScene = part.needs[0] === 'scene';
  if (needsScene && !facts.present && !part.needs.includes('documents'))
    return { ...none, sentences: [], missing: [sceneWanted(language)] };

  if (
    part.unknownMinerals.length &&
    documents.every((entry) => !part.unknownMinerals.some((name) => entry.text.toLowerCase().includes(name)))
  )
    return { ...none, missing: unknownMineral(part, facts, language) };

  if (part.intent === 'comparison') {
    const result = compare(part, documents, facts, language);
    for (const id of result.used) quotedAlready.add(id);
    return {
      sentences: result.sentences,
      contradictions: result.contradictions,
      missing: result.sentences.length ? [] : (finding?.missing ?? []),
    };
  }

  const scene =
    part.intent === 'distinguish'
      ? distinguish(part, input.ledger, language)
      : facts.present
        ? fromScene(part, facts, language)
        : [];
  const relevant =
    finding !== undefined && finding.coverage >= (scene.length ? 0.35 : ANSWERS_FROM) && documents.length > 0;
  const useDocuments =
    part.needs.includes('documents') && relevant && !(part.intent === 'presence' && scene.length === 0);
  const fromDocuments = useDocuments ? quoteFor(part, documents, language, scene.length > 0, quotedAlready) : [];
  const lead = openDocuments(part, fromDocuments, scene, language);
  const ordered = [...scene, ...lead, ...fromDocuments];
  return {
    sentences: ordered,
    contradictions: [],
    missing: ordered.length
      ? []
      : finding?.missing.length
        ? finding.missing
        : facts.present
          ? []
          : [sceneWanted(language)],
  };
}

function fromScene(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  switch (part.intent) {
    case 'locate':
      return locate(part, facts, language);
    case 'inventory':
      return inventory(part, facts, language);
    case 'table':
      return mineralTable(part, facts, language);
    case 'quantity':
      return quantity(part, facts, language);
    case 'presence':
      return presence(part, facts, language);
    case 'confidence':
      return confidence(part, facts, language);
    case 'why':
      return why(part, facts, language);
    case 'point':
      return point(part, facts, language);
    case 'composition':
      return composition(part, facts, language);
    case 'target':
      return target(part, facts, language);
    case 'origin':
      return origin(part, facts, language);
    case 'limits':
      return limits(part, facts, language);
    case 'meaning':
      return meaning(part, facts, language);
    case 'field-check':
      return fieldCheck(part, facts, language);
    case 'change-mind':
      return changeMind(part, facts, language);
    default:
      return [];
  }
}

/** How many quotations an answer carries that has something of its own to say, and one that has not. */
function quoteFor(
  part: QuestionPart,
  documents: Evidence[],
  language: Language,
  besideScene: boolean,
  quotedAlready: Set<string>,
): Sentence[] {
  const most = besideScene ? 2 : 4;
  const chosen = documents.slice(0, most);
  for (const entry of chosen) quotedAlready.add(entry.id);
  return quoted(part, chosen, language);
}

/** Advice from the documents is brought in as such, behind the scene's own. */
function openDocuments(part: QuestionPart, quotes: Sentence[], scene: Sentence[], language: Language): Sentence[] {
  if (quotes.length === 0 || scene.length === 0 || part.intent !== 'field-check') return [];
  const text = language === 'zh' ? '到了现场，资料建议这样检查。' : 'On the ground, the documents advise this.';
  return [sentence(part.id, 'document', phrase`${text}`)];
}

/** On the rewrite, sentences that the reviewer named are left out. */
function dropReasons(sentences: Sentence[], reasons: string[]): Sentence[] {
  if (reasons.length === 0) return sentences;
  return sentences.filter((one) => {
    const bare = one.text.replace(/⟦[^⟧]*⟧/g, '').trim();
    return !named(reasons, bare);
  });
}

/** Whether the reviewer's reasons speak of this text (they shorten what they name). */
function named(reasons: string[], text: string): boolean {
  return reasons.some((reason) => reason.includes(text.slice(0, 60)));
}
