import { describe, expect, it } from 'vitest';
import { ropePositions } from '../model-server/embedded/rope-positions.ts';

/** Rows of the three axes. */
const axes = (length: number, pictures: Parameters<typeof ropePositions>[1]) => {
  const { positions, next } = ropePositions(length, pictures);
  const [time, height, width] = [0, 1, 2].map((axis) => [...positions.subarray(axis * length, (axis + 1) * length)]);
  return { time, height, width, next };
};

describe('rotary positions of a prompt', () => {
  it('count on in all axes for text', () => {
    expect(axes(4, [])).toEqual({ time: [0, 1, 2, 3], height: [0, 1, 2, 3], width: [0, 1, 2, 3], next: 4 });
  });

  it('of a picture are its place in the grid, and text goes on after the largest', () => {
    // One word, a picture of 2 × 3, two words: Qwen3-VL's get_rope_index by hand.
    expect(axes(9, [{ start: 1, rows: 2, columns: 3 }])).toEqual({
      time: [0, 1, 1, 1, 1, 1, 1, 4, 5],
      height: [0, 1, 1, 1, 2, 2, 2, 4, 5],
      width: [0, 1, 2, 3, 1, 2, 3, 4, 5],
      next: 6,
    });
  });

  it('of pictures one after the other do not overlap', () => {
    const { time, height, width, next } = axes(8, [
      { start: 0, rows: 2, columns: 2 },
      { start: 4, rows: 2, columns: 2 },
    ]);
    expect(time).toEqual([0, 0, 0, 0, 2, 2, 2, 2]);
    expect(height).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(width).toEqual([0, 1, 0, 1, 2, 3, 2, 3]);
    expect(next).toBe(4);
  });
});
