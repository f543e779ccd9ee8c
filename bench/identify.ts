/**
 * Names of held-apart laboratory samples, by coarse class, beside the nearest neighbour by SPy's spectral angle.
 *
 *     node bench/identify.ts [--record] [--list]
 *
 * The split: the samples of each class (USGS splib06 at EMIT's bands; `laboratory-samples.json` says which titles) are
 * sorted by their laboratory's name and dealt in turn to two halves. Gossan's library is fitted anew to one half and
 * asked about the other, then the other way round, so that every sample is asked once and never by a library that has
 * seen it or another grain size of it. A class with one sample cannot be asked and is left out. Features, constraints,
 * thresholds and mixtures are the shipped ones. `--list` prints what was named otherwise. Needs the shared data folder.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../core/paths.ts';
import { identifySpectra } from '../tools/spectral/identify/identify-spectra.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import type { LaboratorySpectrum } from '../tools/spectral/library/usgs-envi.ts';
import type { Group, Identification } from '../tools/spectral/types.ts';
import { type BenchmarkRow, reportRows } from './benchmark-row.ts';
import { DescriptionCache, isSingle, libraryOf, readSplib06, sampleOf } from './laboratory-library.ts';
import samples from './laboratory-samples.json' with { type: 'json' };
import { prepareBench, python, shared } from './spectral-runs.ts';

const run = promisify(execFile);
const cache = asset('.cache', 'identify-bench');
/** µm: the bands that a group is asked about; a spectrum that does not reach them is not asked. */
const REACH = { swir: [1.48, 2.44], vnir: [0.43, 1.3] } as const;

const LARGEST_GAP = 0.05;

interface Asked {
  mineral: string;
  class: string;
  sample: LaboratorySpectrum;
  half: 0 | 1;
}

function deal(group: Group, spectra: readonly LaboratorySpectrum[]): Asked[] {
  const [from, to] = REACH[group];
  const found = samples[group].flatMap(({ mineral, class: name, titles }) =>
    spectra
      .filter((s) => new RegExp(titles).test(s.title) && isSingle(s))
      .filter((s) => reaches(s, from, to))
      .map((sample) => ({ mineral, class: name, sample })),
  );
  return [...new Set(found.map((f) => f.class))].flatMap((name) => {
    const mine = found.filter((f) => f.class === name);
    const ids = [...new Set(mine.map((f) => sampleOf(f.sample)))].sort();
    return mine.map((f) => ({ ...f, half: (ids.indexOf(sampleOf(f.sample)) % 2) as 0 | 1 }));
  });
}

/** Some spectra have a few values below a gap of many bands: what a group needs must be there without one. */
function reaches({ wavelengths }: LaboratorySpectrum, from: number, to: number): boolean {
  const inside = wavelengths.filter((w) => w >= from - LARGEST_GAP && w <= to + LARGEST_GAP);
  return (
    inside[0] <= from &&
    inside[inside.length - 1] >= to &&
    inside.every((w, i) => !i || w - inside[i - 1] < LARGEST_GAP)
  );
}

/** The class of a name that the library gives; a mixture has none. */
function classOf(group: Group, mineral: string | undefined): string | undefined {
  return samples[group].find((s) => s.mineral === mineral)?.class;
}

interface Score {
  right: number;
  all: number;
  classes: number;
  oneSample: string[];
}

async function askGroup(group: Group, spectra: readonly LaboratorySpectrum[]): Promise<{ ours: Score; peer: Score }> {
  const shipped = loadLibrary();
  const dealt = deal(group, spectra);
  const names = [...new Set(dealt.map((d) => d.class))];
  const idsOf = (name: string) => new Set(dealt.filter((d) => d.class === name).map((d) => sampleOf(d.sample)));
  const oneSample = names.filter((name) => idsOf(name).size < 2);
  const asked = dealt.filter((d) => !oneSample.includes(d.class));
  const described = new DescriptionCache(join(cache, 'descriptions.json'));
  const ours = { right: 0, all: 0, classes: names.length - oneSample.length, oneSample };
  const byClass = new Map<string, [right: number, all: number]>();
  const peer = { ...ours };
  for (const half of [0, 1] as const) {
    // minerals of the other group and single samples stay in the library: they are rivals
    const library = libraryOf(
      shipped,
      [
        ...dealt.filter((d) => d.half !== half || oneSample.includes(d.class)),
        ...shipped.minerals
          .filter((m) => m.kind === 'mineral' && !samples[group].some((s) => s.mineral === m.name))
          .flatMap((m) =>
            m.variants.flatMap((v) => {
              const sample = spectra.find(
                (s) => s.library === v.library && s.record === v.record && s.title === v.title,
              );
              return sample ? [{ mineral: m.name, sample }] : [];
            }),
          ),
      ],
      described,
    );
    const questions = asked.filter((d) => d.half === half);
    const found = identifySpectra(
      questions.map((d) => ({ ...d.sample, name: d.sample.title })),
      library,
    );
    for (const [i, question] of questions.entries()) {
      const mineral = found[i][group]?.mineral;
      const right = classOf(group, mineral) === question.class;
      ours.all++;
      ours.right += Number(right);
      const count = byClass.get(question.class) ?? [0, 0];
      byClass.set(question.class, [count[0] + Number(right), count[1] + 1]);
      if (!right && process.argv.includes('--list'))
        process.stdout.write(`${group} ${question.class}: ${question.sample.title} named ${mineral ?? 'none'}\n`);
    }
    const nearest = await nearestByAngle(
      group,
      asked.filter((d) => d.half !== half),
      questions,
    );
    for (const [i, question] of questions.entries()) {
      peer.all++;
      peer.right += Number(nearest[i] === question.class);
    }
  }
  process.stdout.write(`${group}: ${[...byClass].map(([n, [r, a]]) => `${n} ${r}/${a}`).join(', ')}\n`);
  if (oneSample.length) process.stdout.write(`${group}: one sample only, not asked: ${oneSample.join(', ')}\n`);
  return { ours, peer };
}

/** The class of the training spectrum with the least spectral angle over the group's bands, by SPy. */
async function nearestByAngle(group: Group, train: readonly Asked[], test: readonly Asked[]): Promise<string[]> {
  const [from, to] = group === 'swir' ? [2.0, 2.45] : REACH.vnir;
  const grid = Array.from({ length: 60 }, (_, i) => from + ((to - from) * i) / 59);
  const values = ({ sample }: Asked) => grid.map((w) => interpolated(sample, w));
  const file = join(cache, `angle-${group}.json`);
  writeFileSync(file, JSON.stringify({ train: train.map(values), test: test.map(values) }));
  const { stdout } = await run(python, [asset('bench', 'identify-peer.py'), file]);
  return (JSON.parse(stdout) as number[]).map((i) => train[i].class);
}

function interpolated({ wavelengths, reflectance }: LaboratorySpectrum, w: number): number {
  let i = 1;
  while (i < wavelengths.length - 1 && wavelengths[i] < w) i++;
  const t = (w - wavelengths[i - 1]) / (wavelengths[i] - wavelengths[i - 1]);
  return reflectance[i - 1] + t * (reflectance[i] - reflectance[i - 1]);
}

function namedOfNothing(spectra: readonly LaboratorySpectrum[]): { named: Identification[]; all: number } {
  const wanted = new RegExp(samples.none.titles);
  const not = new RegExp(samples.none.not);
  const nothing = spectra.filter((s) => wanted.test(s.title) && !not.test(s.title));
  const found = identifySpectra(
    nothing.map((s) => ({ ...s, name: s.title })),
    loadLibrary(),
  );
  return { named: found.filter((f) => f.verdict !== 'none'), all: nothing.length };
}

mkdirSync(cache, { recursive: true });
await prepareBench();
const spectra = readSplib06(shared);
const rows: BenchmarkRow[] = [];
for (const group of ['swir', 'vnir'] as const) {
  const { ours, peer } = await askGroup(group, spectra);
  const share = ({ right, all }: Score) => right / all;
  rows.push({
    bench: `held-apart USGS samples, ${group === 'swir' ? '2 µm' : '1 µm'} group, ${ours.classes} coarse classes`,
    peer: 'nearest sample by SPy 0.25 spectral angle',
    ratio: `${(share(ours) / share(peer)).toFixed(2)} ×`,
    figure: `${(100 * share(ours)).toFixed(1)} % : ${(100 * share(peer)).toFixed(1)} % of ${ours.all} spectra`,
  });
}
reportRows(rows);
const { named, all } = namedOfNothing(spectra);
process.stdout.write(
  `named on ground without minerals (${samples.none.what}): ${named.length} of ${all}${named.map((n) => `\n  ${n.name}: ${n.swir?.mineral ?? '-'} / ${n.vnir?.mineral ?? '-'}`).join('')}\n`,
);
