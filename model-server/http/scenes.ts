import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseBody } from './chat-schema.ts';
import { hangUpSignal, takesEvents, tellEvents } from './event-reply.ts';
import type { Route } from './routes.ts';
import type { SceneDesk } from './scene-desk.ts';
import { OFFERED_SCENE, PIXEL_QUERY, PIXEL_SHEET, SCENE_SHEET } from './scene-schemas.ts';

type WithScene = FastifyRequest<{ Params: { scene: string; layer: string } }>;

/** `/api/scenes`: the scenes that are offered, their maps and their spectra. */
export function sceneRoutes(scenes: SceneDesk): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/scenes',
      summary: 'Scenes that may be opened here',
      reply: z.object({ scenes: z.array(OFFERED_SCENE) }),
      handler: async () => ({ scenes: await scenes.list() }),
    },
    {
      method: 'GET',
      path: '/api/scenes/:scene',
      summary: 'A scene and the layers of its map, which is made now where it is missing; or events progress, scene',
      reply: SCENE_SHEET,
      answers: ['application/json', 'text/event-stream'],
      handler: (request, reply) => {
        const { scene } = (request as WithScene).params;
        return tellEvents({ streams: takesEvents(request) }, reply, 'scene', (signal, tell) =>
          scenes.sheet(scene, { signal, onProgress: (progress) => tell('progress', progress) }),
        );
      },
    },
    {
      method: 'GET',
      path: '/api/scenes/:scene/layers/:layer',
      summary: 'A layer of the map as a picture, clear where it says nothing',
      answers: ['image/png'],
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { scene, layer } = (request as WithScene).params;
        const png = await scenes.layer(scene, layer, { signal: hangUpSignal(reply) });
        return reply.type('image/png').header('cache-control', 'private, no-cache').send(Buffer.from(png));
      },
    },
    {
      method: 'GET',
      path: '/api/scenes/:scene/spectrum',
      summary: 'The spectrum of a pixel beside the library, and what it was identified as',
      query: PIXEL_QUERY,
      reply: PIXEL_SHEET,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { x, y } = parseBody(PIXEL_QUERY, request.query);
        return scenes.pixel((request as WithScene).params.scene, x, y, { signal: hangUpSignal(reply) });
      },
    },
  ];
}
