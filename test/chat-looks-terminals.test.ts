import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXED } from '../cli/terminal/tones.ts';
import { answerQuestions } from './support/answer-questions.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

/** No trace of the terminal in which the tests run. */
const BARE = { COLORTERM: '', NO_COLOR: '', FORCE_COLOR: '', COLORFGBG: '', GOSSAN_BACKGROUND: '', TMUX: '', CI: '' };
const VT220 = '\x1b[?62;22c';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

/** The numbers of colours that a chat wrote between its start and a question of help. */
async function coloursOf(env: Record<string, string>, background?: string, args: string[] = []) {
  const chat = stage.open({
    env: { ...BARE, ...env },
    args: ['--scene', stage.scene, '--kb', 'field', ...args],
  });
  const end = answerQuestions(chat, background ? { background, attributes: VT220 } : { attributes: VT220 });
  await chat.until(AT_REST);
  chat.press('/help\r');
  await chat.until(/显示本列表/);
  chat.press('/quit\r');
  expect(await chat.exited).toBe(0);
  end();
  const fixed = [...chat.raw.matchAll(/\x1b\[38;5;(\d+)m/g)].map(([, number]) => Number(number));
  return { fixed: new Set(fixed), raw: chat.raw, text: chat.text };
}

describe('the colours that the chat writes', () => {
  it.each<[string, keyof typeof FIXED, Record<string, string>, string | undefined]>([
    ['a light terminal that answers', 'light', {}, '\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\'],
    ['a dark one, whose answer ends with a bell', 'dark', {}, '\x1b]11;rgb:0000/2b2b/3636\x07'],
    ['one that says nothing', 'unknown', {}, undefined],
    ['one that says nothing but by a variable', 'light', { COLORFGBG: '0;15' }, undefined],
    ['the setting, against the answer', 'dark', { GOSSAN_BACKGROUND: 'dark' }, '\x1b]11;rgb:ffff/ffff/ffff\x1b\\'],
  ])('%s', async (_, ground, env, background) => {
    const { fixed, text } = await coloursOf(env, background);
    expect([...fixed].every((number) => Object.values(FIXED[ground]).includes(number))).toBe(true);
    expect(fixed).toContain(FIXED[ground].accent);
    expect(fixed).toContain(FIXED[ground].faint);
    // the answer was no key
    expect(text).not.toMatch(/› .*rgb:/);
  });

  it('sixteen colours: names only', async () => {
    const { fixed, raw } = await coloursOf({ TERM: 'xterm', COLORFGBG: '0;15' });
    expect(fixed.size).toBe(0);
    expect(raw).toContain('\x1b[34m');
    // green, yellow and cyan cannot be read on white
    expect(raw).not.toMatch(/\x1b\[3[236]m/);
  });

  it('--no-color: none', async () => {
    const { raw } = await coloursOf({}, undefined, ['--no-color']);
    // colours are CSI ... m
    expect(raw).not.toMatch(/\x1b\[[\d;]*m/);
  });

  it('a background that is none is refused before the screen is taken', async () => {
    const chat = stage.open({ env: { ...BARE, GOSSAN_BACKGROUND: 'purple' } });
    expect(await chat.exited).not.toBe(0);
    expect(chat.text).toMatch(/background is one of dark, light/);
  });
});
