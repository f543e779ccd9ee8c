import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../cli/terminal/display-width.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

describe('the chat in all kinds of terminals', () => {
  it('40 columns: nothing is wider than the terminal', async () => {
    const chat = stage.open({ columns: 40, rows: 24 });
    let at = await chat.until(/› Ask a question/);
    await chat.until(/gossan-demo/, { from: at });
    chat.press('/help\r');
    at = await chat.until(/archive/, { from: at });
    chat.press('这里有没有明矾石，分布在影像的哪个部分，面积大约有多大？\r');
    at = await chat.until(/· PASS/, { from: at });
    chat.press('/evidence\r');
    await chat.until(/Evidence \(\d+\)/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
    expect(chat.text.split('\n').filter((line) => displayWidth(line) > 40)).toEqual([]);
  });

  it('NO_COLOR: no colour, and the cursor is still to be seen', async () => {
    const chat = stage.open({ env: { NO_COLOR: '1' } });
    await chat.until(AT_REST);
    chat.press('/help\r');
    await chat.until(/显示本列表/);
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
    // Colours are CSI ... m.
    expect(chat.raw).not.toMatch(/\x1b\[[\d;]*m/);
    expect(chat.raw).toContain('\x1b[?25h');
  });

  it('CI in the environment does not silence a real terminal', async () => {
    const chat = stage.open({ env: { CI: 'true' } });
    await chat.until(/› Ask a question/);
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('is redrawn when the window changes', async () => {
    const chat = stage.open({ columns: 100 });
    await chat.until(AT_REST);
    chat.resize(50, 20);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const at = chat.text.length;
    chat.press('/sessions\r');
    await chat.until(/no sessions yet|updated \(UTC\): /, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('a document cannot write escape sequences to the terminal', async () => {
    writeFileSync(
      join(stage.folder, 'hostile.md'),
      '# Basalt \x1b]0;owned\x07note\n\nScapolite \x1b]52;c;ZXZpbA==\x07replaces feldspar\x9b31m in the \x1b[2Jaureole of the stock.\n\n' +
        'Scapolite and garnet line the veins of the aureole where the stock touches marble.\n',
    );
    const chat = stage.open({ args: ['--scene', stage.scene, '--kb', 'hostile'] });
    let at = await chat.until(AT_REST);
    chat.press('/kb add hostile.md\r');
    at = await chat.until(/added\s+[0-9a-f]{12}/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('What does the note say about scapolite in the aureole?\r');
    at = await chat.until(/· (PASS|RETRY)/, { from: at });
    expect(chat.text).toMatch(/Scapolite/);
    // As a question, and as a command's argument, too.
    chat.press('/kb use \x9b31mx\r');
    at = await chat.until(/knowledge base is "x"/, { from: at });
    chat.press('/evidence\r');
    await chat.until(/Evidence \(\d+\)/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
    // the chat's own question, for the background
    expect(chat.raw.replace('\x1b]11;?\x1b\\', '')).not.toMatch(/\x1b\]|\x9b|\x1b\[2J|\x07/);
  });
});
