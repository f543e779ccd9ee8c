/**
 * Speed, memory and agreement of mineral maps on the semi-real Cuprite window, beside SPy's spectral angle mapper (with
 * and without continuum removal) and two programs of the Tetracorder family, all on one cube in one run.
 *
 *     node bench/spectral.ts [--record] [--variants]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and Python 3; the peers are installed from PyPI into
 * `.cache/spectral-bench` on the first run. `--variants` also maps other seeds, noise and windows of the scene, one with
 * the water bands deleted, and some with a library that holds no sample the scene is drawn from, and prints the worst. Agreement is with what the cube was rendered from, never accuracy; what is rendered and what Gossan's
 * library was fitted to come from the same laboratory.
 */
import { type BenchmarkRow, median, printTable, reportRows } from './benchmark-row.ts';
import { writeHeldApartLibrary } from './held-apart-library.ts';
import {
  type Agreement,
  type Cost,
  failure,
  mapWithGossan,
  mapWithPeer,
  PEERS,
  type Peer,
  prepareBench,
  renderCube,
  score,
  shared,
  type Variant,
  withoutWaterBands,
} from './spectral-runs.ts';

const CENTRES: Variant = { window: [150, 250, 256, 256], seed: 1, noise: 0.002 };
const PIXELS = CENTRES.window[2] * CENTRES.window[3];
/** Maps of Gossan's from which the medians are taken; the peers take minutes and run once. */
const RUNS = 5;
const VARIANTS: Variant[] = [
  ...[2, 3, 4].map((seed) => ({ ...CENTRES, seed })),
  ...[0.001, 0.004, 0.006].map((noise) => ({ ...CENTRES, noise })),
  // the whole of the scene, window by window
  ...[7, 207, 407].flatMap((x) =>
    [0, 275, 550].map((y): Variant => ({ window: [x, y, 200, 200], seed: 1, noise: 0.002 })),
  ),
];

const HELD_APART_WINDOWS = VARIANTS.filter(({ window: [x, y] }) => x === 207 || y === 275);

interface Result {
  name: string;
  cost: Cost;
  agreement: Agreement;
}

function figures({ name, cost, agreement }: Result, own: Result): string[] {
  const { exact, pure, mixed, empty_named, empty } = agreement;
  const speed = (of: Cost): number => PIXELS / of.seconds;
  return [
    name,
    `${Math.round(speed(cost))}`,
    `${(speed(own.cost) / speed(cost)).toFixed(2)} ×`,
    `${Math.round(cost.peakMib)}`,
    `${(own.cost.peakMib / cost.peakMib).toFixed(2)} ×`,
    ...[exact, pure, mixed].map((share) => share.toFixed(3)),
    `${(own.agreement.exact / exact).toFixed(2)} ×`,
    `${empty_named} of ${empty}`,
  ];
}

function words({ exact, pure, mixed, empty_named, empty }: Agreement): string {
  return `exact ${exact}, pure ${pure}, mixed ${mixed}, empty named ${empty_named}/${empty}`;
}

function rowsOf(own: Result, other: Result): BenchmarkRow[] {
  const bench = 'semi-real Cuprite 256 × 256 × 224, 1 thread';
  const times = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`;
  const speed = ({ cost }: Result): number => Math.round(PIXELS / cost.seconds);
  return [
    {
      bench: `${bench}: speed`,
      peer: other.name,
      ratio: times(speed(own), speed(other)),
      figure: `${speed(own)} : ${speed(other)} pixels/s`,
    },
    {
      bench: `${bench}: peak memory`,
      peer: other.name,
      ratio: `${times(own.cost.peakMib, other.cost.peakMib)} the memory`,
      figure: `${Math.round(own.cost.peakMib)} : ${Math.round(other.cost.peakMib)} MiB`,
    },
    {
      bench: `${bench}: agreement`,
      peer: other.name,
      ratio: `${times(own.agreement.exact, other.agreement.exact)} exact`,
      figure: `${words(own.agreement)} : ${words(other.agreement)}`,
    },
  ];
}

await prepareBench();
const cube = await renderCube(CENTRES);
const runs = [];
for (let run = 0; run < RUNS; run++) runs.push(await mapWithGossan(cube, 1));
const own: Result = {
  name: 'Gossan',
  cost: {
    seconds: median(runs.map(({ seconds }) => seconds)),
    // the worst run is what a machine must have
    peakMib: Math.max(...runs.map(({ peakMib }) => peakMib)),
  },
  agreement: await score('gossan', cube),
};
const others: Result[] = [];
for (const [peer, name] of Object.entries(PEERS) as [Peer, string][]) {
  try {
    others.push({ name, cost: await mapWithPeer(peer, cube), agreement: await score(peer, cube) });
  } catch (error) {
    process.stderr.write(`${name} did not run: ${failure(error)}\n`);
  }
}
const heads = [
  'tool',
  'pixels/s',
  'Gossan:',
  'peak MiB',
  'Gossan:',
  'exact',
  'pure',
  'mixed',
  'Gossan:',
  'empty named',
];
printTable(
  heads,
  [own, ...others].map((result) => figures(result, own)),
);
const withWriting = PIXELS / median(runs.map(({ allSeconds }) => allSeconds));
process.stdout.write(`Gossan with writing every file: ${Math.round(withWriting)} pixels/s (medians of ${RUNS})\n\n`);
reportRows(others.flatMap((other) => rowsOf(own, other)));

if (process.argv.includes('--variants')) {
  process.stdout.write('\n');
  const missing = writeHeldApartLibrary(shared);
  const heldApart = { name: `held-apart library (without ${missing.missing.join(', ')})`, library: missing.file };
  const tried: { name: string; cube: string; library?: string }[] = [];
  for (const variant of VARIANTS) {
    const name = `window ${variant.window.join(' ')}, seed ${variant.seed}, noise ${variant.noise}`;
    tried.push({ name, cube: await renderCube(variant) });
  }
  tried.push({ name: 'water bands deleted', cube: withoutWaterBands(cube) });
  tried.push({ ...heldApart, cube });
  for (const { seed, window, noise } of HELD_APART_WINDOWS) {
    tried.push({
      ...heldApart,
      name: `${heldApart.name}, window ${window.join(' ')}`,
      cube: await renderCube({ seed, window, noise }),
    });
  }
  let worst: { name: string; agreement: Agreement } | undefined;
  for (const { name, cube: other, library } of tried) {
    await mapWithGossan(other, 1, library);
    const agreement = await score('gossan', other);
    process.stdout.write(`Gossan, ${name}: ${words(agreement)}\n`);
    if (!library && (!worst || agreement.exact < worst.agreement.exact)) worst = { name, agreement };
  }
  if (worst) process.stdout.write(`worst with the shipped library: ${worst.name}: ${words(worst.agreement)}\n`);
}
