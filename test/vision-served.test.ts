import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbes } from '../cli/doctor/probes.ts';
import { asset } from '../core/paths.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { temporaryHome } from './support/home.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

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

  it.each(['yesno', 'minerals', 'probability'])('says the same of a scene from a server: %s', async (task) => {
    const ask = async (address: string) => {
      const args = ['vision', scene.header, '--task', task, '--json'];
      const finished = await gossan(args, { env: { GOSSAN_VISION_URL: address } });
      expect(finished.stderr).not.toMatch(/Error/);
      const { ms, odds, probability, ...said } = jsonOf(finished) as Record<string, unknown>;
      return { said, probability: probability as number | undefined };
    };
    const [here, there] = [await ask(''), await ask(url)];
    expect(there.said).toEqual(here.said);
    expect(here.said).toMatchObject({ model: 'gossan-nano', adapter: null, views: { size: 192 } });
    if (here.probability !== undefined) expect(there.probability).toBeCloseTo(here.probability, 3);
  });

  it('is tried by the doctor, with the beginning of its hash', async () => {
    const probe = (await runProbes()).find(({ part }) => part === 'vision model')!;
    expect(probe).toMatchObject({ state: 'ok', fix: null });
    expect(probe.version).toMatch(/^gossan-nano [0-9a-f]{12}$/);
  });
});
