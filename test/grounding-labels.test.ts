import { describe, expect, it } from 'vitest';
import { boxesToQwen, boxesToYolo, GROUNDING_CLASSES, yoloToBoxes } from '../agents/vision/grounding-labels.ts';
import { type Box, parseBoxes } from '../agents/vision/parse/boxes.ts';
import { GossanError } from '../core/errors.ts';

const boxes: Box[] = [
  { label: 'alunite', box_1000: [0, 0, 1000, 500] },
  { label: 'oxidised cap', box_1000: [123, 456, 789, 987] },
];

describe('labels of boxes', () => {
  it('are class, centre and size in YOLO', () => {
    const [first] = boxesToYolo(boxes).text.split('\n');
    expect(first).toBe('0 0.500000 0.250000 1.000000 0.500000');
  });

  it.each([
    ['YOLO', () => yoloToBoxes(boxesToYolo(boxes).text, 'a.txt')],
    ["Qwen3-VL's JSON", () => parseBoxes(boxesToQwen(boxes))],
    ["Qwen3-VL's JSON in Chinese", () => parseBoxes(boxesToQwen(boxes, 'zh'))],
  ])('come back the same from %s', (_, back) => {
    expect(back()).toEqual(boxes);
  });

  it('are numbered after the known classes where they are none of these', () => {
    const { text, classes } = boxesToYolo([{ label: 'bright zone', box_1000: [0, 0, 10, 10] }]);
    expect(text).toMatch(new RegExp(`^${GROUNDING_CLASSES.length} `));
    expect(yoloToBoxes(text, 'a.txt', classes)[0]!.label).toBe('bright zone');
  });

  it('are cut to the picture, and may have a confidence behind', () => {
    expect(yoloToBoxes('0 0.05 0.5 0.2 0.2 0.9\n\n', 'a.txt')).toEqual([
      { label: 'alunite', box_1000: [0, 400, 150, 600] },
    ]);
  });

  it.each([
    ['0 0.5 0.5 0.2', 1],
    ['0 0.5 0.5 0.2 0.2\n0 a b c d', 2],
    ['0 50 50 20 20', 1],
    ['999 0.5 0.5 0.2 0.2', 1],
    ['-1 0.5 0.5 0.2 0.2', 1],
  ])('that are none are refused by their line: %j', (text, line) => {
    expect(() => yoloToBoxes(text, 'a.txt')).toThrowError(GossanError);
    expect(() => yoloToBoxes(text, 'a.txt')).toThrowError(new RegExp(`line ${line}:`));
  });
});
