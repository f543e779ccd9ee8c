import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../core/hash.ts';
import { asset } from '../core/paths.ts';
import { contentHash, type Manifest, setFolder } from '../fine-tune/dataset/manifest.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-refused-'));
  const set = join(setFolder('ridge'), 'v1');
  mkdirSync(set, { recursive: true });
  const files: Record<string, string> = {};
  for (const split of ['train', 'val', 'target']) {
    writeFileSync(join(set, `${split}.jsonl`), '');
    files[`${split}.jsonl`] = sha256('');
  }
  const manifest = { name: 'ridge', version: 1, files, split: {}, scenes: {} } as unknown as Manifest;
  writeFileSync(join(set, 'manifest.json'), JSON.stringify({ ...manifest, sha256: contentHash(manifest) }));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

const nano = JSON.parse(readFileSync(asset('fine-tune', 'recipes', 'nano.json'), 'utf8')) as object;
/** A recipe file with changes. */
function recipe(name: string, changes: object): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...nano, ...changes }));
  return path;
}
const begin = ['--dataset', 'ridge', '--method', 'lora'];
// A program that is there and must not be needed before these refusals.
const python = { GOSSAN_PYTHON: process.execPath };

describe('gossan finetune refuses', () => {
  it.each([
    ['a decision without a run', () => ['--yes'], {}, 2, 'USAGE'],
    ['yes and no', () => ['--run', 'x', '--yes', '--no'], {}, 2, 'USAGE'],
    ['a set without a method', () => ['--dataset', 'ridge'], {}, 2, 'USAGE'],
    ['an unknown run', () => ['--run', '../x'], {}, 2, 'RUN_UNKNOWN'],
    ['an unknown set', () => ['--dataset', 'nowhere', '--method', 'lora'], {}, 2, 'DATASET_UNKNOWN'],
    ['an unknown recipe', () => [...begin, '--recipe', 'nowhere'], {}, 3, 'FILE_NOT_FOUND'],
    ['a name that is none', () => [...begin, '--out', 'base'], {}, 2, 'ADAPTER_NAME'],
    ['a Python that is not there', () => begin, { GOSSAN_PYTHON: '/nowhere/python' }, 4, 'PYTHON_MISSING'],
    [
      'a tolerance above two points',
      () => [...begin, '--recipe', recipe('loose', { tolerance: { yesno: 3 } })],
      python,
      3,
      'GATE_TOLERANCE',
    ],
    [
      'projectors at the gate',
      () => [...begin, '--recipe', recipe('views', { projector_rate: 1e-4 })],
      python,
      3,
      'GATE_PROJECTORS',
    ],
    ['a set without a target', () => begin, python, 3, 'GATE_TARGET'],
  ] as const)('%s', async (_, args, env, exit, code) => {
    const finished = await gossan(['finetune', ...args(), '--json'], { env });
    expect([finished.code, (jsonOf(finished).error as { code: string }).code]).toEqual([exit, code]);
  });

  it('and lists the runs that it began, with where they stand', async () => {
    const { runs } = jsonOf(await gossan(['finetune', '--json'])) as {
      runs: { status: string; error: { code: string } }[];
    };
    expect(runs.length).toBeGreaterThanOrEqual(4);
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'failed'));
    expect(runs.map(({ error }) => error.code).sort()).toContain('GATE_TARGET');
    expect((await gossan(['finetune'])).stdout).toMatch(/ridge\/v1 +lora +ridge-v1-lora +prepare +failed/);
  });
});
