import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());
// Without its map the scene takes seconds to answer about: time enough to stop it.
beforeEach(() => rmSync(join(stage.home, 'maps'), { recursive: true, force: true }));

describe('stopping a turn', () => {
  it.each([
    ['Esc', '\x1b'],
    ['Ctrl-C', '\x03'],
  ])('%s stops it; the chat goes on, and /resume finishes the turn', async (_, key) => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('Is there alunite?\r');
    at = await chat.until(/Esc stops/, { from: at });
    at = await chat.until(/● .*spectral-analyst/, { from: at });
    const pressed = Date.now();
    chat.press(key);
    at = await chat.until(/Stopped\. \/resume goes on/, { from: at });
    expect(Date.now() - pressed).toBeLessThan(5000);
    at = await chat.until(AT_REST, { from: at });

    chat.press('/resume\r');
    at = await chat.until(/· PASS · builtin/, { from: at });
    await new Promise((resolve) => setTimeout(resolve, 2200));
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('while a turn runs, another question waits and safe commands run', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('Is there alunite?\r');
    at = await chat.until(/Esc stops/, { from: at });
    chat.press('And kaolinite?\r');
    at = await chat.until(/A turn is running; Esc stops it/, { from: at });
    chat.press('/scene other.hdr\r');
    at = await chat.until(/\/scene has to wait until the turn is done/, { from: at });
    chat.press('/help\r');
    at = await chat.until(/\/archive\s+save this session/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('Ctrl-C twice leaves, also in the middle of a turn', async () => {
    const chat = stage.open();
    const at = await chat.until(AT_REST);
    chat.press('Is there alunite?\r');
    await chat.until(/● .*spectral-analyst/, { from: at });
    chat.press('\x03');
    await chat.until(/Ctrl-C again quits/, { from: at });
    chat.press('\x03');
    expect(await chat.exited).toBe(0);
  });

  it('SIGTERM leaves the terminal in order', async () => {
    const chat = stage.open();
    await chat.until(AT_REST);
    chat.signal('SIGTERM');
    expect(await chat.exited).not.toBe(0);
    // The cursor is shown again.
    expect(chat.raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(chat.raw.lastIndexOf('\x1b[?25l'));
  });
});
