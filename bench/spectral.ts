/**
 * Speed, memory and agreement of mineral maps on the semi-real Cuprite window, beside SPy's spectral angle mapper and
 * two programs of the Tetracorder family, all on one cube in one run.
 *
 *     node bench/spectral.ts [--record] [--variants]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and Python 3; the peers are installed from PyPI into
 * `.cache/spectral-bench` on the first run. `--variants` also maps cubes of other seeds and noise and prints the worst.
 * Agreement is with what the cube was rendered from, never accuracy; what is rendered and what Gossan's library was
 * fitted to come from the same laboratory.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../core/paths.ts';
import { type BenchmarkRow, reportRows } from './benchmark-row.ts';

const run = promisify(execFile);
const shared = resolve(asset(), process.env.GOSSAN_SHARED ?? '../shared');
const cache = asset('.cache', 'spectral-bench');
const python = join(cache, 'bin', 'python');
const PACKAGES = ['numpy', 'tifffile', 'spectral==0.25', 'cramm==1.5.0.post3', 'tetracorderp==1.1.0'];
const PEERS = {
  sam: 'SPy 0.25 spectral angle mapper',
  cramm: 'CRAMM 1.5.0.post3',
  tetracorder: 'tetracorderp 1.1.0',
} as const;
const WINDOW = ['150', '250', '256', '256'];
const PIXELS = 256 * 256;
const VARIANTS = [
  { seed: 2, noise: 0.002 },
  { seed: 3, noise: 0.002 },
  { seed: 1, noise: 0.001 },
  { seed: 1, noise: 0.004 },
];

interface Agreement {
  exact: number;
  pure: number;
  mixed: number;
  empty_named: number;
  empty: number;
}

interface Cost {
  pixelsPerSecond: number;
  peakMib: number;
}

async function install(): Promise<void> {
  const stamp = join(cache, `installed-${PACKAGES.length}`);
  if (existsSync(stamp)) return;
  process.stderr.write(`installing ${PACKAGES.join(', ')} into .cache/spectral-bench\n`);
  await run('python3', ['-m', 'venv', cache]);
  await run(python, ['-m', 'pip', 'install', '-q', ...PACKAGES]);
  mkdirSync(stamp);
}

async function renderCube(seed: number, noise: number): Promise<string> {
  const cube = join(cache, 'cubes', `cuprite-${seed}-${noise}.img`);
  if (!existsSync(cube)) {
    const script = join(shared, 'tools', 'make_semireal_cuprite.py');
    await run(python, [script, cube, '--window', ...WINDOW, '--seed', `${seed}`, '--noise', `${noise}`]);
  }
  return cube;
}

async function score(map: string, cube: string): Promise<Agreement> {
  const { stdout } = await run(python, [join(shared, 'tools', 'score_semireal_map.py'), map, cube]);
  return JSON.parse(stdout) as Agreement;
}

/** Maps with the program that users run, in one thread; its own figures cover start of threads, sampling and naming. */
async function mapWithGossan(cube: string): Promise<{ cost: Cost; agreement: Agreement }> {
  const out = join(cache, 'maps', 'gossan');
  rmSync(out, { recursive: true, force: true });
  const scene = cube.replace(/\.img$/, '.hdr');
  await run(process.execPath, [asset('cli', 'main.ts'), 'map', scene, '--out', out, '--threads', '1', '--json']);
  const { pixels_per_s, peak_rss_mib } = JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8'));
  return { cost: { pixelsPerSecond: pixels_per_s, peakMib: peak_rss_mib }, agreement: await score(out, cube) };
}

async function mapWithPeer(peer: string, cube: string): Promise<{ cost: Cost; agreement: Agreement }> {
  const out = join(cache, 'maps', peer);
  rmSync(out, { recursive: true, force: true });
  const { stdout } = await run(python, [asset('bench', 'spectral-peer.py'), peer, cube, out, shared], {
    maxBuffer: 2 ** 26,
  });
  const { seconds, peak_mib } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { cost: { pixelsPerSecond: PIXELS / seconds, peakMib: peak_mib }, agreement: await score(out, cube) };
}

function words({ exact, pure, mixed, empty_named, empty }: Agreement): string {
  return `exact ${exact}, pure ${pure}, mixed ${mixed}, empty named ${empty_named}/${empty}`;
}

if (!existsSync(join(shared, 'tools', 'make_semireal_cuprite.py'))) {
  process.stderr.write(`no shared data folder at ${shared}: set GOSSAN_SHARED\n`);
  process.exit(4);
}
await install();
const cube = await renderCube(1, 0.002);
const gossan = await mapWithGossan(cube);
const rows: BenchmarkRow[] = [];
for (const [peer, name] of Object.entries(PEERS)) {
  try {
    const other = await mapWithPeer(peer, cube);
    const bench = 'semi-real Cuprite 256 × 256 × 224, 1 thread';
    const times = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`;
    rows.push(
      {
        bench: `${bench}: speed`,
        peer: name,
        ratio: times(gossan.cost.pixelsPerSecond, other.cost.pixelsPerSecond),
        figure: `${Math.round(gossan.cost.pixelsPerSecond)} : ${Math.round(other.cost.pixelsPerSecond)} pixels/s`,
      },
      {
        bench: `${bench}: peak memory`,
        peer: name,
        ratio: `${times(gossan.cost.peakMib, other.cost.peakMib)} the memory`,
        figure: `${Math.round(gossan.cost.peakMib)} : ${Math.round(other.cost.peakMib)} MiB`,
      },
      {
        bench: `${bench}: agreement`,
        peer: name,
        ratio: `${times(gossan.agreement.exact, other.agreement.exact)} exact`,
        figure: `${words(gossan.agreement)} : ${words(other.agreement)}`,
      },
    );
  } catch (error) {
    process.stderr.write(`${name} did not run: ${(error as Error).message.trim().split('\n').at(-1)}\n`);
  }
}
reportRows(rows);

if (process.argv.includes('--variants')) {
  let worst: { variant: string; agreement: Agreement } | undefined;
  for (const { seed, noise } of VARIANTS) {
    const { agreement } = await mapWithGossan(await renderCube(seed, noise));
    const variant = `seed ${seed}, noise ${noise}`;
    process.stdout.write(`Gossan, ${variant}: ${words(agreement)}\n`);
    if (!worst || agreement.exact < worst.agreement.exact) worst = { variant, agreement };
  }
  if (worst) process.stdout.write(`worst: ${worst.variant}: ${words(worst.agreement)}\n`);
}
