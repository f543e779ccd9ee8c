import { z } from 'zod';
import type { ChatMessage, ChatRequest, ContentPart } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string(), detail: z.string().optional() }) }),
]);

const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part)]).nullish(),
});

/** Accepted, and refused where another value than that of "off" is asked for: an answer must not ignore what was asked. */
const off = {
  n: z.literal(1).nullish(),
  tools: z.array(z.unknown()).max(0).nullish(),
  functions: z.array(z.unknown()).max(0).nullish(),
  response_format: z.object({ type: z.literal('text') }).nullish(),
  frequency_penalty: z.literal(0).nullish(),
  presence_penalty: z.literal(0).nullish(),
  logit_bias: z.strictObject({}).nullish(),
  modalities: z.array(z.literal('text')).nullish(),
};

/** The body of `POST /v1/chat/completions`: OpenAI's form, with vLLM's `continue_final_message`. */
export const CHAT_BODY = z.object({
  model: z
    .string()
    .nullish()
    .describe('Base or adapter, as /v1/models lists them; the active adapter where it is left out'),
  messages: z.array(message).min(1).describe('Pictures as data URLs of PNG, JPEG or WebP'),
  max_tokens: z.number().int().min(1).nullish().describe('Default 256'),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish().describe('Default 1, as OpenAI has it; 0 takes the likeliest token'),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  continue_final_message: z.boolean().nullish().describe("Goes on with the assistant's last message"),
  add_generation_prompt: z.boolean().nullish(),
  ...off,
});

export type ChatBody = z.infer<typeof CHAT_BODY>;

/** @throws GossanError REQUEST_FORMAT with the place of the first fault as `param` */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  const param = path.map(String).join('.') || undefined;
  throw new GossanError('REQUEST_FORMAT', { detail: param ? `${param}: ${message}` : message, param });
}

/** A checked body as backends take it. @throws GossanError REQUEST_FORMAT */
export function chatRequest(body: ChatBody): ChatRequest {
  if (body.top_logprobs && !body.logprobs) {
    throw new GossanError('REQUEST_FORMAT', {
      detail: 'top_logprobs needs logprobs to be true',
      param: 'top_logprobs',
    });
  }
  const request: ChatRequest = {
    messages: body.messages.map(chatMessage),
    max_tokens: body.max_completion_tokens ?? body.max_tokens ?? 256,
    temperature: body.temperature ?? 1,
  };
  if (body.model) request.model = body.model;
  if (typeof body.top_p === 'number') request.top_p = body.top_p;
  if (typeof body.seed === 'number') request.seed = body.seed;
  if (body.stop) request.stop = body.stop;
  if (body.logprobs) {
    request.logprobs = true;
    request.top_logprobs = body.top_logprobs ?? 0;
  }
  if (body.continue_final_message) request.continue_final_message = true;
  if (typeof body.add_generation_prompt === 'boolean') request.add_generation_prompt = body.add_generation_prompt;
  return request;
}

function chatMessage({ role, content }: z.infer<typeof message>): ChatMessage {
  const parts = Array.isArray(content)
    ? content.map(
        (one): ContentPart =>
          one.type === 'text' ? one : { type: 'image_url', image_url: { url: one.image_url.url } },
      )
    : (content ?? '');
  return { role: role === 'developer' ? 'system' : role, content: parts };
}
