import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { SlowCall } from '../../../core/progress.ts';
import { identifySpectra } from '../identify/identify-spectra.ts';
import type { MineralLibrary } from '../library/format.ts';
import { readSpectra } from '../readers/spectra.ts';
import type { Identification, MineralMatch, Spectrum } from '../types.ts';

/** One spectrum whose minerals are known: a line of the set. */
export interface KnownSpectrum {
  id: string;
  /** A file of spectra, relative to the set. */
  file: string;
  /** Which spectrum of the file; may be left out where it holds one. */
  spectrum?: string;
  /** The minerals by the library's names; several are a mixture; empty where nothing may be named. */
  expected: string[];
}

/** Agreement with what a set says, never accuracy: the set may be wrong too. */
export interface IdentifyAgreement {
  all: number;
  agree: number;
  /** Of those that do not agree: nothing was named. */
  silent: number;
  /** Right and all, by what was expected ("alunite+kaolinite", "none"). */
  expected: Record<string, { agree: number; all: number }>;
  spectra: {
    id: string;
    expected: string;
    verdict: Identification['verdict'];
    swir: string | null;
    vnir: string | null;
    agrees: boolean;
  }[];
}

/**
 * Reads a set: JSON Lines of `{"id", "file", "spectrum"?, "expected"}`, where `expected` is a mineral of the library, a list
 * of them for a mixture, or "none".
 * @throws GossanError FILE_NOT_FOUND, EVAL_SET naming the line
 */
export function readIdentifySet(path: string, library: MineralLibrary): KnownSpectrum[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw asGossanError(error, path);
  }
  const known = new Set(library.minerals.filter((m) => m.kind === 'mineral').map((m) => m.name));
  const set: KnownSpectrum[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    const fail = (detail: string): never => {
      throw new GossanError('EVAL_SET', { path, line: i + 1, detail });
    };
    let row: { id?: unknown; file?: unknown; spectrum?: unknown; expected?: unknown } = {};
    try {
      row = JSON.parse(line);
    } catch {
      fail('it is not JSON');
    }
    const { id, file, spectrum, expected } = row;
    if (typeof id !== 'string' && typeof id !== 'number') fail('"id" is missing');
    if (typeof file !== 'string') fail('"file" is missing');
    if (spectrum !== undefined && typeof spectrum !== 'string') fail('"spectrum" is not a name');
    const names = expected === 'none' ? [] : Array.isArray(expected) ? expected : [expected];
    for (const name of names) if (!known.has(name)) fail(`the library has no mineral "${name}"`);
    set.push({
      id: String(id),
      file: file as string,
      expected: names,
      ...(spectrum ? { spectrum: spectrum as string } : {}),
    });
  }
  if (!set.length) throw new GossanError('EVAL_SET', { path, line: 1, detail: 'the set is empty' });
  return set;
}

/**
 * Identifies every spectrum of a set and compares the names. Either group may give the expected ones; what the other
 * group says is not held against it, since a clay may well be iron-stained.
 * @throws what reading the set and its files throws; AbortError on `signal`
 */
export async function evaluateIdentify(
  path: string,
  library: MineralLibrary,
  { signal, onProgress }: SlowCall = {},
): Promise<IdentifyAgreement> {
  const set = readIdentifySet(path, library);
  const files = new Map<string, Spectrum[]>();
  const spectra: Spectrum[] = [];
  for (const [i, { id, file, spectrum }] of set.entries()) {
    signal?.throwIfAborted();
    const at = resolve(dirname(path), file);
    const inFile = files.get(at) ?? (await readSpectra(at));
    files.set(at, inFile);
    const found = spectrum === undefined && inFile.length === 1 ? inFile[0] : inFile.find((s) => s.name === spectrum);
    if (!found) {
      const detail =
        spectrum === undefined
          ? `${file} holds ${inFile.length} spectra and none is named`
          : `${file} has no spectrum "${spectrum}"`;
      throw new GossanError('EVAL_SET', { path, line: i + 1, detail: `"${id}": ${detail}` });
    }
    spectra.push(found);
    onProgress?.({ step: 'reading spectra', done: i + 1, total: set.length, unit: 'spectra' });
  }
  onProgress?.({ step: 'identifying' });
  const found = identifySpectra(spectra, library);
  const agreement: IdentifyAgreement = { all: set.length, agree: 0, silent: 0, expected: {}, spectra: [] };
  for (const [i, { id, expected }] of set.entries()) {
    const { verdict, swir, vnir } = found[i];
    const agrees = expected.length ? names(swir, expected) || names(vnir, expected) : verdict === 'none';
    const key = expected.join('+') || 'none';
    agreement.expected[key] ??= { agree: 0, all: 0 };
    agreement.expected[key].all++;
    agreement.expected[key].agree += Number(agrees);
    agreement.agree += Number(agrees);
    agreement.silent += Number(!agrees && verdict === 'none');
    agreement.spectra.push({
      id,
      expected: key,
      verdict,
      swir: swir?.mineral ?? null,
      vnir: vnir?.mineral ?? null,
      agrees,
    });
  }
  return agreement;
}

function names(match: MineralMatch | null, expected: readonly string[]): boolean {
  return match !== null && match.members.length === expected.length && expected.every((m) => match.members.includes(m));
}
