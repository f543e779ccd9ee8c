import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

const LEFT = '\x1b[D';
const UP = '\x1b[A';
const DOWN = '\x1b[B';

describe('keys in the chat', () => {
  it('edit Chinese by characters, go back to earlier lines, complete commands', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('/lang 中矾文');
    at = await chat.until(/› \/lang 中矾文/, { from: at });
    // Back over 文, away with 矾; what is left is one unknown word.
    chat.press(`${LEFT}`);
    chat.press('\x7f');
    at = await chat.until(/› \/lang 中文/, { from: at });
    chat.press('\r');
    at = await chat.until(/\/lang takes en, zh or auto/, { from: at });

    chat.press('/hel');
    await chat.until(/\/help.*this list, or about an error/, { from: at });
    chat.press('\t');
    chat.press('\r');
    at = await chat.until(/\/archive\s+save this session/, { from: at });

    chat.press(UP);
    at = await chat.until(/› \/help/, { from: at });
    chat.press(UP);
    at = await chat.until(/› \/lang 中文/, { from: at });
    chat.press(DOWN);
    at = await chat.until(/› \/help/, { from: at });
    chat.press('\x15/lang zh\r');
    await chat.until(/之后用中文回答/, { from: at });
    await chat.until(/› 请提问/, { from: at });
    chat.press('\x04');
    expect(await chat.exited).toBe(0);
  });

  it('may come in one piece, as over a slow line', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('/lamg\x7f\x7fng zh\r');
    at = await chat.until(/之后用中文回答/, { from: at });
    chat.press('wrong\x15/lang\r\nen\r');
    await chat.until(/Answers are in English/, { from: at });
    chat.press('\x04');
    expect(await chat.exited).toBe(0);
  });

  it('a command that is none has a suggestion', async () => {
    const chat = stage.open();
    const at = await chat.until(AT_REST);
    chat.press('/achive\r');
    await chat.until(/no command "\/achive"[\s\S]*Did you mean \/archive\?/, { from: at });
    chat.press('/q\r');
    expect(await chat.exited).toBe(0);
  });

  it('a typed path may be quoted, and the scene that is opened says that it is synthetic', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press(`/scene '${stage.scene}'\r`);
    at = await chat.until(/Scene gossan-demo: .*pixels\. SYNTHETIC/, { from: at });
    chat.press('/scene gone.hdr\r');
    at = await chat.until(/gone\.hdr: no such file/, { from: at });
    chat.press('/rag off\r');
    await chat.until(/kb field off/, { from: at });
    chat.press('/q\r');
    expect(await chat.exited).toBe(0);
  });

  it('complete what follows a command: words, and paths of this machine', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('/lang z\t');
    at = await chat.until(/› \/lang zh/, { from: at });
    chat.press('\x15/scene dem\t');
    at = await chat.until(/› \/scene demo\//, { from: at });
    chat.press('\t');
    await chat.until(/\/scene demo\/gossan-demo\.hdr/, { from: at });
    chat.press('\x15/q\r');
    expect(await chat.exited).toBe(0);
  });
});
