import { describe, expect, it } from 'vitest';
import { type Reply, writeReply } from '../agents/vision/answer-form.ts';
import type { TaskName } from '../agents/vision/tasks.ts';
import { readCorrection } from '../fine-tune/curation/read-correction.ts';
import { expectedOf, replyFromJson, replyOf } from '../fine-tune/curation/replies.ts';

const ANSWER = 'kaolinite 32%, white mica 12%, alunite 6%';
const ANSWER_ZH = '高岭石 32%，白色云母 12%，明矾石 6%';
const DESCRIPTION =
  'Minerals: kaolinite 32%, alunite 6%\nAlteration: argillic\nZoning: kaolinite in the centre, alunite to the north\nCopper: moderate, 0.31\nConfidence: 0.7';
const BOXES =
  '[{"bbox_2d": [0, 10, 500, 600], "label": "kaolinite"}, {"bbox_2d": [500, 0, 1000, 400], "label": "alunite"}]';

/** What an answer becomes, in the model's own form; null where the correction does not speak of it. */
function corrected(words: string, task: TaskName, answer: string, language: 'en' | 'zh' = 'en'): string | null {
  const reply = readCorrection(words)(task, replyOf(task, answer), language);
  return reply && writeReply(reply, language);
}

describe('a correction in words', () => {
  it.each([
    ['dickite, not kaolinite', 'dickite 32%, white mica 12%, alunite 6%'],
    ['dickite not kaolinite', 'dickite 32%, white mica 12%, alunite 6%'],
    ['It is dickite, not kaolinite.', 'dickite 32%, white mica 12%, alunite 6%'],
    ['not kaolinite but dickite', 'dickite 32%, white mica 12%, alunite 6%'],
    ['dickite instead of kaolinite', 'dickite 32%, white mica 12%, alunite 6%'],
    ['kaolinite should be dickite', 'dickite 32%, white mica 12%, alunite 6%'],
    ['dickite rather than kaolinite; no alunite', 'dickite 32%, white mica 12%'],
    ['alunite, not kaolinite', 'alunite 38%, white mica 12%'],
    ['no alunite', 'kaolinite 32%, white mica 12%'],
    ['there is no alunite', 'kaolinite 32%, white mica 12%'],
    ['no alunite and no kaolinite', 'white mica 12%'],
    ['alunite 20%, kaolinite 10%', 'alunite 20%, kaolinite 10%'],
    ['alunite 0.2', 'alunite 20%'],
    ['also chlorite 8%', 'kaolinite 32%, white mica 12%, chlorite 8%, alunite 6%'],
    ['no alunite, jarosite 15%', 'kaolinite 32%, jarosite 15%, white mica 12%'],
    ['muscovite 20%', 'white mica 20%'],
    ['none', 'none'],
    ['minerals: none', 'none'],
    ['是地开石，不是高岭石', 'dickite 32%, white mica 12%, alunite 6%'],
    ['不是高岭石，是地开石', 'dickite 32%, white mica 12%, alunite 6%'],
    ['不是高岭石而是地开石', 'dickite 32%, white mica 12%, alunite 6%'],
    ['高岭石应为地开石', 'dickite 32%, white mica 12%, alunite 6%'],
    ['没有明矾石', 'kaolinite 32%, white mica 12%'],
    ['明矾石 20%，高岭石 10%', 'alunite 20%, kaolinite 10%'],
    ['还有绿泥石 8%', 'kaolinite 32%, white mica 12%, chlorite 8%, alunite 6%'],
    ['没有矿物', 'none'],
    ['{"alunite": 0.2, "kaolinite": 0.1}', 'alunite 20%, kaolinite 10%'],
    ['{"minerals": {"alunite": 0.2}, "yesno": true}', 'alunite 20%'],
  ])('%s', (words, expected) => {
    expect(corrected(words, 'minerals', ANSWER)).toBe(expected);
  });

  it('is written in the language of the answer', () => {
    expect(corrected('是地开石，不是高岭石', 'minerals', ANSWER_ZH, 'zh')).toBe('地开石 32%，白色云母 12%，明矾石 6%');
    expect(corrected('none', 'minerals', ANSWER_ZH, 'zh')).toBe('无');
    expect(corrected('no', 'yesno', '是', 'zh')).toBe('否');
  });

  it('reaches every task that it speaks of, and leaves the others open', () => {
    expect(corrected('yes', 'yesno', 'No')).toBe('Yes');
    expect(corrected('否', 'yesno', 'Yes')).toBe('No');
    expect(corrected('yesno: no; minerals: none', 'yesno', 'Yes')).toBe('No');
    expect(corrected('0.7', 'probability', '0.31')).toBe('0.70');
    expect(corrected('70%', 'probability', '0.31')).toBe('0.70');
    expect(corrected('0.7', 'minerals', ANSWER)).toBeNull();
    expect(corrected('yes', 'minerals', ANSWER)).toBeNull();
    expect(corrected('dickite, not kaolinite', 'yesno', 'Yes')).toBeNull();
    expect(corrected('no alunite', 'ground', BOXES)).toBe('[{"bbox_2d": [0, 10, 500, 600], "label": "kaolinite"}]');
    expect(corrected('dickite, not kaolinite', 'ground', BOXES)).toContain('[0, 10, 500, 600], "label": "dickite"');
    expect(corrected('dickite, not kaolinite', 'describe', DESCRIPTION)).toBe(
      DESCRIPTION.replaceAll('kaolinite', 'dickite'),
    );
    expect(corrected('no kaolinite', 'describe', DESCRIPTION)).toBe(
      'Minerals: alunite 6%\nAlteration: argillic\nZoning: alunite to the north\nCopper: moderate, 0.31\nConfidence: 0.7',
    );
    expect(corrected('advanced argillic, not argillic', 'describe', DESCRIPTION)).toContain(
      'Alteration: advanced argillic',
    );
  });

  it('of a mineral that the answer does not name changes nothing', () => {
    expect(corrected('dickite, not epidote', 'minerals', ANSWER)).toBeNull();
    expect(corrected('no epidote', 'minerals', ANSWER)).toBeNull();
  });

  it.each([
    'nice work',
    'alunite',
    'benitoite 20%',
    'dickite, not benitoite',
    'alunite 200%',
    '7',
    '{"alunite": 3}',
    '{',
    '[1, 2]',
    '好的矿物',
  ])('is refused with examples where it is unclear: %s', (words) => {
    expect(() => readCorrection(words)).toThrow(/is not understood/);
  });
});

describe("the writer of the model's own answer form", () => {
  const cases: [TaskName, string, 'en' | 'zh'][] = [
    ['yesno', 'Yes', 'en'],
    ['yesno', '否', 'zh'],
    ['minerals', ANSWER, 'en'],
    ['minerals', ANSWER_ZH, 'zh'],
    ['minerals', 'none', 'en'],
    ['minerals', '无', 'zh'],
    ['probability', '0.07', 'en'],
    ['ground', BOXES, 'en'],
    ['ground', '[]', 'zh'],
    ['describe', DESCRIPTION, 'en'],
    [
      'describe',
      '矿物：高岭石 32%，明矾石 6%\n蚀变：高级泥化\n分带：高岭石遍布全区，明矾石在其外围\n铜：高，0.46\n置信度：0.7',
      'zh',
    ],
    ['describe', 'Minerals: none\nAlteration: none\nZoning: none\nCopper: low, 0.02\nConfidence: 0.3', 'en'],
  ];
  it.each(cases)('reads and writes the same: %s %s', (task, text, language) => {
    const reply = replyOf(task, text)!;
    expect(writeReply(reply, language)).toBe(text);
    const again = replyFromJson(task, JSON.parse(JSON.stringify(expectedOf(reply)))) as Reply;
    expect(writeReply(again, language)).toBe(text);
  });
});
