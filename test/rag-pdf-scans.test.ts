import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homePath } from '../core/paths.ts';
import { loadPdf, PDF_LIMITS } from '../rag/load/pdf.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { CHINESE, ENGLISH, HAN, LATIN, noOcr } from './support/ocr.ts';
import { printPage, scan } from './support/printed-page.ts';
import { pdfOf, picturePage, scannedPage, textPage } from './support/scanned-pdf.ts';

const drawing = { dictionary: '', data: Buffer.from('72 72 m 540 720 l S') };
/** Of the size that plans and maps are scanned at. */
function plan() {
  const canvas = createCanvas(6000, 6000);
  canvas.getContext('2d').fillRect(100, 100, 5000, 5000);
  return canvas;
}

const sentence = 'Skarn with garnet and magnetite stands in the limestone.';

describe.skipIf(noOcr)(`a PDF with scanned pages${noOcr ? ` (skipped: ${noOcr})` : ''}`, { timeout: 180_000 }, () => {
  let home: ReturnType<typeof temporaryHome>;
  beforeAll(() => {
    home = temporaryHome();
  });
  afterAll(() => home.remove());
  const print = (text: typeof ENGLISH, font: string) =>
    scan(printPage(text, { font, dpi: 150, size: 12 }), { skew: 0.5 });

  it('keeps the text of pages that have some, reads the others, and marks those with their confidence', async () => {
    const stamp = 'BT /F1 8 Tf 72 20 Td (Downloaded from the archive) Tj ET';
    const bytes = pdfOf([
      textPage(sentence),
      await scannedPage(print(ENGLISH, LATIN)),
      { dictionary: '', data: Buffer.from('') },
      await scannedPage(print(HAN, CHINESE), stamp),
    ]);
    const { pages, unread } = await loadPdf({ path: 'mixed.pdf', bytes });
    expect(unread).toBeUndefined();
    expect(pages.map(({ ocr }) => (ocr === undefined ? null : ocr.confidence > 0.9))).toEqual([null, true, null, true]);
    expect(pages[0]!.text).toBe(sentence);
    expect(pages[1]!.text).toContain('Drill hole WC-07 cut 38.5 m at 0.42 % Cu and 0.18 g/t Au from a depth of 112 m.');
    expect(pages[2]!.text).toBe('');
    expect(pages[3]!.text).toContain('主要矿物为明矾石、地开石和叶蜡石');
    expect(pages[3]!.text).toContain('Downloaded from the archive');
  });

  it('does not lose the pages beside one that cannot be drawn', async () => {
    const page = print(ENGLISH, LATIN);
    const cut = (await page.encode('jpeg', 88)).subarray(0, 300);
    const bytes = pdfOf([textPage(sentence), picturePage(cut, page.width, page.height), await scannedPage(page)]);
    const { pages } = await loadPdf({ path: 'broken.pdf', bytes });
    expect(pages[0]!.text).toBe(sentence);
    expect(pages[1]!.text).toBe('');
    expect(pages[2]!.text).toContain('Drill hole WC-07');
  });

  it.each([
    ['too long', { scanMs: 1 }, () => print(HAN, CHINESE)],
    ['too much memory', { processMib: 200 }, plan],
  ])('leaves a page unread that takes %s, and says so', async (_, limit, page) => {
    const bytes = pdfOf([textPage(sentence), await scannedPage(page()), textPage(sentence)]);
    const { pages, unread } = await loadPdf({ path: 'slow.pdf', bytes }, {}, { ...PDF_LIMITS, ...limit });
    expect(pages.map(({ text }) => text)).toEqual([sentence, '', sentence]);
    expect(unread).toEqual([2]);
  });

  it('stops when the user does, shows its progress, and does not read again what it has read', async () => {
    const bytes = pdfOf([await scannedPage(print(ENGLISH, LATIN)), await scannedPage(print(HAN, CHINESE))]);
    const controller = new AbortController();
    const steps: string[] = [];
    const loading = loadPdf(
      { path: 'long.pdf', bytes },
      {
        signal: controller.signal,
        onProgress: ({ step, done, total }) => {
          steps.push(`${step} ${done}/${total}`);
          if (done === 1) controller.abort();
        },
      },
    );
    await expect(loading).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(steps).toContain('reading long.pdf (text recognition) 0/2');
    expect(existsSync(homePath('cache', 'ocr'))).toBe(true);

    // At any moment: while a page is drawn, while models are loaded, while one of them works.
    for (const ms of [300, 1200, 2100]) {
      const stopping = loadPdf({ path: 'long.pdf', bytes }, { signal: AbortSignal.timeout(ms) });
      expect(['INTERRUPTED', 'done']).toContain(
        await stopping.then(
          () => 'done',
          ({ code }) => code,
        ),
      );
    }

    const again: number[] = [];
    const { pages } = await loadPdf(
      { path: 'long.pdf', bytes },
      { onProgress: ({ step, done }) => void (step.includes('recognition') && again.push(done!)) },
    );
    expect(pages).toHaveLength(2);
    expect(new Set(again)).toEqual(new Set([1]));
  });
});

describe('where text recognition is not installed', () => {
  const before = process.env.GOSSAN_HOME;
  const bare = mkdtempSync(join(tmpdir(), 'gossan-bare-'));
  beforeAll(() => {
    process.env.GOSSAN_HOME = bare;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.GOSSAN_HOME;
    else process.env.GOSSAN_HOME = before;
    rmSync(bare, { recursive: true, force: true });
  });

  it('a document of pictures alone is refused with the way to get it', async () => {
    await expect(loadPdf({ path: 'scan.pdf', bytes: pdfOf([drawing, drawing]) })).rejects.toMatchObject({
      code: 'DOCUMENT_NO_TEXT',
      message: expect.stringContaining('2 pages'),
      hint: expect.stringContaining('npm run setup'),
    });
  });

  it('a mixed one is read, and says which pages are missing', async () => {
    const { pages, unread } = await loadPdf({ path: 'mixed.pdf', bytes: pdfOf([drawing, textPage(sentence)]) });
    expect(pages.map(({ text }) => text)).toEqual(['', sentence]);
    expect(unread).toEqual([1]);
  });
});
