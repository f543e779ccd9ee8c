import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asset, homePath } from '../core/paths.ts';

const { weights } = (await import(asset('scripts', 'setup', 'weights.mjs'))) as {
  weights: { needed(): string | null; run(): Promise<string> };
};
const installed = homePath('models', 'all-MiniLM-L6-v2');
const missing = weights.needed();

describe.skipIf(missing)(`embedding weights that the user brings${missing ? ` (${missing})` : ''}`, () => {
  let home: string;
  const folder = () => join(home, 'models', 'all-MiniLM-L6-v2');

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'gossan-weights-'));
    vi.stubEnv('GOSSAN_HOME', home);
    vi.stubEnv('GOSSAN_OFFLINE', '1');
    await cp(installed, folder(), { recursive: true, dereference: true });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true, force: true });
  });

  test('copied by hand, they are recognised by their bytes, without a network', async () => {
    await rm(join(folder(), 'source.json'));
    expect(weights.needed()).not.toBeNull();
    expect(await weights.run()).toBe('already there');
    expect(weights.needed()).toBeNull();
  });

  test('a changed file is noticed and not accepted', async () => {
    await weights.run();
    await writeFile(join(folder(), 'config.json'), '{}');
    expect(weights.needed()).toContain('config.json was changed');
    await expect(weights.run()).rejects.toThrow('GOSSAN_OFFLINE');
    expect(weights.needed()).not.toBeNull();
  });

  test('a removed file is noticed', async () => {
    await weights.run();
    await rm(join(folder(), 'onnx', 'model_quantized.onnx'));
    expect(weights.needed()).toContain('model_quantized.onnx was changed or removed');
  });
});
