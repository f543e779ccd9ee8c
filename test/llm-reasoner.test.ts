import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import { LlmReasoner } from '../agents/reasoner/llm/llm-reasoner.ts';
import { PlanSchema } from '../agents/reasoner/llm/schemas.ts';
import type { Answer, TurnEvent } from '../core/answer.ts';
import type { Assistant } from '../core/session.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { whyNoModel } from './support/llm/llama.ts';
import { type LlmServer, startLlmServer } from './support/llm/start.ts';

const missing = whyNoModel();

/** SmolLM2-135M writes fluent nonsense about geology: a good adversary for the guards. */
// a hundred million parameters on two shared cores take their time
const PATIENCE_MS = 240_000;

describe.skipIf(missing)(
  `a language model as reasoner${missing ? ` (${missing})` : ''}`,
  { timeout: PATIENCE_MS },
  () => {
    let server: LlmServer;
    let talk: DemoTalk;
    let assistant: Assistant;

    beforeAll(async () => {
      const started = await startLlmServer();
      if ('skipped' in started) throw new Error(started.skipped);
      server = started;
      talk = await demoTalk();
      assistant = await openAssistant({ reasoner: new LlmReasoner({ url: server.url, model: server.model }) });
    });
    afterAll(async () => {
      await assistant.close();
      await talk.remove();
      await server.close();
    });

    it('plans that parse, with the steps that the question needs', async () => {
      const plan: TurnEvent[] = [];
      const answer = await assistant.ask('Is there alunite?', {
        scene: talk.scene,
        kb: talk.kb,
        onEvent: (event) => plan.push(event),
      });
      const agents = answer.plan.map((step) => step.agent);
      expect(agents).toEqual(expect.arrayContaining(['spectral-analyst', 'responder', 'reviewer']));
      expect(agents.at(-1)).toBe('reviewer');
      // while it plans it is said how much it has written
      expect(plan.find(({ type }) => type !== 'writing')?.type).toBe('plan');
      expect(PlanSchema.safeParse({ steps: [{ agent: 'rm -rf', goal: 'anything' }] }).success).toBe(false);
    });

    it.each(['How sure are you that there is alunite?', '有没有明矾石？'])(
      'whatever it says to "%s", the guards hold',
      async (question) => {
        const answer = await assistant.ask(question, { scene: talk.scene, kb: talk.kb });
        expectGuarded(answer);
        expect(answer.models.reasoner).toContain(server.model);
      },
    );

    it('falls back to the built-in reasoner when the server dies, and loses no turn', async () => {
      const second = await startLlmServer();
      if ('skipped' in second) throw new Error(second.skipped);
      const mortal = await openAssistant({ reasoner: new LlmReasoner({ url: second.url, model: second.model }) });
      await second.close();
      const notes: string[] = [];
      const answer = await mortal.ask('Where is alunite?', {
        scene: talk.scene,
        kb: talk.kb,
        onEvent: (event) => {
          if (event.type === 'note') notes.push(event.text);
        },
      });
      await mortal.close();
      expect(answer.answer).toMatch(/alunite/i);
      expect(answer.review.verdict).toBe('PASS');
      expect(notes.join(' ')).toMatch(/built-in reasoner/);
    });
  },
);

/** Whatever the model wrote: no number without an address, no quotation that is not on its page. */
function expectGuarded(answer: Answer) {
  expect(answer.answer.length).toBeGreaterThan(0);
  const ids = new Set(answer.evidence.map((one) => one.id));
  for (const number of answer.numbers)
    expect(number.formula ? number.inputs!.every((id) => ids.has(id)) : ids.has(number.evidence!)).toBe(true);
  for (const citation of answer.citations) expect(citation.verdict).toBe('verified');
}
