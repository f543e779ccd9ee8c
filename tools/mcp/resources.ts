import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpError, type Resource } from '@modelcontextprotocol/sdk/types.js';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { mapsFolder, OUTPUT, outputFile, outputUri, pageUri, reportsFolder } from './places.ts';
import { DEFAULT_KB, type Sources } from './sources.ts';

/** MCP's code of a resource that is not there. */
const NOT_FOUND = -32002;
const INTERNAL = -32603;

/** What is offered of the output folder: what people and models read. Rasters are for a GIS and stay files. */
const TYPES: Record<string, { type: string; text: boolean }> = {
  '.md': { type: 'text/markdown', text: true },
  '.html': { type: 'text/html', text: true },
  '.pdf': { type: 'application/pdf', text: false },
  '.png': { type: 'image/png', text: false },
  '.svg': { type: 'image/svg+xml', text: true },
  '.json': { type: 'application/json', text: true },
  '.geojson': { type: 'application/geo+json', text: true },
  '.csv': { type: 'text/csv', text: true },
  '.gpx': { type: 'application/gpx+xml', text: true },
  '.kml': { type: 'application/vnd.google-earth.kml+xml', text: true },
};

/** Reports, archives and maps that were written, and the pages of the knowledge bases. */
export function registerResources(server: McpServer, sources: Sources): void {
  server.registerResource(
    'output',
    new ResourceTemplate('gossan://output/{+path}', { list: () => ({ resources: written() }) }),
    { title: 'Reports, archives and maps', description: 'Files that Gossan wrote to output/ of the working folder' },
    async (uri, { path }) => {
      const file = outputFile(String(path));
      const known = file === null ? undefined : TYPES[extname(file).toLowerCase()];
      if (file === null || !known) throw protocolError(new GossanError('FILE_NOT_FOUND', { path: uri.href }));
      const bytes = await readFile(file).catch((error: unknown) => {
        throw protocolError(asGossanError(error, file));
      });
      const content = known.text ? { text: bytes.toString('utf8') } : { blob: bytes.toString('base64') };
      return { contents: [{ uri: uri.href, mimeType: known.type, ...content }] };
    },
  );
  server.registerResource(
    'page',
    new ResourceTemplate('gossan://kb/{kb}/{document}/{page}', {
      // thousands of pages: clients come to them by search_knowledge and by the links of answers
      list: undefined,
      complete: {
        kb: async (begun) => (await sources.knowledgeBases()).filter((name) => name.startsWith(begun)),
        document: async (begun, context) => {
          const base = await sources.knowledgeBase(context?.arguments?.kb ?? DEFAULT_KB);
          return (await base.list()).map(({ id }) => id).filter((id) => id.startsWith(begun));
        },
      },
    }),
    { title: 'Page of a document', description: 'The stored text of a page', mimeType: 'text/plain' },
    async (_uri, { kb, document, page }) => {
      const [name, id, number] = [kb, document, page].map((part) => decodeURIComponent(String(part)));
      try {
        const base = await sources.knowledgeBase(name);
        const { text } = await base.page(id, /^\d+$/.test(number) ? Number(number) : Number.NaN);
        return { contents: [{ uri: pageUri(name, id, Number(number)), mimeType: 'text/plain', text }] };
      } catch (error) {
        throw protocolError(asGossanError(error));
      }
    },
  );
}

/** The reports, and of each map its numbers and pictures. */
function written(): Resource[] {
  const reports = entries(reportsFolder())
    .filter((name) => /\.(md|html|pdf)$/i.test(name))
    .map((name) => join(reportsFolder(), name));
  const maps = entries(mapsFolder()).flatMap((map) =>
    entries(join(mapsFolder(), map))
      .filter((name) => name === 'scene.json' || /\.png$/i.test(name))
      .map((name) => join(mapsFolder(), map, name)),
  );
  return [...reports, ...maps].map((path) => ({
    uri: outputUri(path),
    name: path,
    // clients show it in place of the name, and without it that of all output
    title: relative(OUTPUT, path),
    mimeType: TYPES[extname(path).toLowerCase()]!.type,
  }));
}

function entries(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  } catch {
    // a file of that name, or a folder that may not be read, holds no reports
    return [];
  }
}

/** As an answer to resources/read, which has no error results. */
function protocolError(error: GossanError): McpError {
  const { code, hint, docs } = error.toJSON().error;
  return new McpError(error.httpStatus === 404 ? NOT_FOUND : INTERNAL, `${error.message} ${hint}`, {
    code,
    hint,
    docs,
  });
}
