import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { pngDataUrl } from '../model-server/client/wire-request.ts';
import { WorkerBackend } from '../model-server/worker/worker-backend.ts';
import { testView } from './support/nano-questions.ts';

interface Sent {
  messages: { content: { type: string; image?: { width: number; height: number; data: string } }[] }[];
}

let folder: string;
let server: Server;
let backend: WorkerBackend;
let sent: Sent;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-worker-'));
  // A worker of a model that takes any picture, as far as its protocol goes; it answers what it was asked.
  server = createServer((socket) => {
    const send = (message: object) => socket.write(`${JSON.stringify(message)}\n`);
    createInterface({ input: socket }).on('line', (line) => {
      const { type, id, request } = JSON.parse(line) as { type: string; id: number; request: Sent };
      if (type === 'hello') return send({ type, version: 1, name: 'Qwen3-VL-8B', adapters: [], card: null });
      sent = request;
      send({ type: 'done', id, finish_reason: 'stop' });
    });
  });
  await new Promise<void>((resume) => server.listen(join(folder, 'worker.sock'), resume));
  backend = await WorkerBackend.connect(join(folder, 'worker.sock'));
});
afterAll(async () => {
  await backend.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('pictures for a worker whose model takes any size', () => {
  it('travel decoded, at their own size', async () => {
    const view = testView(3, 64);
    const wide = { width: 96, height: 32, data: testView(4, 96).data.slice(0, 96 * 32 * 3) };
    const content = [
      { type: 'image_url' as const, image_url: { url: pngDataUrl(wide) } },
      { type: 'image' as const, image: view },
    ];
    await collect(backend.complete({ messages: [{ role: 'user', content }] }));
    const [first, second] = sent.messages[0]!.content;
    expect(first).toEqual({
      type: 'image',
      image: { width: 96, height: 32, data: Buffer.from(wide.data).toString('base64') },
    });
    expect(second!.image).toEqual({ width: 64, height: 64, data: Buffer.from(view.data).toString('base64') });
  });

  it('are refused here where they are none', async () => {
    const url = 'data:image/png;base64,AAAA';
    const content = [{ type: 'image_url' as const, image_url: { url } }];
    await expect(collect(backend.complete({ messages: [{ role: 'user', content }] }))).rejects.toMatchObject({
      code: 'VISION_IMAGE',
    });
    const image = { width: 9000, height: 9000, data: new Uint8Array(0) };
    await expect(
      collect(backend.complete({ messages: [{ role: 'user', content: [{ type: 'image', image }] }] })),
    ).rejects.toMatchObject({ code: 'VISION_IMAGE' });
  });
});
