import { Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.ts';
import type { Sources } from './sources.ts';

/** Serves one client over stdin and stdout, until it hangs up or `signal` is aborted; then running calls are stopped. */
export async function serveStdio(sources: Sources, version: string, signal: AbortSignal): Promise<void> {
  const { server, settled } = createServer(sources, version);
  const transport = new StdioServerTransport(process.stdin, protocolOutput());
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  const close = () => void server.close();
  // the transport does not look for the end of its input
  for (const end of ['end', 'close', 'error'] as const) process.stdin.once(end, close);
  signal.addEventListener('abort', close, { once: true });
  await server.connect(transport);
  if (signal.aborted) close();
  await closed;
  await settled();
}

/** Stdout for the protocol alone: whatever else is written to it from now on, by a library or a worker, goes to stderr. */
function protocolOutput(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      write(chunk, () => done());
    },
  });
}
