import { describe, expect, it } from 'vitest';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { measureAbsorption } from '../tools/spectral/library/measure-absorption.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';

const library = loadLibrary();
const wavelengths = Float64Array.from({ length: 2151 }, (_, i) => 0.35 + i / 1000);

function centre(mineral: string, variant: string, left: [number, number], right: [number, number]): number {
  const found = library.minerals.find((m) => m.name === mineral)?.variants.find((v) => v.id === variant);
  if (!found) throw new Error(`${mineral} has no variant ${variant}`);
  return measureAbsorption(wavelengths, renderVariant(found, wavelengths), left, right)?.centre_um ?? Number.NaN;
}

describe('positions that carry a composition stand in the right order', () => {
  it('Al-OH of white mica: paragonite, then muscovite from high to low aluminium', () => {
    const alOH = (mineral: string, variant: string) => centre(mineral, variant, [2.12, 2.15], [2.265, 2.29]);
    const positions = [
      alOH('paragonite', 'GDS109'),
      alOH('muscovite', 'high Al GDS113'),
      alOH('muscovite', 'medium Al CU91-250A'),
      alOH('muscovite', 'low Al CU98-8H'),
    ];
    for (let i = 1; i < positions.length; i++) expect(positions[i]).toBeGreaterThan(positions[i - 1]);
    expect(positions[0]).toBeGreaterThan(2.185);
    expect(positions[3]).toBeLessThan(2.222);
  });

  it('OH of alunite near 1.48 µm: potassium before sodium', () => {
    const k = centre('alunite', 'K GDS84', [1.44, 1.455], [1.52, 1.55]);
    const na = centre('alunite', 'Na synthetic 450 C', [1.455, 1.47], [1.526, 1.55]);
    expect(k).toBeCloseTo(1.477, 2);
    expect(na).toBeCloseTo(1.496, 2);
    expect(na).toBeGreaterThan(k);
  });

  it('carbonate: magnesite, dolomite, calcite', () => {
    const magnesite = centre('magnesite', 'HS47', [2.2, 2.23], [2.335, 2.36]);
    const dolomite = centre('dolomite', 'HS102', [2.17, 2.22], [2.355, 2.385]);
    const calcite = centre('calcite', 'WS272', [2.2, 2.24], [2.375, 2.405]);
    expect(magnesite).toBeLessThan(dolomite);
    expect(dolomite).toBeLessThan(calcite);
  });

  it('iron oxide near 0.9 µm: hematite before goethite', () => {
    const hematite = centre('hematite', 'medium GDS27', [0.735, 0.765], [1.06, 1.22]);
    const goethite = centre('goethite', 'medium WS222', [0.745, 0.775], [1.2, 1.29]);
    expect(hematite).toBeLessThan(goethite - 0.03);
  });
});
