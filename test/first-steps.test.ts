import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SLASH_COMMANDS } from '../cli/chat/slash-commands.ts';
import { FIRST_STEPS, FIRST_STEPS_WITHOUT_SCENE, firstStep } from '../cli/chat/words.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const typed = [...FIRST_STEPS, ...FIRST_STEPS_WITHOUT_SCENE].flatMap(({ en, zh }) => [en, zh]);

it('what the greeting offers as a command is one', () => {
  const commands = typed.filter((line) => line.startsWith('/'));
  expect(commands.length).toBeGreaterThan(3);
  for (const line of commands) expect(SLASH_COMMANDS.map(({ name }) => name)).toContain(line.split(' ')[0]);
});

it('the number of what the greeting offers stands for it, until something was asked', () => {
  expect(firstStep('1', 'ridge.hdr', false, 'en')).toBe(FIRST_STEPS[0]!.en);
  expect(firstStep(' 3 ', null, true, 'zh')).toBe('/map 蚀变');
  for (const typed of ['0', '4', '11', 'one']) expect(firstStep(typed, 'ridge.hdr', false, 'en')).toBeNull();
  expect(firstStep('1', null, false, 'en')).toBeNull();
});

describe('what the greeting offers as a question, on the demo scene', () => {
  let talk: DemoTalk;
  beforeAll(async () => {
    talk = await demoTalk();
  });
  afterAll(() => talk.remove());

  it.each(FIRST_STEPS.flatMap(({ en, zh }) => [en, zh]).filter((line) => !line.startsWith('/')))(
    '%s is answered from the scene, in its language, and passes the review',
    async (question) => {
      const answer = await talk.assistant.ask(question, { scene: talk.scene, kb: talk.kb });
      expect(answer.refusal).toBeNull();
      expect(answer.review.verdict).toBe('PASS');
      expect(answer.language).toBe(/\p{Script=Han}/u.test(question) ? 'zh' : 'en');
      expect(answer.numbers.length).toBeGreaterThan(3);
    },
  );

  it.each([FIRST_STEPS_WITHOUT_SCENE[0]!.en, FIRST_STEPS_WITHOUT_SCENE[0]!.zh])(
    '%s is answered without a scene',
    async (question) => {
      const answer = await talk.assistant.ask(question, { kb: talk.kb });
      expect(answer.refusal).toBeNull();
      expect(answer.citations.length).toBeGreaterThan(0);
    },
  );
});
