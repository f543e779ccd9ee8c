import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult, ContentBlock, Progress } from '@modelcontextprotocol/sdk/types.js';
import { asset } from '../../core/paths.ts';
import { demoTalk } from './demo-talk.ts';

export interface McpPlace {
  /** The working folder of the server. */
  folder: string;
  /** The demo scene, and a knowledge base with some of the shipped notes. */
  scene: string;
  kb: string;
  remove(): Promise<void>;
}

/** A home and a working folder of a test's own, with the demo scene and notes on it. */
export async function mcpPlace(): Promise<McpPlace> {
  const { scene, kb, remove } = await demoTalk();
  const folder = mkdtempSync(join(tmpdir(), 'gossan-mcp-'));
  return {
    folder,
    scene,
    kb,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      return remove();
    },
  };
}

const command = (place: McpPlace) => [asset('cli', 'main.ts'), 'mcp', '--folder', place.folder];
const environment = (more: Record<string, string> = {}) =>
  ({ ...process.env, NODE_NO_WARNINGS: '1', ...more }) as Record<string, string>;

/** The SDK's client of a server that it starts itself, over stdio. */
export async function stdioClient(place: McpPlace): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: command(place), env: environment(), stderr: 'ignore' }),
  );
  return client;
}

export interface HttpServer {
  url: string;
  stop(): Promise<number | null>;
}

/** The real program as an HTTP server, on a free port. */
export async function httpServer(
  place: McpPlace,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<HttpServer> {
  const child = spawn(process.execPath, [...command(place), '--http', '--port', '0', '--json', ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const line of createInterface({ input: child.stdout })) {
    text += line;
    if (line === '}') break;
  }
  return { url: (JSON.parse(text) as { url: string }).url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  return child.exitCode;
}

export async function httpClient(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

export interface CallOptions {
  onprogress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Calls a tool; the SDK checks the result against the tool's output schema once the tools were listed. */
export async function call(client: Client, name: string, input: object, options: CallOptions = {}) {
  const arguments_ = input as Record<string, unknown>;
  const result = await client.callTool({ name, arguments: arguments_ }, undefined, { timeout: 110_000, ...options });
  const { content, structuredContent, isError, _meta } = result as CallToolResult;
  return {
    content,
    // what a tool gives is the test's to check
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the tool's
    result: structuredContent as any,
    failed: isError === true,
    error: _meta?.['gossan/error'] as { code: string; message: string; hint: string } | undefined,
    text: textOf(content),
  };
}

export function textOf(content: readonly ContentBlock[]): string {
  return content.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join('\n');
}

export const mapOf = (place: McpPlace, name: string) => join(place.folder, 'output', 'maps', name, 'scene.json');
export const hasMap = (place: McpPlace, name: string) => existsSync(mapOf(place, name));

/** Calls map_scene and resolves when the first tiles are mapped; `done` ends with the call. */
export function mapUntilUnderWay(client: Client, place: McpPlace, name: string, signal?: AbortSignal) {
  let done!: ReturnType<typeof call>;
  const underWay = new Promise<void>((resolve) => {
    const onprogress = ({ message }: Progress) => {
      if (message?.startsWith('mapping')) resolve();
    };
    done = call(client, 'map_scene', { scene: place.scene, name }, { onprogress, ...(signal ? { signal } : {}) });
    done.catch(() => undefined);
  });
  return { underWay, done };
}

/** Ends when no call writes that map any more: this one has to wait for its turn, and then refuses its window. */
export async function mapIsLeftAlone(client: Client, place: McpPlace, name: string): Promise<void> {
  const window = { x: 0, y: 0, width: 100_000, height: 1 };
  const { error } = await call(client, 'map_scene', { scene: place.scene, name, window });
  if (error?.code !== 'SCENE_WINDOW') throw new Error(`SCENE_WINDOW was expected, not ${error?.code}`);
}
