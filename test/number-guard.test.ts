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

  it('takes a place that the question named for an echo, and no other number', () => {
    const echoes = new Set([120, 45, 12]);
    expect(check('Pixel 120, 45 lies outside.', [], [], echoes).findings).toEqual([]);
    expect(check('像元 (120, 45) 在影像之外。', [], [], echoes).findings).toEqual([]);
    expect(check('The alunite covers 12 km².', [share], [], echoes).findings).toHaveLength(1);
    expect(check('It has 120 samples.', [], [], echoes).findings).toHaveLength(1);
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

describe('number guard over documents', () => {
  const span = (text: string, title = 'Report') =>
    documentEvidence(title, { document: 'abc', page: 3, start: 100, end: 100 + text.length }, text);
  const areas = span('Alunite covers 12 km², kaolinite 30 km².');

  it('asks for the number of the same mineral, where the page has several', () => {
    expect(check('Alunite covers 12 km².', [areas]).findings).toEqual([]);
    expect(check('高岭石分布30平方公里。', [areas]).findings).toEqual([]);
    expect(check('Kaolinite covers 12 km².', [areas]).findings[0]?.problem).toBe('of something else');
    expect(check('明矾石分布30平方公里。', [areas]).findings[0]?.problem).toBe('of something else');
  });

  it('binds to the very characters of the page', () => {
    const [bound] = check('There are 3000 ha of kaolinite.', [areas]).bound;
    expect(bound).toMatchObject({ evidence: areas.id, start: 133, end: 139 });
    expect(areas.text.slice(bound!.start! - 100, bound!.end! - 100)).toBe('30 km²');
  });

  it.each([
    ['another kind', 'The rock is 23 Ma old.', 'The rock is 23 m thick.'],
    ['a page number', 'See page 12 for the grades.', 'The grade is 12 g/t.'],
    ['a year', 'It was mapped in 1998.', 'It covers 1998 km².'],
    ['a band', 'Band 45 was left out.', 'It absorbs at 45 nm.'],
    ['per cent by volume', 'It holds 5 vol% quartz.', 'It holds 5 wt% quartz.'],
    ['an ounce that may be any', 'It grades 0.5 oz/t.', 'It grades 15.6 g/t.'],
    ['the middle of a range', 'The bed is 10 to 20 m thick.', 'The bed is 15 m thick.'],
    ['an end of a range alone', 'The bed is 10 to 20 m thick.', 'The bed is 20 m thick.'],
    ['another limit', 'The bed is more than 20 m thick.', 'The bed is less than 20 m thick.'],
    ['a limit dropped', 'The bed is up to 20 m thick.', 'The bed is 20 m thick.'],
    ['digits that it has not', 'The bed is 20 m thick.', 'The bed is 20.00 m thick.'],
    ['another thing counted', 'There were 5 drill holes.', 'There were 5 channel samples.'],
    ['another year', 'It was mapped in 1998.', 'It was mapped in 1989.'],
    ['another hemisphere', 'It lies at 28.0442° S.', 'It lies at 28.0442° N.'],
    ['a number that may be read two ways', 'Die Fläche ist 1,234 km2 und die Höhe unbekannt.', 'It covers 1234 km².'],
  ])('does not take for evidence %s', (_, page, said) => {
    expect(check(said, [span(page)]).findings).toHaveLength(1);
  });

  it.each([
    ['another unit', 'It absorbs at 2.2 µm.', 'It absorbs at 2200 nm.'],
    ['hectares', 'It covers 12 km².', '面积为1200公顷。'],
    ['ppm', 'It holds 0.42 % copper.', 'It holds 4200 ppm copper.'],
    ['a rounded one', 'It covers 12.34 km².', 'It covers 12.3 km².'],
    ['words', 'There are three zones.', 'There are 3 zones.'],
    ['Chinese words', '矿体厚一百二十三米。', 'The ore body is 123 m thick.'],
    ['a hedge', 'The bed is 20 m thick.', 'The bed is about 20 m thick.'],
    ['a weaker limit', 'The bed is more than 20 m thick.', 'The bed is at least 20 m thick.'],
    ['an end of a range, said as one', 'The bed is 10 to 20 m thick.', 'The bed is up to 20 m thick.'],
    ['the value of a tolerance', 'It is 23 ± 1 Ma old.', 'It is 23 Ma old.'],
    ['labels', 'It covers 12 km².', 'It covers 12 km² (Figure 7, sample GDS84, band 45, Landsat 8).'],
    ['the same signs of a number that may be read two ways', 'It is 1 234 m long.', 'It is 1 234 m long.'],
  ])('takes for evidence %s', (_, page, said) => {
    expect(check(said, [span(page)]).findings).toEqual([]);
  });

  it('lets no number hide in marks that nobody checks', () => {
    for (const said of ['It covers “99 km²”.', 'It covers ‘99 km²’.', '面积为《99平方公里》。', 'It covers “99”.'])
      expect(check(said, [areas]).findings, said).toHaveLength(1);
    const titled = span('It covers 12 km².', 'Map of 1998, sheet of 99 km²');
    expect(check('‘Map of 1998, sheet of 99 km²’ gives 12 km².', [titled]).findings).toEqual([]);
  });

  it('finds the number of two documents that agree at the first of them', () => {
    const again = span('The map shows 12 km² of alunite.', 'Another');
    expect(check('Alunite covers 12 km².', [areas, again]).bound[0]?.evidence).toBe(areas.id);
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

  it('carry their unit through the formula', () => {
    const ratio = [{ text: '2.6', value: 2.6, unit: 'times', formula: 'b / a', inputs: [area.id, more.id] }];
    expect(check('That is 2.6 times as much.', [area, more], ratio).findings).toEqual([]);
    const percent = [{ text: '38', value: 38, unit: '%', formula: 'a / b', inputs: [area.id, more.id] }];
    expect(check('That is 38 % of it.', [area, more], percent).findings).toEqual([]);
    const hectares = [{ text: '152', value: 152, unit: 'ha', formula: 'a + b', inputs: [area.id, more.id] }];
    expect(check('Together 152 ha.', [area, more], hectares).findings).toEqual([]);
    const square = [{ text: '0.46', value: 0.46, unit: 'km²', formula: 'a * b', inputs: [area.id, more.id] }];
    expect(check('Together 0.46 km².', [area, more], square).findings).toHaveLength(1);
  });

  it('take no operand that is not cited, no number of their own, no input twice', () => {
    expect(check('Together 1.52 km².', [area], derived('1.52')).findings).toHaveLength(1);
    const mean = (text: string, formula: string) =>
      check(`${text} km² on average.`, [area, more], derived(text, undefined, formula));
    expect(mean('0.76', '(a + b) / 2').findings).toEqual([]);
    expect(mean('0.51', '(a + b) / 3').findings).toHaveLength(1);
    expect(check('It is 3.52 km².', [area, more], derived('3.52', undefined, 'a + b + 2')).findings).toHaveLength(1);
    expect(check('It is 0.84 km².', [area], derived('0.84', [area.id, area.id])).findings).toHaveLength(1);
  });

  it('may take numbers of a page, each named by its operand', () => {
    const inputs = [page.id, area.id];
    const number = (value: number) => ({ text: String(value), value, unit: 'km2', evidence: page.id });
    const sum = (value: number) => [
      { text: '12.4', value: 12.4, unit: 'km²', formula: 'a + b', inputs, operands: [number(value), null] },
    ];
    expect(check('Together 12.4 km².', [page, area], sum(12)).findings).toEqual([]);
    expect(check('Together 12.4 km².', [page, area], sum(13)).findings).toHaveLength(1);
  });

  it('need a formula that can be evaluated', () => {
    expect(evaluateFormula('(a + b) / 2', [1, 3])).toBe(2);
    expect(evaluateFormula('a - b * c', [10, 2, 3])).toBe(4);
    for (const bad of ['', 'a +', 'a b', 'process.exit()', '(a', 'a / z', '2 ** 3'])
      expect(evaluateFormula(bad, [1, 2])).toBeUndefined();
  });
});
