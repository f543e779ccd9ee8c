import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatStage, chatStage } from './support/chat.ts';

/** What a screen reader would spell out or pass over: spinners, ticks, bars, blocks, boxes. */
const MARKS = /[⠀-⣿●○✓✗⟳▀█─┃│╭╮╰╯━]/u;

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage();
});
afterAll(() => stage.close());

describe('the chat for those who listen', () => {
  it.each([
    {
      lang: 'en',
      ready: /Ready: gossan-demo\.hdr/,
      question: 'Is there alunite in the scene?',
      order: [
        'You: Is there alunite in the scene?',
        'Plan of 4 steps:',
        '1. spectral-analyst: ',
        'Done in ',
        'Answer:',
        'References',
        '[1] Ridge note, p. 1 (verified)',
      ],
      step: /Done in \d+\.\d seconds: spectral-analyst: /g,
    },
    {
      lang: 'zh',
      ready: /就绪: gossan-demo\.hdr/,
      question: '影像里有明矾石吗？',
      order: ['您: 影像里有明矾石吗？', '计划，共 4 步：', '1. 光谱分析：', '完成，用时 ', '回答：', '参考文献'],
      step: /完成，用时 \d+\.\d 秒: 光谱分析：/g,
    },
  ])(
    '$lang: finished statements in reading order, each written once, and no marks',
    async ({ lang, ready, question, order, step }) => {
      const chat = stage.open({
        args: ['--scene', stage.scene, '--kb', 'field', '--lang', lang, '--screen-reader'],
        columns: 200,
      });
      let at = await chat.until(ready);
      chat.press(`${question}\r`);
      at = await chat.until(/#1 · PASS/, { from: at });
      const told = chat.text;
      for (let from = told.indexOf(order[0]!), next = 0; next < order.length; next++) {
        from = told.indexOf(order[next]!, from);
        expect(from, `${order[next]} in its place`).toBeGreaterThan(-1);
      }
      expect(told.match(step)).toHaveLength(1);
      chat.press('/map\r');
      at = await chat.until(/明矾石|alunite \d/, { from: at });
      chat.press('/plan\r');
      await chat.until(lang === 'zh' ? /光谱分析：/ : /spectral-analyst: /, { from: at });
      chat.press('/nonsense\r');
      await chat.until(lang === 'zh' ? /错误: / : /Error: /, { from: at });
      chat.press('/quit\r');
      expect(await chat.exited).toBe(0);
      // the prompt's own mark is no statement
      expect(chat.text.replaceAll('›', '')).not.toMatch(MARKS);
    },
  );

  it('GOSSAN_SCREEN_READER does the same, and while a turn runs nothing is written but what has ended', async () => {
    const chat = stage.open({ env: { GOSSAN_SCREEN_READER: '1' } });
    await chat.until(/Ready: /);
    const before = chat.raw.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(chat.raw.length).toBe(before);
    chat.press('Where is kaolinite?\r');
    await chat.until(/#1 · (PASS|RETRY)/);
    // a frame for each statement and key; a spinner would draw eight a second
    expect(chat.text).not.toMatch(/Esc stops\n/);
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });
});
