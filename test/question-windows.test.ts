import { describe, expect, it } from 'vitest';
import { understand } from '../agents/reasoner/builtin/question.ts';
import { tasksOfQuestion } from '../agents/vision/tasks-of-question.ts';

const FOCUS = { minerals: [], alteration: [] };
const part = (text: string) => understand(text, FOCUS).parts[0]!;
const WINDOW = { x: 40, y: 60, width: 24, height: 24 };

describe('a question about a window', () => {
  it.each([
    'What is in window 40 60 24 24?',
    'what is in window 40, 60, 24, 24',
    'Is there alunite in window: (40 60 24 24)?',
    'Describe window 40 60 24x24.',
    '窗口 40 60 24 24 有什么？',
    '窗口（40，60，24，24）里有没有明矾石？',
    'Is copper-related alteration in window 40 60 24 24?',
  ])('names its pixels: %s', (text) => {
    expect(part(text)).toMatchObject({ intent: 'window', window: WINDOW, needs: ['scene'] });
  });

  it('may be about the ground around a pixel or a place', () => {
    expect(part('What is around pixel 40, 60?')).toMatchObject({
      intent: 'window',
      around: true,
      point: { x: 40, y: 60 },
    });
    expect(part('像元 40, 60 周围有什么？')).toMatchObject({ intent: 'window', around: true, point: { x: 40, y: 60 } });
    expect(part('What lies around 37.53 N, 117.19 W?')).toMatchObject({
      around: true,
      lonLat: { lat: 37.53, lon: -117.19 },
    });
  });

  it('is none where it names a pixel, no numbers, or a window without area', () => {
    expect(part('What is at pixel 40, 60?')).toMatchObject({ intent: 'point', point: { x: 40, y: 60 } });
    expect(part('Which minerals are around the centre?').window).toBeUndefined();
    expect(part('What is in window 40 60 0 24?').window).toBeUndefined();
  });

  it.each([
    ['What is in window 40 60 24 24?', 'minerals'],
    ['Is there copper-related alteration in window 40 60 24 24?', 'yesno'],
    ['How favourable is window 40 60 24 24 for copper?', 'probability'],
    ['Where are the minerals in window 40 60 24 24?', 'ground'],
    ['Describe window 40 60 24 24', 'describe'],
    ['窗口 40 60 24 24 与铜有关吗？', 'yesno'],
    ['窗口 40 60 24 24 的有利度是多少？', 'probability'],
    ['请描述窗口 40 60 24 24', 'describe'],
  ])('asks the vision model what its words ask: %s', (text, task) => {
    expect(tasksOfQuestion(part(text))).toEqual([task]);
  });
});
