import { basename, dirname, resolve } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import type { SceneIdentity } from './entry.ts';

/** Pixels a side of the lattice that is read to tell scenes apart. */
const LATTICE = 4;

/**
 * Which scene it is, whatever its path: a hash of its size, its bands, and 16 of its pixels. Two scenes with the same are
 * taken to be one, so that a copy of a test scene is found among training scenes.
 * @param district the folder that holds the scene where it is left out
 */
export async function identifyScene(
  reader: SceneReader,
  { district, signal }: { district?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<SceneIdentity> {
  const { width, height, wavelengths } = reader;
  const pieces: string[] = [JSON.stringify([width, height, [...wavelengths]])];
  const at = (step: number, side: number) => Math.floor(((step + 0.5) * side) / LATTICE);
  for (let row = 0; row < LATTICE; row++) {
    for (let column = 0; column < LATTICE; column++) {
      const window = { x: at(column, width), y: at(row, height), width: 1, height: 1 };
      const values = await reader.readWindow(window, signal ? { signal } : {});
      pieces.push(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
    }
  }
  const path = resolve(reader.path);
  return {
    name: reader.name,
    id: sha256(pieces.join('\n')).slice(0, 16),
    path_sha256: sha256(path),
    district: district ?? basename(dirname(path)),
    synthetic: reader.synthetic,
  };
}
