import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

describe('the chat', () => {
  it('greets in both languages, answers, shows references, archives, and leaves with exit code 0', async () => {
    const chat = stage.open();
    await chat.until(/› Ask a question/);
    expect(chat.text).toContain('evidence · 依据影像与报告作答');
    await chat.until(/SYNTHETIC[\s\S]*合成影像/);
    let at = await chat.until(AT_REST);

    chat.press('/kb add note.md\r');
    at = await chat.until(/unchanged\s+\S*note\.md/, { from: at });
    at = await chat.until(AT_REST, { from: at });

    chat.press('Is there alunite in the scene?\r');
    at = await chat.until(/› Is there alunite in the scene\?/, { from: at });
    await chat.until(/● .*spectral-analyst/, { from: at });
    at = await chat.until(/References\n\[1\] Ridge note, p\. 1 \(verified\)/, { from: at });
    at = await chat.until(/· PASS · builtin/, { from: at });
    at = await chat.until(AT_REST, { from: at });

    chat.press('/evidence\r');
    at = await chat.until(/scene gossan-demo scene\.json#\/minerals\/[^\n]*alunite/, { from: at });
    chat.press('/cite 1\r');
    at = await chat.until(/\[1\] Ridge note, p\. 1 \(verified\)\n\s+Ridge note\s+«Alunite forms pale ledges[^»]+»/, {
      from: at,
    });
    chat.press('/cite 99\r');
    at = await chat.until(/The last answer has the references 1/, { from: at });
    chat.press('/plan\r');
    at = await chat.until(/✓ \d+\.\d s spectral-analyst/, { from: at });

    chat.press('归档\r');
    at = await chat.until(/(\S*output\/reports\/[\w-]+\.md)/, { from: at });
    const path = /output\/reports\/[\w-]+\.md/.exec(chat.text.slice(0, at).replace(/\n/g, ''))![0];
    expect(readFileSync(join(stage.folder, path), 'utf8')).toContain('Is there alunite in the scene?');

    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
    expect(chat.raw).toMatch(/\x1b\[\?25h[^\x1b]*$/);
  });

  it('asks what the greeting offers by its number, until something was asked', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('1\r');
    at = await chat.until(/› Where should I look first for copper\?/, { from: at });
    at = await chat.until(/#1 · PASS/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('1\r');
    at = await chat.until(/› 1\n/, { from: at });
    await chat.until(/#2 · /, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('shows what is missing where an answer is refused', async () => {
    const chat = stage.open();
    const at = await chat.until(AT_REST);
    chat.press('What did gold cost on 12 March 2024?\r');
    await chat.until(/Missing:\n\s+- /, { from: at });
    chat.press('\x04');
    expect(await chat.exited).toBe(0);
  });

  it('/archive before anything was asked says so; /sessions and /resume go on with an earlier session', async () => {
    const chat = stage.open();
    let at = await chat.until(AT_REST);
    chat.press('/archive\r');
    at = await chat.until(/There is nothing in this session yet/, { from: at });
    chat.press('/sessions\r');
    at = await chat.until(/(\d{8}-\d{4}-[a-z]{4})\s.*Is there alunite/, { from: at });
    const id = /(\d{8}-\d{4}-[a-z]{4})\s.*Is there alunite/.exec(chat.text)![1];
    chat.press(`/resume ${id}\r`);
    at = await chat.until(new RegExp(`Session ${id}, \\d+ turns`), { from: at });
    await chat.until(/› Is there alunite in the scene\?/, { from: at });
    chat.press('\x03');
    await chat.until(/Ctrl-C again quits/);
    chat.press('\x03');
    expect(await chat.exited).toBe(0);
  });

  it('a scene that is not there is an error of the command line, before the screen is taken', async () => {
    const chat = stage.open({ args: ['--scene', 'gone.hdr'] });
    expect(await chat.exited).toBe(3);
    expect(chat.text).toContain('gone.hdr: no such file');
    expect(existsSync(join(stage.folder, 'gone.hdr'))).toBe(false);
  });
});
