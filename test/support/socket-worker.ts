import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { ChatRequest } from '../../core/chat-model.ts';
import { asGossanError } from '../../core/errors.ts';
import type { EmbeddedModel } from '../../model-server/embedded/embedded-model.ts';

/** The other end of the worker's socket with the real model behind it: the protocol of model-server/worker/README.md. */
export async function socketWorker(
  model: EmbeddedModel,
  path: string,
  version = 1,
): Promise<{ server: Server; running: Map<number, AbortController>; cut(): void }> {
  const running = new Map<number, AbortController>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const send = (message: object) => socket.write(`${JSON.stringify(message)}\n`);
    const work = async (id: number, does: (signal: AbortSignal) => Promise<object>) => {
      const stop = new AbortController();
      running.set(id, stop);
      try {
        send({ type: 'done', id, ...(await does(stop.signal)) });
      } catch (error) {
        const { code, values } = asGossanError(error);
        if (!stop.signal.aborted) send({ type: 'error', id, code, values });
      } finally {
        running.delete(id);
      }
    };
    createInterface({ input: socket }).on('line', async (line) => {
      const message = JSON.parse(line) as {
        type: string;
        id: number;
        request: ChatRequest;
        name: string;
        path: string;
      };
      const { type, id, name } = message;
      if (type === 'hello') send({ type, version, name: model.name, adapters: [], card: await model.card() });
      else if (type === 'cancel') running.get(id)?.abort();
      else if (type === 'load_adapter') {
        await work(id, async () => {
          await model.loadAdapter(name, message.path);
          const { calibration, projectors } = await model.card(name);
          return { card: { calibration, projectors } };
        });
      } else if (type === 'unload_adapter') await work(id, () => model.unloadAdapter(name).then(() => ({})));
      else
        await work(id, async (signal) => {
          let end = {};
          for await (const { text, logprobs, ...rest } of model.complete(inProcess(message.request), signal)) {
            end = rest;
            send({ type: 'delta', id, text, ...(logprobs ? { logprobs } : {}) });
          }
          return end;
        });
    });
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resume) => server.listen(path, resume));
  return { server, running, cut };
}

/** Raw pictures as they came over the socket, made pictures of the process. */
function inProcess(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) => {
    if (typeof message.content === 'string') return message;
    const content = message.content.map((part) =>
      part.type === 'image'
        ? { ...part, image: { ...part.image, data: Buffer.from(part.image.data as unknown as string, 'base64') } }
        : part,
    );
    return { ...message, content };
  });
  return { ...request, messages };
}
