import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../core/callers.ts';
import { GossanError } from '../../core/errors.ts';
import type { ServerParts } from './server-parts.ts';

/**
 * The path of the scene that a question is about; undefined where it names none. Programs of this machine may name any
 * path, as on the command line. Pages in a browser and callers on other machines get what is offered, and so a session of
 * a scene that is not offered can be read there and not gone on with.
 * @throws GossanError SCENE_NOT_OFFERED
 */
export async function askedScene(
  request: FastifyRequest,
  { page, access, opened }: ServerParts,
  asked: { scene?: string | undefined; session?: string | undefined },
): Promise<string | undefined> {
  if (!page) return asked.scene;
  const isFree = isLoopback(access.host) && !isFromBrowser(request);
  const scene = asked.scene ?? (isFree ? undefined : await sceneOfSession(opened, asked.session));
  if (scene === undefined) return undefined;
  const path = await page.scenes.offered(scene);
  if (path === null && !isFree) throw new GossanError('SCENE_NOT_OFFERED', { scene });
  return path ?? scene;
}

/** Browsers say what sends a request, and no script in them can keep them from it. */
function isFromBrowser({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

async function sceneOfSession(opened: ServerParts['opened'], id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { sessions } = await opened.assistant();
  return sessions.list().find((one) => one.id === id)?.scene ?? undefined;
}
