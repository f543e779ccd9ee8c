import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerFromDocuments } from '../agents/documents/answer-spans.ts';
import { readerInstalled } from '../agents/documents/reader/open-reader.ts';
import { embeddingModelFolder } from '../rag/index/embedder.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { hasEmbeddings } from './support/knowledge-home.ts';

const REPORT = `# Survey of Lantern Ridge

The crew walked the ridge in June, and the weather was dry.

Drill hole LR-7 on Lantern Ridge ended at a depth of 145 m in fresh granite. Its core is stored in Mapleton.

The old road to the collar is closed in winter.
`;
const models = dirname(embeddingModelFolder());

// With the embedder and with words alone.
describe.each(['all-MiniLM-L6-v2', 'none'])('documents without the reader, embedder %s', (embedder) => {
  let home: string;
  let base: KnowledgeBase;
  const skipped = embedder !== 'none' && !hasEmbeddings;

  beforeAll(async () => {
    if (skipped) return;
    home = mkdtempSync(join(tmpdir(), 'gossan-no-reader-'));
    vi.stubEnv('GOSSAN_HOME', home);
    mkdirSync(join(home, 'models'));
    if (embedder !== 'none') symlinkSync(join(models, embedder), join(home, 'models', embedder));
    const report = join(home, 'report.md');
    writeFileSync(report, REPORT);
    base = await openKnowledgeBase('ridge');
    await base.add([report]);
  });
  afterAll(async () => {
    if (skipped) return;
    await base.close();
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });

  it.skipIf(skipped)('quote the sentence that answers, by rules', async () => {
    expect(readerInstalled()).toBe(false);
    const question = 'How deep is drill hole LR-7 on Lantern Ridge?';
    const { spans, missing } = await answerFromDocuments(base, question, question);
    expect(missing).toEqual([]);
    expect(spans[0]!.text).toContain('a depth of 145 m');
    expect(REPORT).toContain(spans[0]!.text);
  });

  it.skipIf(skipped)('name what they do not have', async () => {
    const question = 'How deep is drill hole LR-12 on Lantern Ridge?';
    const { spans, missing } = await answerFromDocuments(base, question, question);
    expect(spans).toEqual([]);
    expect(missing).toContain('LR-12');
  });
});
