import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { aluniteWriter, FIRST_SENTENCE } from './support/llm/alunite-writer.ts';
import type { Terminal } from './support/terminal.ts';

/** What ends a chat from outside: the window is closed, or the machine takes the process away. */
const ENDS: [string, (chat: Terminal) => void][] = [
  ['its terminal is closed', (chat) => chat.hangUp()],
  ['it is killed', (chat) => chat.kill()],
];
const SLOW = { ms: 100_000 };

let stage: ChatStage;
let writer: Awaited<ReturnType<typeof aluniteWriter>> | null = null;

function open(session: string, env: Record<string, string> = {}): Terminal {
  return stage.open({ args: ['--scene', stage.scene, '--kb', 'field', '--session', session], env });
}

describe('a chat that is cut off', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    stage = await chatStage();
  });
  afterEach(() => writer?.close());
  afterAll(() => stage.close());

  it.each(ENDS)(
    'in the middle of an answer (%s) shows again what was shown, and finishes the turn',
    async (how, end) => {
      const session = how.replaceAll(' ', '-');
      writer = await aluniteWriter();
      const chat = open(session, { GOSSAN_LLM_URL: writer.url, GOSSAN_LLM_MODEL: 'scripted' });
      let at = await chat.until(AT_REST, SLOW);
      chat.press('How large is alunite?\r');
      at = await chat.until(FIRST_SENTENCE, { from: at, ...SLOW });
      end(chat);
      await chat.exited;

      const again = open(session);
      at = await again.until(new RegExp(`Session ${session}, 1 turn \\(`), SLOW);
      at = await again.until(/› How large is alunite\?\n/, { from: at });
      at = await again.until(FIRST_SENTENCE, { from: at });
      at = await again.until(/(Stopped|Cut off) here: the answer is not whole/, { from: at });
      at = await again.until(/Turn 1 was cut off; only the part above had been shown\. \/resume/, { from: at });
      at = await again.until(AT_REST, { from: at, ...SLOW });
      again.press('/resume\r');
      at = await again.until(/· PASS · builtin/, { from: at, ...SLOW });
      at = await again.until(AT_REST, { from: at });
      again.press('/resume\r');
      await again.until(/has no unfinished turn/, { from: at });
      again.press('/quit\r');
      expect(await again.exited).toBe(0);
    },
  );

  it.each(ENDS)('in the middle of its plan (%s) goes on with the plan', async (how, end) => {
    const session = `plan-${how.replaceAll(' ', '-')}`;
    // without its map the scene takes seconds to answer about
    rmSync(join(stage.home, 'maps'), { recursive: true, force: true });
    const chat = open(session);
    let at = await chat.until(AT_REST, SLOW);
    chat.press('Is there alunite?\r');
    at = await chat.until(/● .*spectral-analyst/, { from: at, ...SLOW });
    end(chat);
    await chat.exited;

    const again = open(session);
    at = await again.until(/› Is there alunite\?\n/, SLOW);
    at = await again.until(/Turn 1 was cut off; nothing of its answer had been shown/, { from: at });
    at = await again.until(AT_REST, { from: at, ...SLOW });
    again.press('/resume\r');
    at = await again.until(/Plan\n[^\n]*spectral-analyst/, { from: at, ...SLOW });
    at = await again.until(/· PASS · builtin/, { from: at, ...SLOW });
    again.press('/quit\r');
    expect(await again.exited).toBe(0);
  });

  it('shows again what stood between the turns: notes, texts, errors', async () => {
    const chat = open('between');
    let at = await chat.until(AT_REST, SLOW);
    chat.press('Is there alunite?\r');
    at = await chat.until(/· PASS · builtin/, { from: at, ...SLOW });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/rename North ridge\r');
    at = await chat.until(/between is now "North ridge"/, { from: at });
    chat.press('/kb list\r');
    at = await chat.until(/"field", 1 document\n\w+ +Ridge note/, { from: at });
    chat.press('/spectrum 1\r');
    at = await chat.until(/✗ /, { from: at });
    chat.kill();
    await chat.exited;

    const again = open('between');
    at = await again.until(/Session between, 1 turn \(North ridge\)/, SLOW);
    at = await again.until(/· PASS · builtin/, { from: at });
    at = await again.until(/between is now "North ridge"/, { from: at });
    at = await again.until(/"field", 1 document\n\w+ +Ridge note/, { from: at });
    at = await again.until(/✗ /, { from: at });
    again.press('/quit\r');
    expect(await again.exited).toBe(0);
  });
});

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))(
  'a chat that is cut off at a question',
  { timeout: 400_000 },
  () => {
    beforeAll(async () => {
      stage = await chatStage({ model: true });
    });
    afterAll(() => stage.close());

    it.each(ENDS)('(%s) asks it again', async (how, end) => {
      const session = `asked-${how.replaceAll(' ', '-')}`;
      const chat = open(session);
      let at = await chat.until(AT_REST, SLOW);
      chat.press('What is in window 40 60 48 48?\r');
      at = await chat.until(/gossan-nano reads this window/, { from: at, ...SLOW });
      at = await chat.until(AT_REST, { from: at, ...SLOW });
      chat.press('/approve\r');
      at = await chat.until(/Do you agree\? yes or no/, { from: at, ...SLOW });
      end(chat);
      await chat.exited;

      const again = open(session);
      at = await again.until(/The question of \/approve waited for an answer/, SLOW);
      at = await again.until(/Do you agree\? yes or no/, { from: at, ...SLOW });
      again.press('no\r');
      at = await again.until(/› no\n[\s\S]*Nothing was kept/, { from: at });
      again.press('/quit\r');
      expect(await again.exited).toBe(0);

      const third = open(session);
      await third.until(AT_REST, SLOW);
      expect(third.text).not.toContain('waited for an answer');
      third.press('/quit\r');
      expect(await third.exited).toBe(0);
    });
  },
);
