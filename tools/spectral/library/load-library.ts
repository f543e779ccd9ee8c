import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { asset } from '../../../core/paths.ts';
import type { DiagnosticFeature, LibraryMineral, MineralLibrary, NamedMixture } from './format.ts';

/**
 * Reads a parametric mineral library.
 * @param path a folder with `minerals/*.json` and `mixtures.json`, or one JSON file `{minerals: […], mixtures: […]}`;
 *   the library that ships with Gossan when left out.
 * @throws GossanError FILE_NOT_FOUND, or LIBRARY_FORMAT naming the file and the field.
 */
export function loadLibrary(path: string = asset('tools', 'spectral', 'library')): MineralLibrary {
  const { minerals, mixtures } = readParts(path);
  if (!minerals.length) throw new GossanError('LIBRARY_FORMAT', { path, detail: 'it has no minerals' });
  const names = new Set<string>();
  for (const { file, mineral } of minerals) {
    checkMineral(file, mineral);
    if (names.has(mineral.name)) throw wrong(file, `the mineral "${mineral.name}" is there twice`);
    names.add(mineral.name);
  }
  for (const mixture of mixtures) checkMixture(path, mixture, names);
  return { path, minerals: minerals.map((m) => m.mineral), mixtures };
}

function readParts(path: string): { minerals: { file: string; mineral: LibraryMineral }[]; mixtures: NamedMixture[] } {
  let folder: boolean;
  try {
    folder = statSync(path).isDirectory();
  } catch (error) {
    throw asGossanError(error, path);
  }
  if (!folder) {
    const whole = readJson(path) as { minerals?: LibraryMineral[]; mixtures?: NamedMixture[] };
    if (!Array.isArray(whole?.minerals)) throw wrong(path, 'the list "minerals" is missing');
    return { minerals: whole.minerals.map((mineral) => ({ file: path, mineral })), mixtures: whole.mixtures ?? [] };
  }
  let files: string[];
  try {
    files = readdirSync(join(path, 'minerals'))
      .filter((f) => f.endsWith('.json'))
      .sort();
  } catch {
    throw wrong(path, 'the folder "minerals" is missing');
  }
  const minerals = files.map((f) => {
    const file = join(path, 'minerals', f);
    return { file, mineral: readJson(file) as LibraryMineral };
  });
  let mixtures: NamedMixture[] = [];
  try {
    statSync(join(path, 'mixtures.json'));
    mixtures = readJson(join(path, 'mixtures.json')) as NamedMixture[];
  } catch (error) {
    if (error instanceof GossanError) throw error;
  }
  return { minerals, mixtures };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(file, `not JSON: ${error.message}`);
    throw asGossanError(error, file);
  }
}

function wrong(path: string, detail: string): GossanError {
  return new GossanError('LIBRARY_FORMAT', { path, detail });
}

function checkMineral(file: string, mineral: LibraryMineral): void {
  const fail = (detail: string): never => {
    throw wrong(file, `${mineral?.name ? `mineral "${mineral.name}": ` : ''}${detail}`);
  };
  if (typeof mineral?.name !== 'string' || !mineral.name) fail('a mineral has no "name"');
  if (mineral.kind !== 'mineral' && mineral.kind !== 'cover') fail('"kind" must be "mineral" or "cover"');
  if (
    !Array.isArray(mineral.groups) ||
    !mineral.groups.length ||
    mineral.groups.some((g) => g !== 'vnir' && g !== 'swir')
  ) {
    fail('"groups" must list "vnir", "swir" or both');
  }
  if (!/^#[0-9a-f]{6}$/i.test(mineral.colour ?? '')) fail('"colour" must be #rrggbb');
  if (!Array.isArray(mineral.features) || !Array.isArray(mineral.constraints))
    fail('"features" and "constraints" must be lists');
  for (const f of mineral.features) checkFeature(f, fail);
  if (!Array.isArray(mineral.variants) || !mineral.variants.length) fail('it has no variants');
  for (const v of mineral.variants) {
    if (!Array.isArray(v.continuum) || v.continuum.length < 2 || v.continuum.length > 12)
      fail(`variant "${v.id}" needs 2 to 12 continuum nodes`);
    if (v.continuum.some(([x, y], i) => !(y > 0) || !(x > (v.continuum[i - 1]?.[0] ?? 0)))) {
      fail(`the continuum of variant "${v.id}" must ascend in wavelength and be above 0`);
    }
    if (!Array.isArray(v.absorptions) || v.absorptions.length > 24)
      fail(`variant "${v.id}" needs at most 24 absorptions`);
    for (const [centre, width, depth, asymmetry] of v.absorptions) {
      if (!(centre > 0) || !(width > 0) || !(depth >= 0) || !(Math.abs(asymmetry) < 1)) {
        fail(`an absorption of variant "${v.id}" is not [centre, width > 0, depth ≥ 0, asymmetry within ±1]`);
      }
    }
  }
}

function checkFeature(f: DiagnosticFeature, fail: (detail: string) => never): void {
  const edges = [f.left_um?.[0], f.left_um?.[1], f.centre_um, f.right_um?.[0], f.right_um?.[1]];
  if (
    edges.some((e) => typeof e !== 'number' || !(e > 0.3 && e < 2.6)) ||
    edges.some((e, i) => i > 0 && e < edges[i - 1])
  ) {
    fail(`the feature at ${f.centre_um} µm needs left ≤ centre ≤ right within 0.3 to 2.6 µm`);
  }
  if (!['must', 'diagnostic', 'optional'].includes(f.role))
    fail(`the feature at ${f.centre_um} µm has the role "${f.role}"`);
}

function checkMixture(path: string, mixture: NamedMixture, names: Set<string>): void {
  for (const f of mixture.shows ?? []) {
    checkFeature(f, (detail) => {
      throw wrong(path, `mixture "${mixture.name}": ${detail}`);
    });
  }
  if (mixture.members?.length !== 2) throw wrong(path, `the mixture "${mixture.name}" needs two members`);
  for (const member of mixture.members) {
    if (!names.has(member))
      throw wrong(path, `the mixture "${mixture.name}" names "${member}", which the library has not`);
  }
}
