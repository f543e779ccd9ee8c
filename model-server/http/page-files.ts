import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but the page's own files and the server's own API; no text becomes markup or script, not even by mistake. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** The page's paths and the files behind them: `/` and, of the known types, `/web/NAME`. Folders in it are not served. */
export function pageFiles(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => TYPES[extname(name)]);
  return new Map([['/', 'index.html'], ...names.map((name): [string, string] => [`/web/${name}`, name])]);
}

/** Serves them. Each has a route of its own: no path is made of what is asked for. They hold no data. */
export function servePage(server: FastifyInstance, folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, name] of files) {
    server.get(path, async (_request, reply) =>
      reply.headers({ ...HEADERS, 'content-type': TYPES[extname(name)] }).send(await readFile(join(folder, name))),
    );
  }
}
