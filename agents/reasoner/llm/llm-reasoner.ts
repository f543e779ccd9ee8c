import type { ModelUsage, PlanStep } from '../../../core/answer.ts';
import type { Evidence } from '../../../core/evidence.ts';
import { plainLine } from '../../../core/plain-text.ts';
import { quotationsIn } from '../../ledger/guards.ts';
import type { Sentence } from '../../ledger/sentence.ts';
import { BuiltinReasoner } from '../builtin/builtin-reasoner.ts';
import { conceptCovers, conceptOf, mineralConcepts } from '../builtin/lexicon.ts';
import type { ComposeInput, ComposeOutput, PlanInput, PlanOutput, Reasoner, Told } from '../reasoner.ts';
import { finishedSentences } from './finished-sentences.ts';
import { draftPrompt, evidenceBlock, PLAN_PROMPT } from './prompts.ts';
import { DraftSchema, PlanSchema } from './schemas.ts';
import { callStructured, type LlmOptions } from './structured-call.ts';

/** Most pieces of evidence that a prompt carries: small local models have small contexts. */
const MOST_EVIDENCE = 10;
const PLAN_TOKENS = 200;
const DRAFT_TOKENS = 400;

/**
 * Plans and writes with any OpenAI-compatible chat endpoint, held to a JSON schema. What does not parse, does not come,
 * or does not pass the guards is replaced by the built-in reasoner, and the turn says so; a turn is never lost.
 */
export class LlmReasoner implements Reasoner {
  readonly name: string;
  readonly #builtin = new BuiltinReasoner();
  readonly #options: LlmOptions;

  constructor(options: LlmOptions) {
    this.#options = options;
    this.name = `${options.model} (${new URL(options.url).host})`;
  }

  /** The rules' plan, with the model's steps in place of the analysts' where the model gives sensible ones. */
  async plan(input: PlanInput): Promise<PlanOutput> {
    const rules = await this.#builtin.plan(input);
    if (input.question.parts.some((part) => part.intent === 'archive' || part.intent === 'greeting')) return rules;
    try {
      const plan = await callStructured(this.#options, {
        schema: PlanSchema,
        name: 'plan',
        maxTokens: PLAN_TOKENS,
        system: PLAN_PROMPT,
        user: input.question.text,
        ...this.#told(input),
      });
      const steps: PlanStep[] = [];
      const stepParts: PlanOutput['stepParts'] = {};
      const parts = input.question.parts.map((part) => part.id);
      const add = (agent: PlanStep['agent'], goal: string) => {
        if (steps.some((step) => step.agent === agent)) return;
        const id = `s${steps.length + 1}`;
        steps.push({ id, agent, goal: plainLine(goal).slice(0, 160), status: 'pending', ms: 0 });
        stepParts[id] = parts;
      };
      for (const step of plan.steps) {
        if (step.agent === 'vision-analyst' && !input.visionConfigured) continue;
        add(step.agent, step.goal);
      }
      // a model may forget an agent that the question needs; what the rules need is always looked at
      for (const step of rules.steps) add(step.agent, step.goal);
      const last = ['responder', 'reviewer'];
      steps.sort((a, b) => last.indexOf(a.agent) - last.indexOf(b.agent));
      return { steps, stepParts, notes: [] };
    } catch (error) {
      input.signal?.throwIfAborted();
      return { ...rules, notes: [this.#failed('plan', error)] };
    }
  }

  async compose(input: ComposeInput): Promise<ComposeOutput> {
    const rules = await this.#builtin.compose(input);
    // a second attempt would only repeat itself at temperature 0: the rules write it
    if (input.reasons.length) {
      return {
        ...rules,
        notes: [`The draft of ${this.name} did not pass the checks; the built-in reasoner wrote the answer.`],
      };
    }
    if (rules.refusal || rules.sentences.every((sentence) => sentence.role === 'frame')) return rules;
    const evidence = select(input, rules.sentences);
    if (evidence.length === 0) return rules;
    const part = input.question.parts[0]!.id;
    const finished: Sentence[] = [];
    let checking = Promise.resolve();
    try {
      const draft = await callStructured(this.#options, {
        schema: DraftSchema,
        name: 'draft',
        maxTokens: DRAFT_TOKENS,
        system: draftPrompt(input.language),
        user: `Question: ${input.question.text}\n\nEvidence:\n${evidenceBlock(evidence)}`,
        ...this.#told(input),
        onText: (text) => {
          for (const written of finishedSentences(text).slice(finished.length)) {
            const sentence = toSentence(written, evidence, part);
            finished.push(sentence);
            checking = checking.then(() => input.onSentence(sentence));
            // heard below, with the call's own end
            checking.catch(() => undefined);
          }
        },
      });
      await checking;
      const sentences = draft.sentences.map((one) => toSentence(one, evidence, part));
      // the parts that the model left out, and the stated contradictions, come from the rules
      const uncovered = rules.sentences.filter(
        (one) => one.part !== part || (rules.contradictions.length > 0 && one.role === 'comparison'),
      );
      return { ...rules, sentences: [...sentences, ...uncovered], notes: [] };
    } catch (error) {
      await checking.catch(() => undefined);
      input.signal?.throwIfAborted();
      return { ...rules, notes: [this.#failed('answer', error)] };
    }
  }

  #told({ signal, onCall, onWriting }: Told) {
    return {
      signal,
      onUsage: (usage: Omit<ModelUsage, 'model' | 'role' | 'calls'>) =>
        onCall({ model: this.name, role: 'reasoner', calls: 1, ...usage }),
      onWords: onWriting,
    };
  }

  #failed(what: string, error: unknown): string {
    const detail = plainLine((error as Error).message ?? String(error)).slice(0, 140);
    return `${this.name} gave no usable ${what} (${detail}); the built-in reasoner took over.`;
  }
}

/** What the rules would use, then what else bears on the question: documents first, then fields of the minerals it names. */
function select(input: ComposeInput, sentences: Sentence[]): Evidence[] {
  const chosen = new Map<string, Evidence>();
  const take = (id: string) => {
    const entry = input.ledger.get(id);
    if (entry && chosen.size < MOST_EVIDENCE) chosen.set(id, entry);
  };
  for (const sentence of sentences) for (const id of sentence.evidence) take(id);
  for (const finding of input.findings) for (const id of finding.evidence) take(id);
  const concepts = input.question.parts
    .flatMap((part) => part.minerals)
    .map((id) => mineralConcepts().get(id) ?? conceptOf(id));
  for (const entry of input.ledger.entries) {
    const name = /#\/minerals\/([^/]+)\//.exec(entry.address)?.[1];
    if (name && concepts.some((concept) => conceptCovers(concept, name, name.split('+')))) take(entry.id);
  }
  return [...chosen.values()];
}

/** A model's sentence in the form that the guards check. Citation marks follow the documents that it names. */
function toSentence(
  written: { text: string; evidence: string[] },
  evidence: readonly Evidence[],
  part: string,
): Sentence {
  const named = [...new Set(written.evidence)]
    .map((label) => evidence[Number(/^\s*\[?E?(\d+)\]?\s*$/i.exec(label)?.[1] ?? Number.NaN) - 1])
    .filter((entry) => entry !== undefined);
  const documents = named.filter((entry) => entry.kind === 'document');
  let text = plainLine(written.text.replace(/\s*[[(]\s*E\d+(?:\s*,\s*E\d+)*\s*[\])]/g, '')).replace(
    /"([^"]+)"/g,
    '“$1”',
  );
  const marks = documents.map((entry) => `⟦${entry.id}⟧`).join('');
  if (marks)
    text = quotationsIn(text).length
      ? text.replace(/”(?!.*”)/, `” ${marks}`)
      : text.replace(/([.。!?！？]?)$/, ` ${marks}$1`);
  return {
    text,
    role: documents.length ? 'document' : 'detail',
    part,
    evidence: named.map((entry) => entry.id),
    numbers: [],
  };
}
