import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { homePath } from '../../core/paths.ts';
import { embeddingModelFolder, requireEmbeddingModel } from '../../rag/index/embedder.ts';

/** Whether the embedding weights are on this machine; tests of real search are skipped where they are not. */
export const hasEmbeddings: boolean = (() => {
  try {
    requireEmbeddingModel();
    return true;
  } catch {
    return false;
  }
})();
const models = dirname(embeddingModelFolder());

/** A GOSSAN_HOME of its own for a test file, with the machine's models in it. */
export function temporaryHome(): { home: string; files: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'gossan-home-'));
  if (existsSync(models)) symlinkSync(models, join(home, 'models'));
  const before = process.env.GOSSAN_HOME;
  process.env.GOSSAN_HOME = home;
  const files = homePath('files');
  mkdirSync(files);
  return {
    home,
    files,
    remove() {
      if (before === undefined) delete process.env.GOSSAN_HOME;
      else process.env.GOSSAN_HOME = before;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Writes a Markdown report of some chunks about a subject and returns its path. */
export function writeReport(folder: string, name: string, subject: string, paragraphs = 3): string {
  const path = join(folder, `${name}.md`);
  const sentence = (n: number) =>
    `Sample ${n} of ${subject} came from the ${name} traverse and carries ${subject} veins. `;
  const body = Array.from({ length: paragraphs }, (_, p) =>
    Array.from({ length: 12 }, (_, n) => sentence(12 * p + n)).join(''),
  );
  writeFileSync(path, `# Report on ${subject}\n\n${body.join('\n\n')}\n`);
  return path;
}
