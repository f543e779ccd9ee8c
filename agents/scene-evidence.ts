import type { Evidence } from '../core/evidence.ts';
import type { WindowReading } from '../tools/spectral/outputs/read-window.ts';
import type { PixelReading, PixelWindow, SceneSummary } from '../tools/spectral/types.ts';
import { sceneEvidence } from './ledger/ledger.ts';

/** Escapes a name for a JSON Pointer (RFC 6901). */
export function escapePointer(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}

/** Reads a pointer's last names back. */
export function pointerNames(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** Leaves that an answer has no use for: they change with the machine, or are no findings. */
const NO_FINDINGS = new Set(['ms', 'pixels_per_s', 'peak_rss_mib', 'files', 'units']);

/** Every leaf of `scene.json` that an answer may use, as evidence with its JSON Pointer and unit. */
export function summaryEvidence(summary: SceneSummary): Evidence[] {
  const evidence: Evidence[] = [];
  const patterns = Object.entries(summary.units).map(([pattern, unit]) => ({
    test: new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]+')}$`),
    unit,
  }));
  const walk = (value: unknown, path: string[]) => {
    if (value === null || value === undefined) return;
    if (typeof value === 'object') {
      for (const [name, child] of Object.entries(value)) {
        if (path.length === 0 && NO_FINDINGS.has(name)) continue;
        walk(child, [...path, name]);
      }
      return;
    }
    const pointer = `/${path.map(escapePointer).join('/')}`;
    const unit = patterns.find((pattern) => pattern.test.test(pointer))?.unit;
    const plain = typeof value === 'boolean' ? String(value) : (value as number | string);
    const text = `${path.join(' · ').replace(/_/g, ' ')} = ${plain}${unit ? ` ${unit}` : ''}`;
    evidence.push(sceneEvidence(summary.scene, `scene.json#${pointer}`, text, plain, unit));
  };
  walk(summary, []);
  return evidence;
}

/** What the rasters say at one pixel. Addresses name the raster and the pixel: `swir_fit.tif#x=10&y=20`. */
export function pixelEvidence(scene: string, reading: PixelReading): Evidence[] {
  const at = `#x=${reading.x}&y=${reading.y}`;
  const where = `pixel ${reading.x}, ${reading.y}`;
  const evidence: Evidence[] = [];
  const add = (file: string, name: string, value: number | string | null | undefined, unit?: string) => {
    if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return;
    const rounded = typeof value === 'number' ? Number(value.toPrecision(5)) : value;
    evidence.push(
      sceneEvidence(scene, `${file}${at}`, `${where}: ${name} = ${rounded}${unit ? ` ${unit}` : ''}`, rounded, unit),
    );
  };
  add('mask.tif', 'mask', reading.masked ?? 'valid');
  for (const group of ['swir', 'vnir'] as const) {
    const match = reading[group];
    add(`${group}.tif`, `mineral (${group})`, match?.mineral ?? 'none');
    add(`${group}_fit.tif`, `fit of ${match?.mineral}`, match?.fit, 'fraction');
    add(`${group}_depth.tif`, `band depth of ${match?.mineral}`, match?.depth, 'fraction');
  }
  add('alteration.tif', 'alteration', reading.alteration ?? 'none');
  add('copper.tif', 'copper favourability', reading.copper, 'fraction');
  add('aloh.tif', 'Al-OH position', reading.aloh_um, 'um');
  return evidence;
}

/** How addresses name a window: `swir.tif#window=40,60,24,24&mineral=alunite`. */
export function windowAddress(file: string, { x, y, width, height }: PixelWindow): string {
  return `${file}#window=${[x, y, width, height]}`;
}

/** What the rasters say of a window: valid pixels, shares of minerals and types, mean favourability. */
export function windowEvidence(scene: string, reading: WindowReading): Evidence[] {
  const { x, y, width, height } = reading.window;
  const where = `window ${x} ${y} ${width} ${height}`;
  const evidence = [
    sceneEvidence(
      scene,
      windowAddress('mask.tif', reading.window),
      `${where}: valid pixels = ${reading.valid} pixels`,
      reading.valid,
      'pixels',
    ),
  ];
  const add = (file: string, key: string, name: string, share: number, of = name) => {
    const value = Number(share.toPrecision(4));
    const address = `${windowAddress(file, reading.window)}&${key}=${name}`;
    evidence.push(sceneEvidence(scene, address, `${where}: share of ${of} = ${value} fraction`, value, 'fraction'));
  };
  for (const group of ['swir', 'vnir'] as const)
    for (const { mineral, share } of reading[group]) add(`${group}.tif`, 'mineral', mineral, share);
  for (const { name, share } of reading.alteration) add('alteration.tif', 'type', name, share, `${name} alteration`);
  if (reading.copper !== null) {
    const mean = Number(reading.copper.toPrecision(4));
    const address = windowAddress('copper.tif', reading.window);
    evidence.push(
      sceneEvidence(scene, address, `${where}: mean copper favourability = ${mean} fraction`, mean, 'fraction'),
    );
  }
  return evidence;
}
