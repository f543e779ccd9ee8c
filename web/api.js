// @ts-check
import { eventsOf } from './event-stream.js';
import { keptValues } from './kept-values.js';

/** @typedef {import('../model-server/http/scene-schemas.ts').OfferedScene} OfferedScene */
/** @typedef {import('../model-server/http/scene-schemas.ts').SceneSheet} SceneSheet */
/** @typedef {import('../model-server/http/scene-schemas.ts').LayerSheet} LayerSheet */
/** @typedef {import('../model-server/http/scene-schemas.ts').PixelSheet} PixelSheet */
/** @typedef {import('../core/answer.ts').Answer} Answer */
/** @typedef {import('../core/answer.ts').Citation} Citation */
/** @typedef {import('../core/session.ts').SessionInfo} SessionInfo */
/** @typedef {import('../core/session.ts').Session} Session */
/** @typedef {{type: string, content: any}} ServerEvent */
/** @typedef {{text: string, title: string, page: number, label?: string, ocr?: {confidence: number}, url?: string, doi?: string}} StoredPage */

const TOKEN = 'gossan-token';
/** Of this tab; gone with it. */
const values = keptValues(() => sessionStorage);

/** An answer of the server that is an error, as its error table has it. */
export class ServerError extends Error {
  /** @param {{message: string, code?: string, hint?: string, docs?: string}} error @param {number} status */
  constructor({ message, code = '', hint = '', docs = '' }, status) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.docs = docs;
    this.status = status;
  }
}

/** Asked for a token where the server wants one; called again where it was wrong. @type {(isWrong: boolean) => Promise<string>} */
let askForToken = async () => '';
/** @type {Promise<string> | null} */
let asking = null;

/** @param {(isWrong: boolean) => Promise<string>} ask */
export function onTokenNeeded(ask) {
  askForToken = ask;
}

export function token() {
  return values.get(TOKEN);
}

export function forgetToken() {
  values.remove(TOKEN);
}

/**
 * @param {string} path
 * @param {RequestInit & {headers?: Record<string, string>}} [request]
 * @returns {Promise<Response>}
 */
async function call(path, request = {}) {
  for (;;) {
    const used = token();
    const headers = { ...request.headers, ...(used ? { authorization: `Bearer ${used}` } : {}) };
    const reply = await fetch(path, { ...request, headers });
    if (reply.ok) return reply;
    const body = await reply.json().catch(() => ({}));
    const error = new ServerError(body.error ?? { message: `${reply.status} ${reply.statusText}` }, reply.status);
    if (reply.status !== 401) throw error;
    // many requests may meet this at once: one of them asks
    if (used === token()) {
      asking ??= askForToken(used !== null).finally(() => {
        asking = null;
      });
      values.set(TOKEN, await asking);
    }
  }
}

/** @param {string} path @param {AbortSignal} [signal] */
async function json(path, signal) {
  return (await call(path, signal ? { signal } : {})).json();
}

/**
 * @param {string} path @param {object | null} body @param {AbortSignal} signal
 * @returns {AsyncGenerator<ServerEvent>}
 */
async function* events(path, body, signal) {
  const accept = 'text/event-stream';
  const reply = await call(path, {
    signal,
    ...(body === null
      ? { headers: { accept } }
      : { method: 'POST', headers: { accept, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  for await (const event of eventsOf(/** @type {ReadableStream<Uint8Array>} */ (reply.body))) {
    if (event.type === 'error') throw new ServerError(/** @type {any} */ (event.content).error, 200);
    yield event;
  }
}

const part = encodeURIComponent;

export const api = {
  /** @returns {Promise<OfferedScene[]>} */
  scenes: async () => (await json('/api/scenes')).scenes,
  /** @param {string} scene @param {AbortSignal} signal */
  openScene: (scene, signal) => events(`/api/scenes/${part(scene)}`, null, signal),
  /** @param {string} scene @param {string} layer @param {AbortSignal} [signal] @returns {Promise<Blob>} */
  layer: async (scene, layer, signal) =>
    (await call(`/api/scenes/${part(scene)}/layers/${part(layer)}`, signal ? { signal } : {})).blob(),
  /** @param {string} scene @param {number} x @param {number} y @param {AbortSignal} signal @returns {Promise<PixelSheet>} */
  spectrum: (scene, x, y, signal) => json(`/api/scenes/${part(scene)}/spectrum?x=${x}&y=${y}`, signal),
  /** @returns {Promise<{bases: string[], default: string}>} */
  knowledgeBases: () => json('/api/kb'),
  /** @param {string} kb @param {string} document @param {number} page @returns {Promise<StoredPage>} */
  page: (kb, document, page) => json(`/api/kb/${part(kb)}/documents/${part(document)}/pages/${page}`),
  /** @returns {Promise<SessionInfo[]>} */
  sessions: async () => (await json('/api/sessions')).sessions,
  /** @param {string} id @returns {Promise<Session>} */
  session: (id) => json(`/api/sessions/${part(id)}`),
  /** @param {{question: string, scene?: string, kb: string, session: string}} asked @param {AbortSignal} signal */
  ask: (asked, signal) => events('/api/ask', { ...asked, steps: true }, signal),
  /** @param {string} session @param {AbortSignal} signal */
  resume: (session, signal) => events(`/api/sessions/${part(session)}/resume`, { steps: true }, signal),
};
