/**
 * The text of PDFs beside poppler's pdftotext and pdf-parse's own: how much of a report's Markdown twin is found, the
 * reading order of a report in two columns, the pages of known sentences, and pages a second of processor time.
 *
 *     node bench/extraction.ts [--record]
 *
 * Needs the shared data folder (GOSSAN_SHARED) and Debian's poppler-utils.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../core/paths.ts';
import { type BenchmarkRow, median, printTable, reportRows } from './benchmark-row.ts';
import {
  agreedSentences,
  coverage,
  flatWords,
  orderShare,
  sixGrams,
  stripMarkup,
  whyMissing,
  wordsOf,
} from './extraction-measures.ts';
import {
  POPPLER_MODES,
  popplerVersion,
  type Reading,
  readByGossan,
  readByPdfParse,
  readByPoppler,
} from './extraction-peers.ts';

const REPORTS = join(process.env.GOSSAN_SHARED ?? asset('../shared'), 'data/rag/reports');
const TWIN = ['jpl_sbg_l3_surface_mineralogy_atbd_20231107.pdf', 'jpl_sbg_l3_surface_mineralogy_atbd.README_twin.md'];
const COLUMNS = 'gns_nz_mineral_commodity_report_11_tin.pdf';
const SENTENCES = 200;
const SEED = 5;
const TURNS = 3;

const version = popplerVersion();
if (!existsSync(REPORTS) || version === null) {
  console.error(version === null ? 'pdftotext is missing: apt-get install poppler-utils' : `no reports at ${REPORTS}`);
  process.exit(4);
}
const poppler = `poppler ${version}`;
const lock = JSON.parse(readFileSync(asset('package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string }>;
};
const pdfParse = `pdf-parse ${lock.packages['node_modules/pdf-parse']!.version}`;
const rows: BenchmarkRow[] = [];

await twinCoverage();
await columnOrder();
await knownSentences();
await speed();
reportRows(rows);

async function twinCoverage(): Promise<void> {
  const [report, twin] = TWIN.map((name) => join(REPORTS, name)) as [string, string];
  const grams = sixGrams(wordsOf(stripMarkup(readFileSync(twin, 'utf8'))));
  const texts = new Map<string, string>();
  for (const [mode, flags] of Object.entries(POPPLER_MODES)) {
    texts.set(`${poppler} ${mode}`, readByPoppler(report, flags).pages.join('\n'));
  }
  texts.set(pdfParse, (await readByPdfParse(report)).pages.join('\n'));
  texts.set('Gossan', (await readByGossan(report)).pages.join('\n'));
  const sets = new Map([...texts].map(([name, text]) => [name, new Set(sixGrams(wordsOf(text)))]));
  const all = new Set([...sets.values()].flatMap((set) => [...set]));
  const modes = new Set([...sets].filter(([name]) => name.startsWith('poppler')).flatMap(([, set]) => [...set]));
  const shares = [...sets].map(([name, set]) => [name, coverage(grams, set)] as const);
  const ceiling = coverage(grams, all);
  console.log(`\nword 6-grams of the twin found in the report (${grams.length})`);
  printTable(
    ['read by', 'share'],
    [
      ...shares,
      [`all modes of ${poppler}`, coverage(grams, modes)] as const,
      ['all of these (the ceiling)', ceiling] as const,
    ].map(([name, share]) => [name, share.toFixed(4)]),
  );
  console.log('what no reading finds:');
  const words = new Set([...texts.values()].flatMap(wordsOf));
  for (const { reason, share } of whyMissing(grams, all, words)) console.log(`  ${share.toFixed(4)}  ${reason}`);
  const own = new Map(shares).get('Gossan')!;
  for (const [peer, name] of [
    [poppler, `${poppler} default`],
    [`${poppler} -layout`, `${poppler} layout`],
    [pdfParse, pdfParse],
  ] as const) {
    const theirs = new Map(shares).get(name)!;
    rows.push({
      bench: 'PDF text: 6-grams of the JPL twin',
      peer,
      ratio: `${(own / theirs).toFixed(3)} × the share`,
      figure: `${own.toFixed(4)} : ${theirs.toFixed(4)} (ceiling of all readings ${ceiling.toFixed(4)})`,
    });
  }
}

async function columnOrder(): Promise<void> {
  const path = join(REPORTS, COLUMNS);
  const { pages } = JSON.parse(readFileSync(asset('bench/extraction-order.json'), 'utf8')) as {
    pages: { page: number; starts: string[] }[];
  };
  const share = (reading: Reading) => {
    const parts = pages.map(({ page, starts }) => orderShare(starts, reading.pages[page - 1] ?? ''));
    const sum = (key: 'right' | 'pairs') => parts.reduce((total, part) => total + part[key], 0);
    return sum('right') / sum('pairs');
  };
  const own = share(await readByGossan(path));
  const others = [
    [poppler, share(readByPoppler(path, []))],
    [`${poppler} -layout`, share(readByPoppler(path, ['-layout']))],
    [`${poppler} -raw`, share(readByPoppler(path, ['-raw']))],
    [pdfParse, share(await readByPdfParse(path))],
  ] as const;
  for (const [peer, theirs] of others) {
    rows.push({
      bench: 'PDF text: neighbours in order, two columns (GNS)',
      peer,
      ratio: `${(own / theirs).toFixed(3)} × the share`,
      figure: `${own.toFixed(4)} : ${theirs.toFixed(4)}`,
    });
  }
}

async function knownSentences(): Promise<void> {
  const known: { path: string; page: number; words: string }[] = [];
  const paths = pdfs();
  const readings = new Map<string, { own: Reading; parsed: Reading }>();
  for (const path of paths) {
    const [plain, raw] = [readByPoppler(path, []), readByPoppler(path, ['-raw'])];
    for (const [at, text] of plain.pages.entries()) {
      for (const sentence of agreedSentences(text, raw.pages[at] ?? '')) {
        known.push({ path, page: at, words: flatWords(sentence) });
      }
    }
    readings.set(path, { own: await readByGossan(path), parsed: await readByPdfParse(path) });
  }
  const flat = (reading: Reading) => reading.pages.map(flatWords);
  const texts = new Map(
    [...readings].map(([path, { own, parsed }]) => [path, { own: flat(own), parsed: flat(parsed) }]),
  );
  const sample = shuffled(known).slice(0, SENTENCES);
  const right = (who: 'own' | 'parsed') =>
    sample.filter(({ path, page, words }) => texts.get(path)![who][page]?.includes(words)).length / sample.length;
  console.log(
    `\nsentences that poppler's two orders agree on: ${known.length}, sampled ${sample.length} (seed ${SEED})`,
  );
  for (const { path, page, words } of sample) {
    if (!texts.get(path)!.own[page]?.includes(words))
      console.log(`  not on page ${page + 1} of ${path.split('/').at(-1)}:${words.slice(0, 90)}…`);
  }
  rows.push({
    bench: `PDF text: page of ${sample.length} known sentences`,
    peer: pdfParse,
    ratio: `${(right('own') / right('parsed')).toFixed(3)} × the share`,
    figure: `${right('own').toFixed(4)} : ${right('parsed').toFixed(4)}`,
  });
}

async function speed(): Promise<void> {
  const paths = pdfs();
  const times = { own: [] as number[], poppler: [] as number[], parsed: [] as number[] };
  let pages = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const sum = { own: 0, poppler: 0, parsed: 0 };
    pages = 0;
    for (const path of paths) {
      const own = await readByGossan(path);
      pages += own.pages.length;
      sum.own += own.seconds;
      sum.poppler += readByPoppler(path, []).seconds;
      sum.parsed += (await readByPdfParse(path)).seconds;
    }
    for (const key of ['own', 'poppler', 'parsed'] as const) times[key].push(pages / sum[key]);
  }
  const own = median(times.own);
  for (const [peer, rates] of [
    [poppler, times.poppler],
    [pdfParse, times.parsed],
  ] as const) {
    const theirs = median(rates);
    rows.push({
      bench: `PDF text: speed, ${pages} pages`,
      peer,
      ratio: `${(own / theirs).toFixed(2)} × the speed`,
      figure: `${own.toFixed(0)} : ${theirs.toFixed(0)} pages a second of processor time`,
    });
  }
}

function pdfs(): string[] {
  return readdirSync(REPORTS)
    .filter((name) => name.endsWith('.pdf'))
    .sort()
    .map((name) => join(REPORTS, name));
}

/** Mulberry32, so that every run samples the same sentences. */
function shuffled<T>(values: readonly T[]): T[] {
  let state = SEED;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return values
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
