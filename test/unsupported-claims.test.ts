import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import type { Ledger } from '../agents/ledger/ledger.ts';
import type { Sentence } from '../agents/ledger/sentence.ts';
import { BuiltinReasoner } from '../agents/reasoner/builtin/builtin-reasoner.ts';
import { LlmReasoner } from '../agents/reasoner/llm/llm-reasoner.ts';
import type { ComposeInput, ComposeOutput, Reasoner } from '../agents/reasoner/reasoner.ts';
import type { TurnEvent } from '../core/answer.ts';
import type { Evidence } from '../core/evidence.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { type ScriptedModel, scriptedModel, type WrittenSentence } from './support/llm/scripted.ts';

const QUESTION = 'How large is the alunite area, 77 km²?';

/** One sentence that is right, and what a writer might add to it. */
function lies(ledger: Ledger): { text: string; evidence: Evidence[]; numbers?: Sentence['numbers'] }[] {
  const area = ledger.scene('/minerals/alunite/area_km2')!;
  const share = ledger.scene('/minerals/alunite/share')!;
  const other = ledger.scene('/minerals/muscovite/area_km2')!;
  const sum = Number(area.value) + Number(other.value) + 1;
  return [
    { text: 'Alunite alone covers 77 km².', evidence: [area] },
    { text: `Muscovite covers ${Number(area.value).toFixed(3)} km².`, evidence: [area] },
    { text: `Alunite covers ${Number(area.value).toFixed(3)} ha.`, evidence: [area] },
    { text: `Alunite takes up ${Number(area.value).toFixed(3)} km² of ground.`, evidence: [share] },
    { text: 'Chalcopyrite was seen in every outcrop.', evidence: [area] },
    { text: 'The deposit will make its owners rich.', evidence: [] },
    { text: 'The deposit will make its owners rich beyond measure.', evidence: [area] },
    { text: 'The report says “alunite was assayed at nine grams of gold a tonne”.', evidence: [area] },
    { text: 'It is “99 km²” large.', evidence: [area] },
    {
      text: `Alunite and muscovite together cover ${sum.toFixed(2)} km².`,
      evidence: [area, other],
      numbers: [{ text: sum.toFixed(2), value: sum, unit: 'km²', formula: 'a + b', inputs: [area.id, other.id] }],
    },
  ];
}

/** Writes what it likes, twice over. */
class Liar implements Reasoner {
  readonly name = 'liar';
  readonly #builtin = new BuiltinReasoner();
  drafts = 0;

  plan = (input: Parameters<Reasoner['plan']>[0]) => this.#builtin.plan(input);

  async compose({ ledger, question }: ComposeInput): Promise<ComposeOutput> {
    this.drafts++;
    const area = ledger.scene('/minerals/alunite/area_km2')!;
    const truth = { text: `Alunite alone covers ${Number(area.value).toFixed(3)} km².`, evidence: [area] };
    const sentences = [truth, ...lies(ledger)].map(({ text, evidence, ...rest }) => ({
      text,
      role: 'detail' as const,
      part: question.parts[0]!.id,
      evidence: evidence.map((one) => one.id),
      numbers: [],
      ...rest,
    }));
    return { sentences, contradictions: [], refusal: null, notes: [] };
  }
}

let talk: DemoTalk;
beforeAll(async () => {
  talk = await demoTalk();
});
afterAll(() => talk.remove());

describe('claims without evidence', () => {
  it('are cut from the answer and named as open points, whoever wrote them', async () => {
    const liar = new Liar();
    const assistant = await openAssistant({ reasoner: liar });
    const answer = await assistant.ask(QUESTION, { scene: talk.scene, kb: talk.kb });
    await assistant.close();
    expect(liar.drafts).toBe(2);
    expect(answer.answer).toMatch(/^Alunite alone covers \d+\.\d{3} km²\.\s+The scene is synthetic/);
    expect(answer.answer).not.toMatch(/77|99|Muscovite| ha|Chalcopyrite|rich|assayed|together/);
    expect(answer.numbers).toHaveLength(1);
    expect(answer.review).toMatchObject({ verdict: 'RETRY', rewrites: 1 });
    // each lie is named with what is wrong with it
    expect(answer.review.reasons.length).toBeGreaterThanOrEqual(10);
    expect(answer.review.reasons.join('\n')).toMatch(/number 77 km2: no evidence/);
    expect(answer.review.reasons.join('\n')).toMatch(/of something else/);
    expect(answer.review.reasons.join('\n')).toMatch(/nothing in the evidence names chalcopyrite/);
    expect(answer.review.reasons.join('\n')).toMatch(/a claim without evidence/);
    expect(answer.review.reasons.join('\n')).toMatch(/speaks of nothing of it/);
    expect(answer.review.reasons.join('\n')).toMatch(/quotation/);
  });
});

describe('a language model that lies', () => {
  let model: ScriptedModel;
  /** What the endpoint answers to a draft, from the numbered evidence of the prompt. */
  let write: (prompt: string) => WrittenSentence[];

  beforeAll(async () => {
    model = await scriptedModel((prompt) => write(prompt));
  });
  afterAll(() => model.close());

  /** Asks through the reasoner for language models; the reasons of every review come along. */
  async function ask(question: string) {
    const asked = model.prompts.length;
    const assistant = await openAssistant({ reasoner: new LlmReasoner({ url: model.url, model: 'liar' }) });
    const reasons: string[] = [];
    const onEvent = (event: TurnEvent) => {
      if (event.type === 'review') reasons.push(...event.review.reasons);
    };
    const answer = await assistant.ask(question, { scene: talk.scene, kb: talk.kb, onEvent });
    await assistant.close();
    expect(model.prompts).toHaveLength(asked + 1);
    return { answer, reasons };
  }

  it('goes through the same guards: one bad sentence, and the rules write the answer', async () => {
    write = () => [
      { text: 'Alunite covers 77 km² of rich ore.', evidence: ['E1'] },
      { text: 'It grades 3 g/t gold.', evidence: ['E1', 'E2'] },
    ];
    const { answer, reasons } = await ask(QUESTION);
    expect(reasons.join('\n')).toMatch(/number 77/);
    expect(reasons.join('\n')).toMatch(/number 3 g\/t/);
    expect(answer.answer).not.toMatch(/77|g\/t/);
    expect(answer.answer).toMatch(/alunite covers \d/i);
    expect(answer.review).toMatchObject({ verdict: 'PASS', rewrites: 1 });
    expect(answer.review.reasons.join(' ')).toMatch(/did not pass the checks/);
  });

  it('is believed where its numbers stand in the evidence that it names', async () => {
    write = (prompt) => {
      const line = prompt.split('\n').find((one) => /minerals · alunite · area km2/.test(one))!;
      const [, label, value] = /^(E\d+) .*= ([\d.]+) km2/.exec(line)!;
      return [{ text: `Alunite alone covers ${Number(value).toFixed(2)} km².`, evidence: [label!] }];
    };
    const { answer } = await ask('How large is the alunite area?');
    expect(answer.answer).toMatch(/^Alunite alone covers \d+\.\d\d km²\./);
    expect(answer.review).toMatchObject({ verdict: 'PASS', rewrites: 0 });
    expect(answer.numbers).toHaveLength(1);
  });
});
