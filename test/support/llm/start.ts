import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { whyNoModel } from './llama.ts';

export interface LlmServer {
  /** What GOSSAN_LLM_URL wants: ends in /v1. */
  url: string;
  model: string;
  /** For tests that kill it. */
  pid: number;
  close(): Promise<void>;
}

/**
 * Starts the server (about one second) as a child process. Where the model is not installed, says so instead: the
 * test is then to be skipped with that reason.
 */
export async function startLlmServer(): Promise<LlmServer | { skipped: string }> {
  const skipped = whyNoModel();
  if (skipped) return { skipped };
  const child = spawn(process.execPath, [fileURLToPath(new URL('./server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-4000);
  });
  const exited = once(child, 'exit');
  // The test run may end without close().
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([once(lines, 'line'), exited.then(() => null)]);
  if (!ready) throw new Error(`the language model server did not start:\n${complaint}`);
  const { url, model } = JSON.parse(ready[0] as string) as { url: string; model: string };
  return {
    url,
    model,
    pid: child.pid as number,
    async close() {
      process.off('exit', stop);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
