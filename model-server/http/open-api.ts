import { z } from 'zod';
import type { Route } from './routes.ts';

/** The OpenAPI 3.1 description of the routes; their bodies are the schemas that check them. */
export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gossan',
      version,
      description:
        'The vision model in OpenAI form, and the assistant. On loopback no token is needed but for adapters.',
    },
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operation({ path, summary, body, query, reply, admin, answers = ['application/json'] }: Route): object {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: z.toJSONSchema(schema as z.ZodType, { io: 'input' }),
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(admin ? { security: [{ token: [] }] } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: z.toJSONSchema(body, { io: 'input' }) } },
          },
        }
      : {}),
    responses: {
      200: { description: 'Done', content: Object.fromEntries(answers.map((type) => [type, contentOf(type, reply)])) },
      default: {
        description: 'An error object: error.message, type, param, code, hint, docs (its entry in docs/errors.md)',
      },
    },
  };
}

/** What an answer of a media type holds, where that is described. */
function contentOf(type: string, reply: z.ZodType | undefined): object {
  return type === 'application/json' && reply ? { schema: z.toJSONSchema(reply) } : {};
}

/** The routes as a page that needs nothing from elsewhere. */
export function docsPage(routes: readonly Route[]): string {
  const rows = routes.map(
    ({ method, path, summary, admin }) =>
      `<tr><td><code>${method}</code></td><td><code>${path}</code></td><td>${summary}${admin ? ' (token)' : ''}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gossan API</title>
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem}td{padding:.2rem .8rem;vertical-align:top}</style>
<h1>Gossan API</h1><p>The whole description is in <a href="/docs/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<table>${rows.join('\n')}</table></html>\n`;
}
