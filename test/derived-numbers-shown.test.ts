import { describe, expect, it } from 'vitest';
import { calculationText } from '../cli/answer-text.ts';
import { renderMarkdown } from '../tools/report/index.ts';
import { sampleAnswer, sampleReport } from './support/sample-answer.ts';

const field = (id: string, mineral: string, value: number) => ({
  id,
  kind: 'scene' as const,
  source: 'ridge',
  address: `scene.json#/minerals/${mineral}/area_km2`,
  text: `minerals · ${mineral} · area km2 = ${value} km2`,
  value,
  unit: 'km2',
});
const answer = sampleAnswer({
  answer: 'Alunite and kaolinite together cover 1.52 km².',
  evidence: [
    field('e1', 'alunite', 0.4213),
    field('e2', 'kaolinite', 1.1),
    {
      id: 'e3',
      kind: 'document',
      source: 'Note',
      address: 'abc#page=3&start=100&end=180',
      text: 'The adit is 120 m long.',
    },
  ],
  citations: [],
  numbers: [
    { text: '1.52', value: 1.52, unit: 'km²', formula: 'a + b', inputs: ['e1', 'e2'] },
    { text: '120', value: 120, unit: 'm', evidence: 'e3', start: 112, end: 117 },
  ],
});

describe('a derived number', () => {
  it('is shown with its formula worked out and the addresses of what went in', () => {
    expect(calculationText(answer)).toBe(
      'Calculated:\n  1.52 km² = 0.4213 km2 + 1.1 km2 ← scene.json#/minerals/alunite/area_km2, scene.json#/minerals/kaolinite/area_km2',
    );
    expect(calculationText({ ...answer, language: 'zh' })).toMatch(/^计算:/);
    expect(calculationText(sampleAnswer({ numbers: [] }))).toBe('');
  });

  it('stands so in a report, beside numbers of documents with the characters that they stand in', () => {
    const text = renderMarkdown(sampleReport({ answer }));
    expect(text).toContain('`a + b = 0.4213 km2 + 1.1 km2 ← scene.json#/minerals/alunite/area_km2, scene.json#');
    expect(text).toContain('| 120 | 120 | m | `abc#page=3&start=112&end=117` |');
  });
});
