/**
 * How long a scene takes to open, how fast its lines are read and in how much memory, beside SPy (ENVI) and rasterio
 * (GeoTIFF), each in a process of its own on the same files in the same run.
 *
 *     node bench/readers.ts [--record]
 *
 * Needs Python 3; the peers are installed from PyPI into `.cache/readers-bench` on the first run, and cubes of some
 * 250 MiB are written there. The 2 GB ENVI cubes are sparse: they hold zeros, which cost the disk nothing; the 2 GB
 * GeoTIFF is written once, and stays.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../core/paths.ts';
import { type BenchmarkRow, median, reportRows } from './benchmark-row.ts';

const run = promisify(execFile);
const cache = asset('.cache', 'readers-bench');
const python = join(cache, 'bin', 'python');
const PACKAGES = ['numpy', 'spectral==0.25', 'rasterio'];
/** Runs of each; the middle one counts. */
const REPEATS = 3;
const [LINES, SAMPLES, BANDS] = [512, 512, 224];
/** Lines that are asked for at once, as a map does. */
const AT_ONCE = 8;

interface Cost {
  open_ms: number;
  read_s: number;
  peak_mib: number;
}

async function install(): Promise<void> {
  const stamp = join(cache, 'installed');
  if (existsSync(stamp)) return;
  process.stderr.write(`installing ${PACKAGES.join(', ')} into .cache/readers-bench\n`);
  await run('python3', ['-m', 'venv', cache]);
  await run(python, ['-m', 'pip', 'install', '-q', ...PACKAGES]);
  mkdirSync(stamp);
}

const peer = (...args: string[]) => run(python, [asset('bench', 'readers-peer.py'), ...args]);

async function writeCube(interleave: 'bsq' | 'bil' | 'bip'): Promise<string> {
  const name = join(cache, `cube-${interleave}`);
  if (!existsSync(`${name}.hdr`)) await peer('write-envi', name, interleave, `${LINES}`, `${SAMPLES}`, `${BANDS}`);
  return `${name}.hdr`;
}

async function writeTiff(): Promise<string> {
  const path = join(cache, 'cube.tif');
  if (!existsSync(path)) await peer('write-tiff', path, `${LINES}`, `${SAMPLES}`, `${BANDS}`);
  return path;
}

/** 2 GB of float32, packed, in tiles of one band each: the layout in which a spectrum lies farthest apart. */
async function writeBigTiff(): Promise<string> {
  const path = join(cache, 'big.tif');
  if (!existsSync(path)) await peer('write-big-tiff', path, '1536', '1536', `${BANDS}`);
  return path;
}

/** 2 GB of float32 that nobody wrote. */
function writeSparse(interleave: string): string {
  const name = join(cache, `sparse-${interleave}`);
  const [lines, samples, bands] = [2048, 1024, 240];
  writeFileSync(`${name}.img`, '');
  truncateSync(`${name}.img`, lines * samples * bands * 4);
  const nm = Array.from({ length: bands }, (_, band) => (400 + 8.5 * band).toFixed(1));
  writeFileSync(
    `${name}.hdr`,
    `ENVI\nsamples = ${samples}\nlines = ${lines}\nbands = ${bands}\ndata type = 4\ninterleave = ${interleave}\nbyte order = 0\n` +
      `wavelength units = Nanometers\nwavelength = {${nm.join(', ')}}\n`,
  );
  return `${name}.hdr`;
}

async function measure(path: string, atOnce: number): Promise<{ own: Cost; other: Cost }> {
  const costs: { own: Cost[]; other: Cost[] } = { own: [], other: [] };
  for (let time = 0; time < REPEATS; time++) {
    const own = await run(process.execPath, [asset('bench', 'readers-own.ts'), path, `${atOnce}`]);
    costs.own.push(JSON.parse(own.stdout));
    costs.other.push(JSON.parse((await peer('read', path, `${atOnce}`)).stdout));
  }
  const middle = (list: Cost[]): Cost => ({
    open_ms: median(list.map(({ open_ms }) => open_ms)),
    read_s: median(list.map(({ read_s }) => read_s)),
    peak_mib: median(list.map(({ peak_mib }) => peak_mib)),
  });
  return { own: middle(costs.own), other: middle(costs.other) };
}

function openingRow(bench: string, name: string, { own, other }: { own: Cost; other: Cost }): BenchmarkRow {
  const ratio = `${(own.open_ms / other.open_ms).toFixed(1)} × the time`;
  return { bench, peer: name, ratio, figure: `${own.open_ms.toFixed(0)} : ${other.open_ms.toFixed(0)} ms` };
}

function rowsOf(bench: string, name: string, { own, other }: { own: Cost; other: Cost }): BenchmarkRow[] {
  const mib = (LINES * SAMPLES * BANDS * 4) / 2 ** 20;
  return [
    {
      bench: `${bench}: reading`,
      peer: name,
      ratio: `${(other.read_s / own.read_s).toFixed(2)} × the speed`,
      figure: `${Math.round(mib / own.read_s)} : ${Math.round(mib / other.read_s)} MiB/s of float32`,
    },
    {
      bench: `${bench}: peak memory`,
      peer: name,
      ratio: `${(own.peak_mib / other.peak_mib).toFixed(2)} × the memory`,
      figure: `${Math.round(own.peak_mib)} : ${Math.round(other.peak_mib)} MiB`,
    },
  ];
}

await install();
const rows: BenchmarkRow[] = [];
for (const interleave of ['bsq', 'bil', 'bip'] as const) {
  const cost = await measure(writeSparse(interleave), 0);
  rows.push(openingRow(`open a ${interleave.toUpperCase()} cube of 2 GB`, 'SPy 0.25 envi.open', cost));
}
rows.push(
  openingRow('open a GeoTIFF of 2 GB (Deflate, 256 tiles)', 'rasterio.open', await measure(await writeBigTiff(), 0)),
);
for (const interleave of ['bsq', 'bil', 'bip'] as const) {
  const cost = await measure(await writeCube(interleave), AT_ONCE);
  rows.push(
    ...rowsOf(`${interleave.toUpperCase()} ${LINES} × ${SAMPLES} × ${BANDS} by ${AT_ONCE} lines`, 'SPy 0.25', cost),
  );
}
const tiff = await measure(await writeTiff(), AT_ONCE);
rows.push(
  ...rowsOf(`GeoTIFF (Deflate, 256 tiles) ${LINES} × ${SAMPLES} × ${BANDS} by ${AT_ONCE} lines`, 'rasterio', tiff),
);
reportRows(rows);
