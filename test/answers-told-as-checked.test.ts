import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import { LlmReasoner } from '../agents/reasoner/llm/llm-reasoner.ts';
import type { Answer, TurnEvent } from '../core/answer.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { whyNoModel } from './support/llm/llama.ts';
import { type ScriptedModel, scriptedModel, type WrittenSentence } from './support/llm/scripted.ts';
import { startLlmServer } from './support/llm/start.ts';

let talk: DemoTalk;
beforeAll(async () => {
  talk = await demoTalk();
});
afterAll(() => talk.remove());

/** What a listener had before its eyes: the text at each event, and what was taken back. */
interface Heard {
  events: TurnEvent[];
  texts: string[];
  taken: { text: string; reason: string }[];
  answer: Answer;
}

async function hear(question: string, reasoner?: LlmReasoner, onText: () => void = () => undefined): Promise<Heard> {
  const assistant = await openAssistant(reasoner ? { reasoner } : {});
  const events: TurnEvent[] = [];
  const texts: string[] = [];
  try {
    const answer = await assistant.ask(question, {
      scene: talk.scene,
      kb: talk.kb,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'token') texts.push((texts.at(-1) ?? '') + event.text);
        if (event.type === 'token') onText();
        if (event.type === 'correction') texts.push(event.text);
      },
    });
    const taken = events.flatMap((event) => (event.type === 'correction' ? event.taken : []));
    return { events, texts, taken, answer };
  } finally {
    await assistant.close();
  }
}

describe('the built-in reasoner', () => {
  it.each([
    'Is there alunite in the scene?',
    'Where is the advanced argillic alteration, and how large is it?',
    'Do the reports agree with the scene?',
    'What should I check in the field?',
    '铜的靶区应该先看哪里？',
    'What did gold cost on 12 March 2024?',
    'archive',
  ])('tells "%s" sentence by sentence, and takes nothing back', async (question) => {
    const { events, texts, taken, answer } = await hear(question);
    expect(texts.at(-1)).toBe(answer.answer);
    expect(taken).toEqual([]);
    expect(events.some(({ type }) => type === 'correction')).toBe(false);
    // a list is told as a whole: its form shows at its end
    if (answer.numbers.length > 2 && !answer.answer.startsWith('- ')) expect(texts.length).toBeGreaterThan(1);
    expect(events.at(-1)?.type).toBe('answer');
    // no language model took part; the small vision model may have looked
    expect(answer.usage!.filter(({ role }) => role === 'reasoner')).toEqual([]);
  });

  it('tells the answer before the reviewer has seen the whole', async () => {
    const { events } = await hear('Is there alunite in the scene?');
    const types = events.map(({ type }) => type);
    expect(types.indexOf('token')).toBeLessThan(types.indexOf('review'));
  });
});

describe('a language model', () => {
  let model: ScriptedModel | null = null;
  afterEach(() => model?.close());

  const ask = (question: string, onText?: () => void) =>
    hear(question, new LlmReasoner({ url: model!.url, model: 'scripted' }), onText);

  /** The piece of evidence that gives the area of alunite: its label and its number. */
  const area = (prompt: string) => {
    const [, label, value] = /^(E\d+) .*minerals · alunite · area km2.*= ([\d.]+) km2/m.exec(prompt)!;
    return { label: label!, km2: Number(value).toFixed(2) };
  };

  it('is heard sentence by sentence while it writes the next', async () => {
    let release = () => {};
    const heldBack = new Promise<void>((resolve) => {
      release = resolve;
    });
    model = await scriptedModel(trueSentences, () => heldBack);
    const assistant = await openAssistant({ reasoner: new LlmReasoner({ url: model.url, model: 'scripted' }) });
    const words: number[] = [];
    const asked = assistant.ask('How large is alunite?', {
      scene: talk.scene,
      kb: talk.kb,
      session: 'told',
      onEvent: (event) => {
        if (event.type === 'writing') words.push(event.words);
        // the model waits with its second sentence until the first was told
        if (event.type === 'token') release();
      },
    });
    const answer = await asked;
    expect(words.length).toBeGreaterThan(3);
    expect(words.at(-1)).toBeGreaterThan(10);
    expect(answer.review).toMatchObject({ verdict: 'PASS', rewrites: 0 });
    expect(answer.usage).toMatchObject([{ role: 'reasoner', calls: 2, prompt_tokens: 200, completion_tokens: 40 }]);
    await assistant.close();
  });

  it('is not heard where it lies, and what stood beside the lie is taken back with the reason', async () => {
    model = await scriptedModel((prompt) => [
      ...trueSentences(prompt).slice(0, 1),
      { text: 'Alunite covers 77 km² of rich ore.', evidence: [area(prompt).label] },
    ]);
    const { texts, taken, events, answer } = await ask('How large is alunite?');
    expect(texts.join('\n')).not.toMatch(/77/);
    expect(taken).toHaveLength(1);
    expect(taken[0]!.text).toMatch(/^The map counts alunite/);
    expect(taken[0]!.reason).toMatch(/number 77/);
    expect(texts.at(-1)).toBe(answer.answer);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('correction')).toBeGreaterThan(types.indexOf('review'));
    expect(types.lastIndexOf('correction')).toBeLessThan(types.indexOf('answer'));
  });

  it('that breaks off is replaced, and what it had said is taken back', async () => {
    model = await scriptedModel(trueSentences, () => new Promise(() => undefined));
    const { texts, taken, answer } = await ask('How large is alunite?', () => void model!.close());
    expect(taken.map(({ text }) => text)).toEqual([expect.stringMatching(/^The map counts alunite/)]);
    expect(taken[0]!.reason).toMatch(/gave no usable answer/);
    expect(texts.at(-1)).toBe(answer.answer);
  });

  it('stopped in the middle: what was told is kept with the turn, and resume finishes it', async () => {
    const stop = new AbortController();
    model = await scriptedModel(trueSentences, () => new Promise(() => undefined));
    const assistant = await openAssistant({ reasoner: new LlmReasoner({ url: model.url, model: 'scripted' }) });
    let shown = '';
    const asked = assistant.ask('How large is alunite?', {
      scene: talk.scene,
      kb: talk.kb,
      session: 'stopped',
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'token') return;
        shown += event.text;
        stop.abort();
      },
    });
    await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(assistant.sessions.get('stopped').history).toMatchObject([{ status: 'stopped', shown, answer: null }]);
    await assistant.close();

    const again = await openAssistant();
    const heard: TurnEvent[] = [];
    const answer = await again.resume('stopped', { onEvent: (event) => heard.push(event) });
    expect(heard[0]).toMatchObject({ type: 'plan' });
    expect(heard[0]?.type === 'plan' && heard[0].plan.some(({ status }) => status === 'done')).toBe(true);
    expect(heard.some(({ type }) => type === 'evidence')).toBe(true);
    expect(again.sessions.get('stopped').history).toMatchObject([{ status: 'done', shown: null }]);
    expect(answer.answer).toMatch(/alunite/i);
    await again.close();
  });

  function trueSentences(prompt: string): WrittenSentence[] {
    const { label, km2 } = area(prompt);
    return [
      { text: `The map counts alunite over ${km2} km² of ground.`, evidence: [label] },
      { text: `So alunite takes up ${km2} km² in all.`, evidence: [label] },
    ];
  }
});

const missing = whyNoModel();
// a hundred million parameters on two shared cores take their time
const PATIENCE_MS = 240_000;

describe.skipIf(missing)(
  `a real small language model${missing ? ` (${missing})` : ''}`,
  { timeout: PATIENCE_MS },
  () => {
    it.each(['How sure are you that there is alunite?', '有没有明矾石？'])(
      'is counted while it writes "%s", and the last text told is the answer',
      async (question) => {
        const server = await startLlmServer();
        if ('skipped' in server) throw new Error(server.skipped);
        try {
          const { texts, events, answer } = await hear(
            question,
            new LlmReasoner({ url: server.url, model: server.model }),
          );
          expect(texts.at(-1)).toBe(answer.answer);
          expect(events.some(({ type }) => type === 'writing')).toBe(true);
          const [usage] = answer.usage!;
          expect(usage!.calls).toBeGreaterThan(0);
          expect(usage!.completion_tokens).toBeGreaterThan(0);
        } finally {
          await server.close();
        }
      },
    );
  },
);
