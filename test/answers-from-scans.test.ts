import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import { referenceText } from '../cli/answer-text.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { LATIN, noOcr } from './support/ocr.ts';
import { printPage } from './support/printed-page.ts';
import { pdfOf, scannedPage, textPage } from './support/scanned-pdf.ts';

const reason = noOcr ? ` (skipped: ${noOcr})` : '';
const sentence = 'Zunyite was found only in the northern ledge of the ridge, together with pyrophyllite and diaspore.';
const typed = 'Scorodite coats the walls of the old adit at the foot of the hill, and nobody sampled it so far.';

describe.skipIf(noOcr)(`what was read from a picture of a page${reason}`, { timeout: 180_000 }, () => {
  let home: ReturnType<typeof temporaryHome>;
  beforeAll(async () => {
    home = temporaryHome();
    const page = printPage({ title: 'Northern ledge', paragraphs: [sentence] }, { font: LATIN, dpi: 150, size: 13 });
    const path = join(home.files, 'ledge.pdf');
    writeFileSync(path, pdfOf([textPage(typed), await scannedPage(page)]));
    const base = await openKnowledgeBase('scans');
    await base.add([path]);
    await base.close();
  });
  afterAll(() => home.remove());

  it('is marked in the list, on the page and in what is found, also when the base is opened again', async () => {
    const base = await openKnowledgeBase('scans');
    const [document] = await base.list();
    expect(document).toMatchObject({ pages: 2, ocr: { pages: 1, unread: [] } });
    expect(document!.ocr!.confidence).toBeGreaterThan(0.9);
    expect((await base.page(document!.id, 1)).ocr).toBeUndefined();
    expect((await base.page(document!.id, 2)).ocr!.confidence).toBeGreaterThan(0.9);
    const [zunyite] = await base.search('zunyite', { stage: 'bm25' });
    expect(zunyite).toMatchObject({ page: 2, ocr: { confidence: expect.any(Number) } });
    const [scorodite] = await base.search('scorodite', { stage: 'bm25' });
    expect(scorodite).toMatchObject({ page: 1 });
    expect(scorodite!.ocr).toBeUndefined();
    expect((await base.checkQuote(sentence, document!.id, 2)).verdict).toBe('verified');
    await base.close();
  });

  it('carries that mark with its quotation to the reader', async () => {
    const assistant = await openAssistant();
    const scanned = await assistant.ask('Where was zunyite found?', { kb: 'scans' });
    const [citation] = scanned.citations.filter(({ page }) => page === 2);
    expect(citation).toMatchObject({ verdict: 'verified', ocr: { confidence: expect.any(Number) } });
    expect(referenceText(citation!, 'en')).toMatch(/p\. 2 \(read by OCR, 9\d % sure\) \(verified\)$/);
    const evidence = scanned.evidence.find(({ id }) => id === citation!.evidence);
    expect(evidence?.ocr).toEqual(citation!.ocr);
    const printed = await assistant.ask('Where is scorodite?', { kb: 'scans' });
    for (const one of printed.citations.filter(({ page }) => page === 1)) expect(one.ocr).toBeUndefined();
    await assistant.close();
  });
});
