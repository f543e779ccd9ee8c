import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbes } from '../cli/doctor/probes.ts';
import { asset } from '../core/paths.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { temporaryHome } from './support/home.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan } from './support/run-gossan.ts';

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))('the model that ships', () => {
  let home: ReturnType<typeof temporaryHome>;
  let scene: { header: string; folder: string };
  let server: ChildProcess;
  let url: string;
  beforeAll(async () => {
    home = temporaryHome();
    scene = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'alunite' }]);
    server = spawn(process.execPath, [asset('cli', 'main.ts'), 'serve', '--port', '0', '--json'], {
      env: { ...process.env, NODE_NO_WARNINGS: '1', GOSSAN_VISION_URL: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let document = '';
    for await (const line of createInterface({ input: server.stdout! })) {
      document += line;
      if (line === '}') break;
    }
    url = (JSON.parse(document) as { url: string }).url;
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.on('close', resolve));
    server.kill('SIGTERM');
    await ended;
    rmSync(scene.folder, { recursive: true });
    home.remove();
  });

  /** What a command says with the model in its own process, and with the server's. */
  const bothWays = async (args: (out: string) => string[]) => {
    const run = async (place: string, address: string) => {
      const finished = await gossan([...args(join(home.path, place)), '--json'], {
        env: { GOSSAN_VISION_URL: address },
      });
      expect(finished).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/Error/) });
      return JSON.parse(finished.stdout.replaceAll(join(home.path, place), 'OUT')) as Record<string, unknown>;
    };
    return [comparable(await run('here', '')), comparable(await run('there', url))] as const;
  };

  it.each([
    'yesno',
    'yesno --mineral alunite',
    'minerals --lang zh',
    'probability',
    'ground',
    'ground --mineral 明矾石 --lang zh',
    'describe',
  ])('says the same of a scene from a server: vision --task %s', async (task) => {
    const [here, there] = await bothWays(() => ['vision', scene.header, '--task', ...task.split(' ')]);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ model: 'gossan-nano', adapter: null, views: { size: 192 } });
    expect(here.base).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['yesno', 'probability'])('draws the same heatmap: %s', async (task) => {
    const [here, there] = await bothWays((out) => [
      ...['heatmap', scene.header, '--out', out, '--task', task],
      ...['--window-size', '20', '--step', '10'],
    ]);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ windows: { all: 6, answered: 6 }, model: 'gossan-nano' });
    const [a, b] = await Promise.all(['here', 'there'].map((place) => raster(join(home.path, place, 'heatmap.tif'))));
    expect(a).toHaveLength(40 * 30);
    for (const [at, value] of a!.entries()) expect(b![at]).toBeCloseTo(value, 3);
  });

  it('agrees as far with a set', async () => {
    const set = join(home.path, 'set.jsonl');
    const known = [
      { task: 'yesno', expected: true },
      { task: 'minerals', expected: { alunite: 1 } },
      { task: 'probability', expected: 0.6 },
      { task: 'ground', expected: [{ bbox_2d: [0, 0, 500, 1000], label: 'alunite' }] },
      { task: 'describe', expected: { minerals: { alunite: 1 }, alteration: ['advanced argillic'], copper: 0.6 } },
    ];
    const lines = known.map((one, at) => JSON.stringify({ id: `w${at}`, scene: scene.header, ...one }));
    writeFileSync(set, lines.join('\n'));
    const [here, there] = await bothWays(() => ['eval', 'vision', '--set', set]);
    expect(there).toEqual(here);
    expect(here.windows).toHaveLength(known.length);
  });

  it('says the same in an answer', async () => {
    const question = ['ask', 'Is there alunite?', '--scene', scene.header, '--no-rag'];
    const [here, there] = await bothWays(() => question);
    expect((here.evidence as { kind: string }[]).map(({ kind }) => kind)).toContain('model');
    for (const part of ['answer', 'evidence', 'contradictions', 'numbers', 'models']) {
      expect(there[part]).toEqual(here[part]);
    }
  });

  it('is tried by the doctor, with the beginning of its hash', async () => {
    const probe = (await runProbes()).find(({ part }) => part === 'vision model')!;
    expect(probe).toMatchObject({ state: 'ok', fix: null });
    expect(probe.version).toMatch(/^gossan-nano [0-9a-f]{12}$/);
  });
});

/** A document without what differs from run to run: times; numbers to a thousandth, since a PNG goes between. */
function comparable(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value), (key, one) => {
    if (key === 'ms' || key === 'windows_per_s') return 0;
    if (key === 'odds') return undefined;
    return typeof one === 'number' && !Number.isInteger(one) ? Number(one.toFixed(3)) : one;
  }) as Record<string, unknown>;
}

async function raster(path: string): Promise<Float32Array> {
  const image = await (await fromArrayBuffer(new Uint8Array(readFileSync(path)).buffer)).getImage();
  const [values] = (await image.readRasters()) as unknown as [Float32Array];
  return values;
}
