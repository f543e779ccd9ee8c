import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

const home = temporaryHome();
const disk = mkdtempSync(join(tmpdir(), 'gossan-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
  home.remove();
});

// Skipped where a small disk cannot be mounted (it takes root).
it.skipIf(!mounted)('leaves the base as it was when the disk is full', async () => {
  mkdirSync(join(home.home, 'kb'), { recursive: true });
  symlinkSync(disk, join(home.home, 'kb', 'small'));
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('small', { embedder });
  await base.add([writeReport(home.files, 'first', 'stannite')]);
  const before = await base.search('stannite');

  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 200 * 1024));
  await expect(base.add([writeReport(home.files, 'large', 'kesterite', 400)])).rejects.toMatchObject({
    code: 'DISK_FULL',
  });
  expect(await base.search('stannite')).toEqual(before);
  expect(await base.list()).toHaveLength(1);

  rmSync(join(disk, 'ballast'));
  await base.add([writeReport(home.files, 'later', 'kesterite', 2)]);
  await base.close();
  const reopened = await openKnowledgeBase('small', { embedder });
  expect(await reopened.list()).toHaveLength(2);
  await reopened.close();
});
