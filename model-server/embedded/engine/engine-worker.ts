import { parentPort } from 'node:worker_threads';
import type { FromEngine, ToEngine } from './messages.ts';
import { BadFile, NanoGraphs } from './nano-graphs.ts';
import { Scheduler } from './scheduler.ts';

/** The thread that computes: a run of ONNX Runtime blocks its thread, and a server must hear who hangs up. */
const port = parentPort!;
const send = (message: FromEngine) => port.postMessage(message);
const scheduler = new Scheduler(send);

port.on('message', async (message: ToEngine) => {
  switch (message.type) {
    case 'load': {
      const { call, name, files, sizes, threads } = message;
      try {
        scheduler.put(name, await NanoGraphs.load(files, sizes, threads));
        send({ type: 'loaded', call });
      } catch (error) {
        const path = error instanceof BadFile ? error.path : files.decoder.graph;
        send({ type: 'not-loaded', call, path, detail: (error as Error).message });
      }
      return;
    }
    case 'unload':
      return scheduler.remove(message.name);
    case 'complete':
      return scheduler.add(message.request);
    case 'cancel':
      return scheduler.cancel(message.id);
  }
});
