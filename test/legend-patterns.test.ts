import { expect, test } from 'vitest';
import { leastDifference, TOO_NEAR } from '../tools/spectral/colour/colour-vision.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { classStyles } from '../tools/spectral/outputs/picture/class-styles.ts';
import { showsSecond } from '../tools/spectral/outputs/picture/patterns.ts';

const hex = (rgb: readonly number[]) => `#${rgb.map((v) => v.toString(16).padStart(2, '0')).join('')}`;

test('no two single minerals of one legend share pattern and colour, even of twenty-four', () => {
  const { minerals } = loadLibrary();
  const swir = minerals.filter(({ kind, groups }) => kind === 'mineral' && groups.includes('swir')).slice(0, 24);
  const styles = classStyles(swir, () => undefined);
  for (const [i, one] of styles.entries()) {
    for (const other of styles.slice(0, i)) {
      if (one.pattern?.kind !== other.pattern?.kind) continue;
      expect(leastDifference(hex(one.colour), hex(other.colour))).toBeGreaterThanOrEqual(TOO_NEAR);
    }
  }
  expect(styles.some(({ pattern }) => pattern)).toBe(true);
});

test('the first of two like colours stays plain, the second is patterned; unlike ones stay plain', () => {
  const [red, green, blue] = classStyles(
    [{ colour: '#b5564b' }, { colour: '#7d7a2e' }, { colour: '#0258d9' }],
    () => undefined,
  );
  expect(red.pattern).toBeUndefined();
  expect(green.pattern?.kind).toBe('dots');
  expect(blue.pattern).toBeUndefined();
});

test('a class as pale and green as the mask of vegetation does not take its dots', () => {
  const pale = { colour: '#c4d0b4' };
  const kinds = (others: { colour: string; kind: 'dots' }[]) =>
    classStyles([pale, pale], () => undefined, others).map(({ pattern }) => pattern?.kind);
  expect(kinds([])).toEqual([undefined, 'dots']);
  expect(kinds([{ colour: '#c3cfb6', kind: 'dots' }])).toEqual([undefined, 'lines']);
});

test('a mixture is drawn in stripes of its two members', () => {
  const colours = new Map([
    ['alunite', '#c43477'],
    ['kaolinite', '#0258d9'],
  ]);
  const [style] = classStyles([{ colour: '#808080', members: ['alunite', 'kaolinite'] }], (name) => colours.get(name));
  expect(hex(style.colour)).toBe('#c43477');
  expect(style.pattern).toEqual({ kind: 'stripes', colour: [0x02, 0x58, 0xd9] });
  const whole = Array.from({ length: 64 }, (_, i) => showsSecond('stripes', i % 8, i >> 3));
  expect(whole.filter(Boolean)).toHaveLength(32);
});
