import { expect, test } from 'vitest';
import { sceneRasters } from '../tools/spectral/map/scene-rasters.ts';
import { DOUBTFUL, settleDoubts } from '../tools/spectral/map/settle-doubts.ts';

const CLASSES = ['halloysite', 'muscovite', 'calcite'].map((mineral, i) => ({
  index: i + 1,
  mineral,
  members: [mineral],
  group: 'swir' as const,
  colour: '#808080',
}));
const [HALLOYSITE, MUSCOVITE, CALCITE] = [1, 2, 3];

/** Five by five pixels of muscovite, all sure. */
function ground() {
  const rasters = sceneRasters(25, false);
  rasters.swir.fill(MUSCOVITE);
  rasters.swirFit.fill(0.9);
  rasters.swirDepth.fill(0.2);
  rasters.swirMargin.fill(0.05);
  for (const name of ['aloh', 'alunite', 'carbonate', 'feoh'] as const) rasters[name].fill(Number.NaN);
  rasters.aloh.fill(2.2);
  return rasters;
}

function doubtful(rasters: ReturnType<typeof ground>, at: number, own: number, other: number, lead: number): void {
  rasters.swir[at] = own;
  rasters.other[at] = other;
  rasters.otherFit[at] = 0.88;
  rasters.otherDepth[at] = 0.18;
  rasters.doubt[at] = lead;
}

test('a name that noise could turn is turned by the neighbours, with fit, depth and margin of the other name', () => {
  const rasters = ground();
  doubtful(rasters, 12, HALLOYSITE, MUSCOVITE, 3);
  expect(settleDoubts(rasters, 5, 5, CLASSES)).toBe(1);
  expect(rasters.swir[12]).toBe(MUSCOVITE);
  expect([rasters.swirFit[12], rasters.swirDepth[12]]).toEqual([Math.fround(0.88), Math.fround(0.18)]);
  expect(rasters.swirMargin[12]).toBe(0);
});

test('a clear lead stands, whatever lies around it, and so does a doubtful name among its like', () => {
  const rasters = ground();
  doubtful(rasters, 12, HALLOYSITE, MUSCOVITE, DOUBTFUL);
  doubtful(rasters, 6, MUSCOVITE, HALLOYSITE, 0.1);
  expect(settleDoubts(rasters, 5, 5, CLASSES)).toBe(0);
  expect([rasters.swir[12], rasters.swir[6]]).toEqual([HALLOYSITE, MUSCOVITE]);
});

test('nothing is named where nothing was named', () => {
  const rasters = ground();
  rasters.swir[12] = 0;
  settleDoubts(rasters, 5, 5, CLASSES);
  expect(rasters.swir[12]).toBe(0);
});

test('a feature position goes with the name that has it', () => {
  const rasters = ground();
  rasters.swir.fill(CALCITE, 0, 25);
  rasters.aloh.fill(Number.NaN);
  doubtful(rasters, 12, MUSCOVITE, CALCITE, 2);
  rasters.aloh[12] = 2.21;
  rasters.carbonate[12] = 2.34;
  settleDoubts(rasters, 5, 5, CLASSES);
  expect(rasters.swir[12]).toBe(CALCITE);
  expect(rasters.aloh[12]).toBeNaN();
  expect(rasters.carbonate[12]).toBeCloseTo(2.34, 5);
});

test('the order of the pixels does not matter: a mirrored map is settled to the mirror image', () => {
  const [one, mirrored] = [ground(), ground()];
  const draw = (i: number) => ((i * 7919) % 13) / 2;
  for (let at = 0; at < 25; at++) {
    if (at % 3) continue;
    doubtful(one, at, HALLOYSITE, MUSCOVITE, draw(at));
    doubtful(mirrored, 24 - at, HALLOYSITE, MUSCOVITE, draw(at));
  }
  settleDoubts(one, 5, 5, CLASSES);
  settleDoubts(mirrored, 5, 5, CLASSES);
  expect(Array.from(mirrored.swir).reverse()).toEqual(Array.from(one.swir));
});
