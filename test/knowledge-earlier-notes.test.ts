import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedNotes } from '../knowledge_base/seed-notes.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { temporaryHome } from './support/home.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-notes-'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('an update takes out the old text of a shipped note, and nothing of the user’s', async () => {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const today = write('today.md', '# Alunite\n\nToday’s text of the note.\n');
  const base = await openKnowledgeBase('notes');
  await base.add([today, write('before.md', '# Alunite\n\nThe text before.\n')], { shipped: true });
  await base.add([write('mine.md', '# My field book\n\nAlunite on the ridge.\n')]);
  await seedNotes(base, {}, [today]);
  await base.close();

  const after = await openKnowledgeBase('notes');
  expect((await after.list()).map(({ file }) => file).sort()).toEqual(['mine.md', 'today.md']);
  await after.close();
});
