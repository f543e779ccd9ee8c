import { describe, expect, it } from 'vitest';
import { evaluateFormula } from '../agents/ledger/formula.ts';
import { documentEvidence, sceneEvidence } from '../agents/ledger/ledger.ts';
import { agrees, bindNumbers, numbersIn } from '../agents/ledger/numbers.ts';
import type { Sentence } from '../agents/ledger/sentence.ts';
import type { Evidence } from '../core/evidence.ts';

const area = sceneEvidence('demo', 'scene.json#/minerals/alunite/area_km2', 'alunite area', 0.4213, 'km2');
const share = sceneEvidence('demo', 'scene.json#/minerals/alunite/share', 'alunite share', 0.0412, 'fraction');
const count = sceneEvidence('demo', 'scene.json#/minerals/alunite/pixels', 'alunite pixels', 1234, 'pixels');
const page = documentEvidence(
  'Report',
  { document: 'abc', page: 3, start: 0, end: 60 },
  'Alunite absorbs at 2.165 µm over 12 km2 of ground.',
);

function check(text: string, evidence: Evidence[], numbers: Sentence['numbers'] = [], echoes = new Set<number>()) {
  const sentence: Sentence = { text, role: 'detail', part: 'a', evidence: evidence.map((one) => one.id), numbers };
  return bindNumbers(sentence, (id) => evidence.find((one) => one.id === id), echoes);
}

describe('number guard', () => {
  it('binds a number to the one field that it rounds from, units converted', () => {
    const { bound, findings } = check('Alunite covers 0.42 km² (4.1 % of it, 1,234 pixels).', [area, share, count]);
    expect(findings).toEqual([]);
    expect(bound.map((number) => number.evidence)).toEqual([area.id, share.id, count.id]);
    expect(check('It covers 42 ha.', [area]).bound[0]?.evidence).toBe(area.id);
  });

  it.each([
    ['a changed digit', 'Alunite covers 0.43 km².'],
    ['a changed unit', 'Alunite covers 0.42 ha.'],
    ['a lost unit', 'Alunite covers 0.42 of something.'],
    ['a changed magnitude', 'Alunite covers 4.2 km².'],
    ['a sign', 'Alunite covers -0.42 km².'],
  ])('finds %s', (_, text) => {
    expect(check(text, [area]).findings).toHaveLength(1);
  });

  it('refuses a number that two pieces of evidence could carry: it has no one address', () => {
    const other = sceneEvidence('demo', 'scene.json#/minerals/kaolinite/area_km2', 'kaolinite area', 0.42, 'km2');
    expect(check('It covers 0.42 km².', [area, other]).findings[0]?.problem).toBe('ambiguous');
  });

  it('does not take evidence that the sentence does not cite', () => {
    expect(check('Alunite covers 0.42 km².', [share]).findings[0]?.problem).toBe('no evidence');
  });

  it('checks a binding that came with the sentence instead of believing it', () => {
    const wrong = [{ text: '0.99', value: 0.99, unit: 'km²', evidence: area.id }];
    expect(check('Alunite covers 0.99 km².', [area], wrong).findings[0]?.problem).toBe('disagrees');
  });

  it('finds numbers of a document in its span, with their unit', () => {
    expect(check('The band lies at 2.165 µm.', [page]).findings).toEqual([]);
    expect(check('The band lies at 2.165 nm.', [page]).findings).toHaveLength(1);
  });

  it('leaves quotations, names and formulae alone', () => {
    expect(numbersIn('Fe3+ and Al2O3 in “12 samples at 3 km” of OFR2013 ⟦D0123456789ab⟧')).toEqual([]);
  });

  it('takes a number that the question named for an echo, not for a claim', () => {
    expect(check('Pixel 120, 45 lies outside.', [], [], new Set([120, 45])).findings).toEqual([]);
  });

  it('rounds at the printed precision, not looser', () => {
    const token = (value: number, decimals: number) => ({ value, step: 10 ** -decimals, unit: 'km2' });
    expect(agrees(token(0.42, 2), 0.4249, 'km2')).toBe(true);
    expect(agrees(token(0.42, 2), 0.4251, 'km2')).toBe(false);
    expect(agrees(token(0.421, 3), 0.4213, 'km2')).toBe(true);
    expect(agrees(token(0, 2), 0.0013, 'km2')).toBe(true);
    expect(agrees(token(0, 0), 0.4213, 'km2')).toBe(false);
  });
});

describe('derived numbers', () => {
  const more = sceneEvidence('demo', 'scene.json#/minerals/kaolinite/area_km2', 'kaolinite area', 1.1, 'km2');
  const derived = (text: string, inputs = [area.id, more.id], formula = 'a + b') => [
    { text, value: Number(text), unit: 'km²', formula, inputs },
  ];

  it('are recomputed from their inputs', () => {
    expect(check('Together 1.52 km².', [area, more], derived('1.52')).findings).toEqual([]);
    expect(check('Together 1.53 km².', [area, more], derived('1.53')).findings[0]?.problem).toBe('disagrees');
  });

  it('need inputs that are in the ledger and share one unit', () => {
    expect(check('Together 0.46 km².', [area, share], derived('0.46', [area.id, share.id])).findings).toHaveLength(1);
    expect(
      check('Together 1.52 km².', [area, more], derived('1.52', [area.id, 'S000000000000'])).findings,
    ).toHaveLength(1);
  });

  it('need a formula that can be evaluated', () => {
    expect(evaluateFormula('(a + b) / 2', [1, 3])).toBe(2);
    expect(evaluateFormula('a - b * c', [10, 2, 3])).toBe(4);
    for (const bad of ['', 'a +', 'a b', 'process.exit()', '(a', 'a / z', '2 ** 3'])
      expect(evaluateFormula(bad, [1, 2])).toBeUndefined();
  });
});
