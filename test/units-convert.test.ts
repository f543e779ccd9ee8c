import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import table from '../agents/ledger/units.json' with { type: 'json' };
import { convert, plainUnit, sameKind, unitAt, unitNamed } from '../agents/ledger/units.ts';

const ids = [...new Set(table.units.map((unit) => unit.id))];
const compounds = ['mg/L', 'g/t', 'kg/t', 'mg/kg', 'mm/yr', 'W/m²/sr/µm', 'µW/cm²/sr/nm', 'g/cm³', 't/m³', 'kg/m³'];
const unit = fc.constantFrom(...ids, ...compounds);
const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('units', () => {
  it('convert there and back', () => {
    fc.assert(
      fc.property(unit, unit, value, (from, to, amount) => {
        const there = convert(amount, from, to);
        if (there === undefined) return;
        const back = convert(there, to, from);
        // degrees of heat lose digits to their offset
        expect(Math.abs(back! - amount)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(amount), 1000));
      }),
      { numRuns: 5000 },
    );
  });

  it('convert if and only if they are of one kind', () => {
    fc.assert(
      fc.property(unit, unit, (from, to) => {
        const [one, two] = [unitNamed(from)!, unitNamed(to)!];
        expect(convert(1, from, to) !== undefined).toBe(sameKind(one, two) || plainUnit(from) === plainUnit(to));
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[number, string, string, number]>([
    [2.2, 'µm', 'nm', 2200],
    [12, 'km²', 'ha', 1200],
    [0.42, '%', 'ppm', 4200],
    [1.5, 'Ga', 'Ma', 1500],
    [1, 'ft', 'm', 0.3048],
    [1, 'mi', 'km', 1.609344],
    [15, '亩', '公顷', 1],
    [3, '克/吨', 'ppm', 3],
    [1, '盎司', 'oz', 1],
    [1, 'µW/cm²/sr/nm', 'W m⁻² sr⁻¹ µm⁻¹', 10],
    [2.7, 'g/cm³', 't/m³', 2.7],
    [25, '°C', 'K', 298.15],
    [212, '°F', '°C', 100],
    [1, 'troy ounces/short ton', 'g/t', 34.2857],
    [2, 'kbar', 'MPa', 200],
    [1.2, '亿年', 'Ma', 120],
    [0.93, 'fraction', '%', 93],
    [0.93, 'fraction', '', 0.93],
    [5, 'wt%', '%', 5],
  ])('%d %s is what it is in %s', (amount, from, to, expected) => {
    expect(convert(amount, from, to)).toBeCloseTo(expected, 4);
  });

  it.each([
    ['km', 'km²'],
    ['Ma', 'm'],
    ['wt%', 'vol%'],
    ['°C', '°'],
    ['oz/t', 'g/t'],
    ['ton', 't'],
    ['%', '°'],
    ['pixels', 'bands'],
    ['km²', ''],
    ['ppt', 'ppm'],
    ['US$', 'C$'],
    ['g/cm³', 'g/t'],
  ])('%s is not converted to %s', (from, to) => expect(convert(1, from, to)).toBeUndefined());

  it('end where another word begins', () => {
    for (const text of [
      'mineral',
      'mafic',
      'kmart',
      'Mafic',
      'in the north',
      'tonalite',
      'grade',
      'K-feldspar',
      'l',
      'W',
      'samples',
    ])
      expect(unitAt(text, 0), text).toBeUndefined();
    expect(unitAt('m thick', 0)?.end).toBe(1);
    expect(unitAt('km²，其中', 0)?.unit.id).toBe('km2');
  });
});
