import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyConfig, loadConfig } from '../../core/config.ts';
import { GossanError } from '../../core/errors.ts';
import type { Invocation } from '../invocation.ts';
import { stopped } from '../stopped.ts';

const DEFAULT_PORT = 8081;
const LOOPBACK = '127.0.0.1';

/** Calls are stopped at once; a map that is being written takes a moment to tidy up. */
export const graceMs = 10_000;

export async function run(call: Invocation): Promise<undefined> {
  const { options } = call;
  if (!options.flag('http') && (options.text('host') !== undefined || options.integer('port') !== undefined)) {
    throw new GossanError('USAGE', { detail: '--port and --host go with --http.', command: call.command });
  }
  const folder = options.text('folder');
  if (folder !== undefined) workIn(folder);
  const { openSources } = await import('../mcp-sources.ts');
  const sources = openSources();
  try {
    await (options.flag('http') ? serveHttp(call, sources) : serveStdio(call, sources));
  } finally {
    await sources.close();
  }
}

type OpenSources = ReturnType<typeof import('../mcp-sources.ts')['openSources']>;

async function serveStdio({ signal, output }: Invocation, sources: OpenSources): Promise<void> {
  const [mcp, { version }] = await Promise.all([import('../../tools/mcp/index.ts'), import('../version.ts')]);
  if (process.stdin.isTTY) output.note('An MCP client starts this and talks to it; see docs/mcp.md. Ctrl-C ends it.');
  await mcp.serveStdio(sources, version(), signal);
}

async function serveHttp({ options, output, signal }: Invocation, sources: OpenSources): Promise<void> {
  const [{ startMcpHttp }, { version }] = await Promise.all([
    import('../../tools/mcp/index.ts'),
    import('../version.ts'),
  ]);
  const server = await startMcpHttp({
    sources,
    version: version(),
    host: options.text('host') ?? LOOPBACK,
    port: options.integer('port') ?? DEFAULT_PORT,
    token: process.env.GOSSAN_TOKEN,
  });
  output.note(`MCP over streamable HTTP at ${server.url}. Ctrl-C stops.`);
  output.document({ url: server.url });
  await stopped(signal);
  await server.stop();
}

/** Clients start servers anywhere: relative paths, output/ and gossan.config.json are those of this folder. */
function workIn(folder: string): void {
  const path = resolve(folder);
  const detail = `--folder ${folder} is no folder.`;
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new GossanError('USAGE', { detail, command: 'mcp' });
  }
  process.chdir(path);
  applyConfig(loadConfig());
}
