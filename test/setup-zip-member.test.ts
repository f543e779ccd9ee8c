import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asset } from '../core/paths.ts';

const { readZipMember } = (await import(asset('scripts', 'setup', 'zip-member.mjs'))) as {
  readZipMember(path: string, member: string): Buffer;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-zip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A zip made by Python's own writer, one member deflated and one stored, with a comment at the end. */
function makeZip(): string {
  const path = join(folder, 'a.whl');
  const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("model/config.json", "{\\"a\\": 1}" * 500, zipfile.ZIP_DEFLATED)
    z.writestr("model/weights.bin", bytes(range(256)), zipfile.ZIP_STORED)
    z.comment = b"made for a test"`;
  execFileSync('python3', ['-c', script, path]);
  return path;
}

test('reads deflated and stored members', () => {
  const path = makeZip();
  expect(readZipMember(path, 'model/config.json').toString()).toBe('{"a": 1}'.repeat(500));
  expect([...readZipMember(path, 'model/weights.bin')]).toEqual([...Array(256).keys()]);
});

test('says which member is not there', () => {
  const path = makeZip();
  expect(() => readZipMember(path, 'model/vocab.txt')).toThrow(/has no member model\/vocab\.txt/);
});

test('refuses a file that was cut off', async () => {
  const path = makeZip();
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.length / 2));
  expect(() => readZipMember(path, 'model/config.json')).toThrow(/not a zip file/);
});
