import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisionCard } from '../core/chat-model.ts';
import { sha256 } from '../core/hash.ts';
import { HttpChatModel } from '../model-server/client/http-chat-model.ts';
import { LazyModel } from '../model-server/embedded/lazy-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { WorkerBackend } from '../model-server/worker/worker-backend.ts';
import { writeAdapter } from './support/adapter-folder.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';
import { socketWorker } from './support/socket-worker.ts';

const projectors: NonNullable<VisionCard['projectors']> = {
  'channels-6': {
    weights: [
      [1, 0, 0, 0, 0, 0],
      [0, 0.5, 0.5, 0, 0, 0],
      [0, 0, 0, 0, 0, -1],
    ],
    bias: [0, 0.25, 0.5],
  },
};

let folder: string;
let path: string;
let server: NanoServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-projectors-'));
  const text = JSON.stringify(projectors);
  const plain = JSON.parse(readFileSync(join(writeAdapter(join(folder, 'plain'), 0.5), 'adapter.json'), 'utf8'));
  path = writeAdapter(join(folder, 'half'), 0.5, { files: { ...plain.files, 'projectors.json': sha256(text) } });
  writeFileSync(join(path, 'projectors.json'), text);
  server = await nanoServer({ token: 'a-secret' });
  await server.model.loadAdapter('half', path);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the projectors of an adapter', () => {
  it("are on its card, in this process before it is loaded and after, and not on the base's", async () => {
    const lazy = new LazyModel({ folder: shippedBase() }, { name: 'half', path });
    expect((await lazy.card()).projectors).toEqual(projectors);
    expect((await server.model.card('half')).projectors).toEqual(projectors);
    expect(await server.model.card()).not.toHaveProperty('projectors');
  });

  it('come with the list of a server', async () => {
    const { data } = (await (await fetch(`${server.url}/v1/models`)).json()) as {
      data: { id: string; gossan: VisionCard }[];
    };
    expect(data.find(({ id }) => id === 'half')!.gossan.projectors).toEqual(projectors);
    expect((await new HttpChatModel(server.url, 'half').card())!.projectors).toEqual(projectors);
    expect(await new HttpChatModel(server.url, 'gossan-nano').card()).not.toHaveProperty('projectors');
  });

  it('come from a worker that has loaded it', async () => {
    const worker = await socketWorker(server.model, join(folder, 'worker.sock'));
    const backend = await WorkerBackend.connect(join(folder, 'worker.sock'));
    await backend.loadAdapter('half', path);
    expect((await backend.card('half'))!.projectors).toEqual(projectors);
    expect((await backend.models()).find(({ id }) => id === 'half')!.card!.projectors).toEqual(projectors);
    expect((await backend.card())!.projectors).toBeUndefined();
    await backend.close();
    worker.server.close();
  });

  it('are refused where they are not what was signed', async () => {
    const changed = structuredClone(projectors);
    changed['channels-6']!.bias[0] = 1;
    writeFileSync(join(path, 'projectors.json'), JSON.stringify(changed));
    const lazy = new LazyModel({ folder: shippedBase() }, { name: 'half', path });
    await expect(lazy.card()).rejects.toMatchObject({ code: 'ADAPTER_CHANGED' });
    await expect(server.model.loadAdapter('half', path)).rejects.toMatchObject({ code: 'ADAPTER_CHANGED' });
  });
});
