import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { END, foreignParts } from './support/drawn-frames.ts';
import { HOSTILE, keyStorm } from './support/key-storm.ts';
import type { Terminal } from './support/terminal.ts';

/** `npm run check:long key-storm` takes 10 000, and another seed each time. */
const BLOWS = Number(process.env.GOSSAN_STORM_KEYS ?? 300);
const SEED = process.env.GOSSAN_STORM_SEED ? Number(process.env.GOSSAN_STORM_SEED) : BLOWS > 300 ? Date.now() % 1e6 : 2;

let stage: ChatStage;
/** What the first chat of the storm wrote. */
let written = '';
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Until nothing more is drawn: what was sent has been read. */
async function quiet(chat: Terminal): Promise<void> {
  for (let drawn = -1; drawn !== chat.raw.length || !chat.isWritten; ) {
    drawn = chat.raw.length;
    await sleep(400);
  }
}

/** Sends all blows. A storm may find the way out (`/quit` from a list): then the chat is opened again. */
async function storm(open: () => Promise<Terminal>): Promise<Terminal[]> {
  const chats = [await open()];
  let sent = 0;
  for (const blow of keyStorm(SEED, BLOWS)) {
    let chat = chats.at(-1)!;
    if (chat.raw.includes(END, chat.raw.length - 10_000)) {
      expect(await chat.exited, `how it ended after ${sent} blows of seed ${SEED}`).toBe(0);
      chat = await open();
      chats.push(chat);
    }
    sent++;
    if (blow.kind === 'resize') chat.resize(blow.columns, blow.rows);
    else if (blow.kind === 'keys') chat.press(blow.text);
    else {
      await quiet(chat);
      chat.press('x\x03');
      await sleep(2100);
    }
    if (blow.kind === 'keys' && blow.text.length > 10_000) await quiet(chat);
    else await sleep(3);
  }
  await quiet(chats.at(-1)!);
  return chats;
}

describe('a storm of keys', () => {
  it(`${BLOWS} keys, resizes, pastes up to 1 MB and hostile sequences: nothing foreign is written, and it still answers`, async () => {
    const chats = await storm(async () => {
      const chat = stage.open({ args: ['--scene', stage.scene, '--kb', 'field', '--no-rag', '--no-vision'] });
      await chat.until(AT_REST);
      return chat;
    });
    const chat = chats.at(-1)!;
    chat.resize(100, 40);
    // out of searches, lists and turns; then away with what is typed
    chat.press('\x1b[201~');
    for (const [key, ms] of [
      ['\x07', 100],
      ['\x1b', 100],
      ['x\x03', 2100],
    ] as const) {
      chat.press(key);
      await sleep(ms);
    }
    let at = chat.text.length;
    chat.press('/lang en\r');
    at = await chat.until(/Answers are in English/, { from: at, ms: 110_000 });
    chat.press('Is there alunite?\r');
    at = await chat.until(/· (?:PASS|RETRY)/, { from: at });
    await chat.until(/› Ask a question/, { from: at });
    chat.press('\x04');
    expect(await chat.exited).toBe(0);
    written = chats[0]!.raw;
    expect(chats.flatMap((one) => foreignParts(one.raw))).toEqual([]);
  });

  it('would have been noticed: each hostile sequence within a frame of that same stream', () => {
    const place = written.indexOf('Ask a question') + 4;
    const steering = HOSTILE.filter((text) => /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(text));
    expect(steering.length).toBeGreaterThan(40);
    for (const text of steering) {
      const changed = written.slice(0, place) + text + written.slice(place);
      expect(foreignParts(changed.slice(0, place + 2000)), JSON.stringify(text)).not.toEqual([]);
    }
  });
});
