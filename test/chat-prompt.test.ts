import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
  cpSync(dirname(stage.scene), join(stage.folder, 'north ridge'), { recursive: true });
});
afterAll(() => stage.close());

const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;
/** Row from the bottom and column at which the last frame left the cursor. */
const cursor = (raw: string) => /\x1b\[(\d+)A\x1b\[(\d+)G\x1b\[\?25h(?!.*\x1b\[\?25h)/s.exec(raw)?.slice(1).map(Number);

describe('the prompt in a terminal', () => {
  it('takes lines, grows to its height and scrolls within; the cursor stands where one types', async () => {
    const chat = stage.open({ columns: 60, rows: 24 });
    let at = await chat.until(AT_REST);
    chat.press('one 明矾\x1b\rtwo');
    await chat.until(/› one 明矾\n {2}two\n/, { from: at });
    expect(cursor(chat.raw)).toEqual([1, 6]);
    chat.press('\x1b[A\x05');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(cursor(chat.raw)).toEqual([2, 11]);
    at = chat.text.length;
    chat.press(`\x1b[1;5F${'\n'.repeat(9)}end`);
    // eight rows are shown, and a mark says that there are more above
    await chat.until(/↑ *\n(?: *\n){6} {2}end\n$/, { from: at });
    at = chat.text.length;
    chat.press('\x03/q\r');
    expect(await chat.exited).toBe(0);
    // the terminal is as it was: no marks around pastes, no other keyboard
    expect(chat.raw).toMatch(/\x1b\[\?2004h[\s\S]*\x1b\[\?2004l/);
    expect(chat.raw).toMatch(/\x1b\[>1u[\s\S]*\x1b\[<u/);
  });

  it('a long paste stands as a mark, is not sent, and goes out whole', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press(`/kb use ${paste('a\x1b[2Jb\r\n'.repeat(312))}`);
    at = await chat.until(/› \/kb use \[pasted 312 lines\]/, { from: at });
    chat.press('\r');
    at = await chat.until(/takes list, add PATH, or use NAME/, { from: at });
    expect(chat.raw).not.toContain('\x1b[2J');
    chat.press('/q\r');
    expect(await chat.exited).toBe(0);
  });

  it('a scene that is dropped on it opens with Enter', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    const dropped = join(stage.folder, 'north ridge', 'gossan-demo.hdr');
    chat.press(paste(pathToFileURL(dropped).href));
    at = await chat.until(/› \/scene \S*north ridge\/gossan-demo\.hdr/, { from: at });
    chat.press('\r');
    at = await chat.until(/Scene gossan-demo: .*pixels/, { from: at });
    chat.press('/q\r');
    expect(await chat.exited).toBe(0);
  });

  it('Ctrl-R finds what was typed in an earlier run', async () => {
    const first = stage.open();
    let at = await first.until(AT_REST);
    first.press('这里有没有明矾石？\r');
    at = await first.until(/· (?:PASS|RETRY)/, { from: at });
    at = await first.until(AT_REST, { from: at });
    first.press('/lang zh\r');
    await first.until(/之后用中文回答/, { from: at });
    first.press('/q\r');
    await first.exited;

    const chat = stage.open();
    at = await chat.until(AT_REST);
    chat.press('\x12矾');
    at = await chat.until(/‹ search: 矾\n {2}这里有没有明矾石？\n/, { from: at });
    chat.press('\r');
    at = await chat.until(/› 这里有没有明矾石？/, { from: at });
    chat.press('\x15\x1b[A');
    at = await chat.until(/› \/q/, { from: at });
    chat.press('\x1b[A');
    await chat.until(/› \/lang zh/, { from: at });
    chat.press('\x15/q\r');
    expect(await chat.exited).toBe(0);
  });

  it('Tab shows a list of bounded height, and goes through it', async () => {
    const chat = stage.open({ columns: 80, rows: 20 });
    let at = await chat.until(AT_REST);
    chat.press('where is al\t');
    at = await chat.until(/› where is \S+\n› \S+ {2}.*\n(?: {2}\S.*\n){3} {2}1\/\d+\n/, { from: at });
    chat.press('\t');
    at = await chat.until(/ {2}2\/\d+\n/, { from: at });
    chat.press('\x1b');
    await chat.until(/› where is al\n$/, { from: at });
    chat.press('\x15/q\r');
    expect(await chat.exited).toBe(0);
  });
});
