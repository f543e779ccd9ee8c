import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { aluniteWriter, FIRST_SENTENCE } from './support/llm/alunite-writer.ts';

const SLOW = { ms: 100_000 };
let stage: ChatStage;
let writer: Awaited<ReturnType<typeof aluniteWriter>>;
beforeAll(async () => {
  stage = await chatStage();
});
afterEach(() => writer.close());
afterAll(() => stage.close());

const open = (columns: number, env: Record<string, string> = {}) =>
  stage.open({
    args: ['--scene', stage.scene, '--kb', 'field', '--session', `told-${columns}`],
    columns,
    rows: 24,
    env: { GOSSAN_LLM_URL: writer.url, GOSSAN_LLM_MODEL: 'scripted', ...env },
  });

describe('an answer in the chat, while a model writes it', { timeout: 400_000 }, () => {
  it('is shown as it is checked; a stop keeps what was shown, /resume goes on', async () => {
    writer = await aluniteWriter();
    const chat = open(80);
    let at = await chat.until(AT_REST, SLOW);
    chat.press('How large is alunite?\r');
    await chat.until(/\d+ words written; shown when checked/, { from: at, ...SLOW });
    at = await chat.until(FIRST_SENTENCE, { from: at });
    chat.press('\x1b');
    at = await chat.until(FIRST_SENTENCE, { from: at });
    at = await chat.until(/Stopped here: the answer is not whole/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/resume\r');
    at = await chat.until(FIRST_SENTENCE, { from: at, ...SLOW });
    writer.goOn();
    at = await chat.until(/So alunite takes up[\s\S]*· PASS · scripted/, { from: at, ...SLOW });
    at = await chat.until(AT_REST, { from: at });

    chat.press('/cost\r');
    at = await chat.until(/all +scripted[\s\S]*in all/, { from: at });
    chat.press('/rename North ridge\r');
    at = await chat.until(/told-80 is now "North ridge"/, { from: at });
    chat.press('/rename\r');
    at = await chat.until(/✗ A session needs a name/, { from: at });
    chat.press('/export md notes/talk.md\r');
    at = await chat.until(/Exported: notes\/talk\.md/, { from: at, ...SLOW });
    expect(readFileSync(join(stage.folder, 'notes', 'talk.md'), 'utf8')).toMatch(/# North ridge[\s\S]*So alunite/);
    chat.press('/export json\r');
    at = await chat.until(/Exported: output\/sessions\/told-80\.json/, { from: at });
    const exported = JSON.parse(readFileSync(join(stage.folder, 'output', 'sessions', 'told-80.json'), 'utf8'));
    expect(exported).toMatchObject({ id: 'told-80', title: 'North ridge', history: [{ turn: 1, status: 'done' }] });
    chat.press('/branch 7\r');
    at = await chat.until(/no answered turn 7/, { from: at });
    chat.press('/branch 1\r');
    at = await chat.until(/\d{8}-\d{4}-[a-z]{4} goes on from told-80\s+after turn 1/, { from: at });
    chat.press('/sessions TAKES alunite\r');
    at = await chat.until(/told-80 .*North ridge\n +turn 1, answer:/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('takes back visibly what does not stand, on forty columns and in Chinese words', async () => {
    writer = await aluniteWriter(() => 'Alunite covers 77 km² of rich ore.');
    const chat = open(40, { LANG: 'zh_CN.UTF-8' });
    let at = await chat.until(AT_REST, SLOW);
    chat.press('How large is alunite?\r');
    at = await chat.until(/The map counts alunite over/, { from: at, ...SLOW });
    writer.goOn();
    at = await chat.until(/撤回[:：] ?“The map counts alunite/, { from: at, ...SLOW });
    at = await chat.until(/number\s+77/, { from: at });
    at = await chat.until(/· PASS \(1 rewrite\)/, { from: at, ...SLOW });
    at = await chat.until(/› 请提问/, { from: at });
    // the lie is named in the reason alone
    expect(chat.text.slice(0, at)).not.toMatch(/^Alunite covers 77/m);
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });
});
