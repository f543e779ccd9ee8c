import { describe, expect, it } from 'vitest';
import { gridOf } from '../agents/report/grid.ts';
import { type MapDrawing, mapSvg } from '../tools/report/map-drawing.ts';
import type { Georeference } from '../tools/spectral/types.ts';

const shown = { x: 0, y: 0, width: 300, height: 200, step: 1 };
const turned = (degrees: number): Georeference => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) * 20, Math.sin((degrees * Math.PI) / 180) * 20];
  return { transform: [497000, cos, sin, 4157000, sin, -cos], epsg: 32611, unit: 'm' };
};

describe('the grid of a map', () => {
  it.each([0, 30, -55, 120])('lies where its labels say, in a scene turned by %d°, and stays on the map', (degrees) => {
    const georeference = turned(degrees);
    const { grid, gridOf: name } = gridOf(georeference, shown, 'en');
    expect(name).toBe('Grid: EPSG:32611, metres');
    expect(grid.filter(({ edge }) => edge === 'bottom').length).toBeGreaterThan(1);
    for (const { from, to, label, edge } of grid) {
      const value = Number(label.replace(/\D/g, ''));
      for (const [x, y] of [from, to]) {
        expect(Math.min(x, y, 300 - x, 200 - y)).toBeGreaterThan(-1e-6);
        const [, b, c, , e, f] = georeference.transform;
        const onMap = edge === 'bottom' ? 497000 + x * b + y * c : 4157000 + x * e + y * f;
        expect(onMap).toBeCloseTo(value, 3);
      }
    }
  });

  it('is in degrees with their side on a geographic grid, and in pixels where there is no georeference', () => {
    const geographic: Georeference = { transform: [-117.25, 0.0002, 0, 37.58, 0, -0.0002], epsg: 4326, unit: 'deg' };
    const labels = gridOf(geographic, shown, 'zh').grid.map(({ label }) => label);
    expect(labels).toContain('117.24° W');
    expect(labels.some((label) => /^37\.5\d+° N$/.test(label))).toBe(true);
    expect(gridOf(undefined, shown, 'en').grid.map(({ label }) => label)).toContain('100');
  });
});

describe('the drawing of a map', () => {
  const map: MapDrawing = {
    title: 'map',
    width: 300,
    height: 200,
    png: new Uint8Array([1, 2, 3]),
    smooth: false,
    ...gridOf(turned(0), shown, 'en'),
    scale: { cells: 50, label: '1 km' },
    north: [0, -1],
    legend: [{ colour: '#ff0000', label: 'alunite', amount: '0.86 km²' }],
    lines: [
      {
        points: [
          [10, 10],
          [50, 50],
        ],
        arrow: true,
      },
    ],
    labels: [{ at: [20, 20], text: '1' }],
    notes: ['a note'],
    mark: 'SYNTHETIC SCENE',
  };

  it('holds its picture, so that the file travels alone, and labels only where a grid line ends on that edge', () => {
    const svg = mapSvg(map);
    expect(svg).toContain(`data:image/png;base64,${Buffer.from([1, 2, 3]).toString('base64')}`);
    expect(svg).toContain('image-rendering:pixelated');
    expect(svg).toContain('SYNTHETIC SCENE');
    const labelled = (degrees: number) =>
      mapSvg({ ...map, ...gridOf(turned(degrees), shown, 'en') }).match(/\d E<\/text>/g)?.length ?? 0;
    expect(labelled(0)).toBeGreaterThan(labelled(80));
  });

  it('lets no name of a mineral or a scene become a tag', () => {
    const attack = '"><script>alert(1)</script>\x1b[2J';
    const svg = mapSvg({
      ...map,
      title: attack,
      gridOf: attack,
      legend: [{ colour: attack, label: attack, amount: attack }],
      bar: { colours: [attack, attack], from: attack, to: attack, label: attack },
      labels: [{ at: [1, 1], text: attack }],
      notes: [attack],
      mark: attack,
    });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\x1b');
    expect(svg.replace(/"[^"]*"/g, '""')).not.toMatch(/""[^\s/>?]/);
  });
});
