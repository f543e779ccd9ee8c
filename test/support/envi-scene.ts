import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** A fresh folder for one test file; removed after each test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gossan-test-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

export type Interleave = 'bsq' | 'bil' | 'bip';

export interface EnviVariant {
  samples: number;
  lines: number;
  bands: number;
  /** The stored number (before any scale factor). */
  value: (x: number, y: number, band: number) => number;
  interleave?: Interleave;
  type?: number;
  bigEndian?: boolean;
  offset?: number;
  /** Further header lines, "key = value". */
  header?: string[];
  wavelengths?: number[] | null;
  name?: string;
  ending?: string;
}

const BYTES: Record<number, number> = { 1: 1, 2: 2, 3: 4, 4: 4, 5: 8, 12: 2, 13: 4, 14: 8, 15: 8 };

/** The bytes of a cube as an ENVI program would write them. */
export function enviBytes(scene: EnviVariant): Buffer<ArrayBuffer> {
  const { samples, lines, bands, interleave = 'bil', type = 4, bigEndian = false, offset = 0 } = scene;
  const size = BYTES[type];
  const bytes = Buffer.alloc(offset + samples * lines * bands * size, 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let y = 0; y < lines; y++) {
    for (let band = 0; band < bands; band++) {
      for (let x = 0; x < samples; x++) {
        const index =
          interleave === 'bsq'
            ? (band * lines + y) * samples + x
            : interleave === 'bil'
              ? (y * bands + band) * samples + x
              : (y * samples + x) * bands + band;
        put(view, offset + index * size, scene.value(x, y, band), type, !bigEndian);
      }
    }
  }
  return bytes;
}

export function enviHeaderText(scene: EnviVariant): string {
  const { samples, lines, bands, interleave = 'bil', type = 4, bigEndian = false, offset = 0 } = scene;
  const wavelengths =
    scene.wavelengths === undefined
      ? Array.from({ length: bands }, (_, band) => 400 + (2000 * band) / Math.max(1, bands - 1))
      : scene.wavelengths;
  return [
    'ENVI',
    `samples = ${samples}`,
    `lines = ${lines}`,
    `bands = ${bands}`,
    `header offset = ${offset}`,
    'file type = ENVI Standard',
    `data type = ${type}`,
    `interleave = ${interleave}`,
    `byte order = ${bigEndian ? 1 : 0}`,
    ...(wavelengths ? ['wavelength units = Nanometers', `wavelength = {${wavelengths.join(', ')}}`] : []),
    ...(scene.header ?? []),
    '',
  ].join('\n');
}

/** Writes header and data into a folder; returns the path of the header. */
export async function writeEnvi(folder: string, scene: EnviVariant): Promise<string> {
  const name = join(folder, scene.name ?? 'scene');
  await writeFile(`${name}${scene.ending ?? '.img'}`, enviBytes(scene));
  await writeFile(`${name}.hdr`, enviHeaderText(scene));
  return `${name}.hdr`;
}

function put(view: DataView, at: number, value: number, type: number, little: boolean): void {
  if (type === 1) view.setUint8(at, value);
  else if (type === 2) view.setInt16(at, value, little);
  else if (type === 3) view.setInt32(at, value, little);
  else if (type === 4) view.setFloat32(at, value, little);
  else if (type === 5) view.setFloat64(at, value, little);
  else if (type === 12) view.setUint16(at, value, little);
  else if (type === 13) view.setUint32(at, value, little);
  else if (type === 14) view.setBigInt64(at, BigInt(value), little);
  else if (type === 15) view.setBigUint64(at, BigInt(value), little);
  else throw new Error(`data type ${type} is not one that the tests write`);
}
