import type { FastifyError, FastifyInstance } from 'fastify';
import { asGossanError, errorEntry, GossanError } from '../../core/errors.ts';

/** OpenAI's error object, with our hint and the address of the error's entry beside it. */
export interface ErrorObject {
  error: { message: string; type: string; param: string | null; code: string; hint: string; docs: string };
}

/** OpenAI's names for kinds of errors, by HTTP status. */
const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'invalid_request_error',
  415: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
};

export function errorObject(error: GossanError): ErrorObject {
  const param = typeof error.values.param === 'string' ? error.values.param : null;
  const type = TYPES[error.httpStatus] ?? (error.httpStatus < 500 ? 'invalid_request_error' : 'server_error');
  const { message, hint, code } = error;
  return { error: { message, type, param, code: code.toLowerCase(), hint, docs: errorEntry(code) } };
}

/** Every error of every route leaves as an OpenAI error object with the status of the table. */
export function answerErrors(server: FastifyInstance, bodyLimit: number): void {
  server.setErrorHandler((thrown: FastifyError | GossanError, _request, reply) => {
    const error = thrown instanceof GossanError ? thrown : fromFastify(thrown, bodyLimit);
    if (error.code === 'VISION_BUSY') reply.header('retry-after', String(error.values.seconds));
    if (error.code === 'INTERNAL') reply.log.error(thrown);
    return reply.code(error.httpStatus).send(errorObject(error));
  });
  server.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const error = new GossanError('ROUTE_UNKNOWN', { method: request.method, path });
    return reply.code(error.httpStatus).send(errorObject(error));
  });
}

function fromFastify(error: FastifyError, bodyLimit: number): GossanError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new GossanError('BODY_TOO_LARGE', { limit: `${bodyLimit / 2 ** 20} MiB` }, { cause: error });
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new GossanError('REQUEST_FORMAT', { detail: error.message }, { cause: error });
  }
  return asGossanError(error);
}
