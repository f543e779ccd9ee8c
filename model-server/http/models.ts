import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ADAPTER_NAME } from '../adapters/adapter-card.ts';
import type { Backend, ServedModel } from '../backend.ts';
import { parseBody } from './chat-schema.ts';
import { requireToken } from './guard.ts';
import type { ServerParts } from './server-parts.ts';

const started = Math.floor(Date.now() / 1000);

/** `GET /v1/models`: the base, and its adapters as vLLM lists them, with the base as `parent`. */
export function listModels({ backend }: ServerParts) {
  return async () => {
    const served = await backend.models();
    return { object: 'list', data: served.map((one) => modelObject(one, backend)) };
  };
}

function modelObject({ id, parent, card, active }: ServedModel, backend: Backend) {
  return {
    id,
    object: 'model',
    created: started,
    owned_by: 'gossan',
    root: parent ?? id,
    parent,
    ...(active === undefined ? {} : { active }),
    backend: backend.kind,
    // What Gossan's own client needs to ask as the model was trained: views, window, calibration.
    gossan: card,
  };
}

export const LOAD_BODY = z.object({
  lora_name: z.string().regex(ADAPTER_NAME).describe('The name that requests give as model'),
  lora_path: z.string().min(1).describe('Folder of the adapter on the machine of the server'),
});

export const UNLOAD_BODY = z.object({ lora_name: z.string().min(1) });

/** `POST /v1/load_lora_adapter` (vLLM's form), with the token of GOSSAN_TOKEN. */
export function loadAdapter({ backend, access }: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    requireToken(request, access.token);
    const { lora_name: name, lora_path: path } = parseBody(LOAD_BODY, request.body);
    await backend.loadAdapter(name, path);
    return reply.type('text/plain').send(`Success: LoRA adapter '${name}' added successfully.`);
  };
}

/** `POST /v1/unload_lora_adapter`. Requests that run on it end undisturbed. */
export function unloadAdapter({ backend, access }: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    requireToken(request, access.token);
    const { lora_name: name } = parseBody(UNLOAD_BODY, request.body);
    await backend.unloadAdapter(name);
    return reply.type('text/plain').send(`Success: LoRA adapter '${name}' removed successfully.`);
  };
}
