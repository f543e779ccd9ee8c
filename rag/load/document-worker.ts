import { workerData } from 'node:worker_threads';
import { LOADERS } from './registry.ts';
import type { WorkerLoader } from './worker-loader.ts';
import { answer, tell } from './worker-messages.ts';

/** Parses one document of any format that the registry has a parser for. */
const { bytes, path, format } = workerData as { bytes: Uint8Array; path: string; format: string };
const loader = LOADERS.find((candidate): candidate is WorkerLoader => candidate.format === format)!;
const reading = Promise.resolve().then(() =>
  loader.parse({ path, bytes }, (done, total, unit, recognising) =>
    tell({ type: 'progress', done, total, unit, recognising }),
  ),
);
answer(reading);
