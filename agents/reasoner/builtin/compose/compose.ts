import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import type { Sentence } from '../../../ledger/sentence.ts';
import { phrase } from '../../../ledger/sentence.ts';
import type { ComposeInput, ComposeOutput } from '../../reasoner.ts';
import type { QuestionPart } from '../question.ts';
import { contentTerms, coverage, stemText } from '../relevance.ts';
import { nothingVisible } from './absence.ts';
import { changeMind, fieldCheck, meaning, why } from './advice-answers.ts';
import { withinArea } from './area.ts';
import { compare } from './comparison.ts';
import { composition } from './composition.ts';
import { confidence } from './confidence.ts';
import { distinguish } from './distinguish.ts';
import { documentsDisagree, printed, quoted } from './document-answers.ts';
import { SceneFacts } from './facts.ts';
import { inventory, mineralTable, quantity } from './inventory.ts';
import { point } from './point.ts';
import { presence } from './presence.ts';
import { greeting, notAnswered, refuse, sceneWanted, unknownMineral } from './refusals.ts';
import { sentence } from './say.ts';
import { limits, origin } from './scene-data.ts';
import { target } from './target.ts';
import { locate } from './where.ts';
import { windowGround } from './window.ts';

/** From this share of the question's terms on, a passage is taken to answer it. Chosen by hand, not yet tuned on a set. */
export const ANSWERS_FROM = 0.6;

/** Writes the answer by rule: the scene's side first, then the documents', then both against each other. */
export async function composeByRule(input: ComposeInput): Promise<ComposeOutput> {
  const facts = new SceneFacts(input.ledger);
  const sentences: Sentence[] = [];
  const contradictions: Contradiction[] = [];
  const missing: string[] = [];
  const open: Sentence[] = [];
  const quotedAlready = new Set<string>();
  for (const part of input.question.parts) {
    const answered = answerPart(part, facts, input, quotedAlready);
    if (answered.sentences.length === 0 && !part.optional)
      open.push(notAnswered(part, answered.missing, input.language));
    sentences.push(...answered.sentences);
    contradictions.push(...answered.contradictions);
    missing.push(...answered.missing);
  }
  const [first] = sentences;
  if (first) sentences.push(...withinArea(first.part, facts, input.language));
  const clean = dropReasons(sentences, input.reasons);
  if (clean.length === 0) return { sentences: [], contradictions, refusal: refuse(input, missing), notes: [] };
  // a part without an answer is said to have none, beside the parts that have one
  return { sentences: [...clean, ...open], contradictions, refusal: null, notes: [] };
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
  if (
    part.unknownMinerals.length &&
    documents.every((entry) => !part.unknownMinerals.some((name) => entry.text.toLowerCase().includes(name)))
  )
    return { ...none, missing: unknownMineral(part, facts, language) };

  if (finding?.alone) {
    if (documents.length === 0) return { ...none, missing: finding.missing };
    const sentences = quoteFor(part, documents, language, false, quotedAlready);
    const sides = (finding.conflict ?? [])
      .map((id) => documents.find((entry) => entry.id === id))
      .filter((one) => one !== undefined);
    if (sides.length < 2) return { ...none, sentences };
    const disagreement = documentsDisagree(part, sides, language);
    return { ...none, sentences: [...sentences, disagreement.sentence], contradictions: [disagreement.contradiction] };
  }

  if (part.intent === 'beyond') {
    // a price or a grade is stated in one sentence of a document or it is not known
    const terms = contentTerms(part.text);
    const stating = documents.filter((entry) => coverage(stemText(`${entry.source} ${entry.text}`), terms) > 0.99);
    const lacking = terms.map((term) => term.text);
    return stating.length && terms.length
      ? { ...none, sentences: quoteFor(part, stating, language, false, quotedAlready) }
      : { ...none, missing: finding?.missing.length ? finding.missing : lacking };
  }

  if (part.intent === 'comparison') {
    const result = compare(part, documents, facts, language);
    for (const id of result.used) quotedAlready.add(id);
    return {
      sentences: result.sentences,
      contradictions: result.contradictions,
      missing: result.sentences.length
        ? []
        : [...(finding?.missing ?? []), ...(facts.present ? [] : [sceneWanted(language)])],
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
  const askDocuments = facts.present ? part.needs.includes('documents') : namesItsSubject(part);
  const useDocuments = askDocuments && relevant && !(facts.present && part.intent === 'presence' && scene.length === 0);
  // what the user's documents say of this very mineral stands against the scene before it stands as a quotation
  const stated =
    facts.present && part.intent === 'presence' && part.minerals.length
      ? compare(
          part,
          documents.filter((entry) => finding?.own?.includes(entry.id)),
          facts,
          language,
          part.minerals,
        )
      : { sentences: [], contradictions: [], used: [] };
  for (const id of stated.used) quotedAlready.add(id);
  const rest = documents.filter((entry) => !stated.used.includes(entry.id));
  const fromDocuments = useDocuments ? quoteFor(part, rest, language, scene.length > 0, quotedAlready) : [];
  const lead = openDocuments(part, fromDocuments, scene, language);
  const ordered = [...scene, ...stated.sentences, ...lead, ...fromDocuments];
  return {
    sentences: ordered,
    contradictions: stated.contradictions,
    missing: ordered.length
      ? []
      : [
          ...(finding?.missing ?? []),
          ...(facts.present || !part.needs.includes('scene') ? [] : [sceneWanted(language)]),
        ],
  };
}

/** Words that every question about a scene has: alone they ask a document for nothing in particular. */
const GENERAL = /^(alteration|altered|minerals?|scene|image|map|area|zones?|best|largest|蚀变|矿物|影像|分布|面积)$/i;

/** Whether a question can be put to the documents alone: "where does alunite form", but not "where is the alteration". */
function namesItsSubject(part: QuestionPart): boolean {
  if (!part.needs.includes('scene') || part.needs[0] === 'documents') return true;
  return contentTerms(part.text).some((term) => !GENERAL.test(term.text));
}

function fromScene(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const blank =
    Number(facts.at('/valid_pixels')?.value) === 0 &&
    !['origin', 'distinguish', 'beyond', 'define', 'general', 'documents'].includes(part.intent);
  if (blank) return nothingVisible(part, facts, language);
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
      return part.point ? point(part, facts, language) : [];
    case 'window':
      return windowGround(part, facts, language);
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
  return [{ ...sentence(part.id, 'document', phrase`${text}`), evidence: quotes.flatMap((one) => one.evidence) }];
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
