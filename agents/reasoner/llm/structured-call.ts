import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

/** A chat model behind an OpenAI-compatible endpoint. */
export interface LlmOptions {
  /** Base address of the server, with or without `/v1`. */
  url: string;
  model: string;
  key?: string;
}

/** One question to a model, and who listens while it answers. */
export interface StructuredCall<T extends z.ZodType> {
  schema: T;
  /** Of the schema, as the server is told. */
  name: string;
  maxTokens: number;
  system: string;
  user: string;
  signal?: AbortSignal | undefined;
  /** All that has been written until now. It is unchecked: nobody may be shown it. */
  onText?(text: string): void;
  onWords?(words: number): void;
  /** Once, also where the call failed. Tokens are 0 where the server tells none. */
  onUsage?(usage: { prompt_tokens: number; completion_tokens: number; ms: number }): void;
}

const TIMEOUT_MS = 90_000;

/**
 * Asks a model for one JSON object that keeps to a schema, at temperature 0, and listens while it is written.
 * @throws whatever the endpoint, the parser or the schema throws; AbortError on `signal`
 */
export async function callStructured<T extends z.ZodType>(
  { url, model: id, key }: LlmOptions,
  { schema, name, maxTokens, system, user, signal, onText, onWords, onUsage }: StructuredCall<T>,
): Promise<z.infer<T>> {
  const base = url.replace(/\/+$/, '');
  const model = new ChatOpenAI({
    model: id,
    apiKey: key ?? 'none',
    temperature: 0,
    maxTokens,
    maxRetries: 1,
    timeout: TIMEOUT_MS,
    configuration: { baseURL: base.endsWith('/v1') ? base : `${base}/v1` },
  });
  const started = performance.now();
  let text = '';
  let usage = { input_tokens: 0, output_tokens: 0 };
  try {
    const pieces = await model.stream(
      [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      {
        response_format: { type: 'json_schema', json_schema: { name, schema: z.toJSONSchema(schema), strict: true } },
        ...(signal ? { signal } : {}),
      },
    );
    for await (const piece of pieces) {
      if (piece.usage_metadata) usage = piece.usage_metadata;
      if (typeof piece.content !== 'string' || !piece.content) continue;
      text += piece.content;
      onText?.(text);
      onWords?.(wordsIn(text));
    }
  } finally {
    const ms = Math.round(performance.now() - started);
    onUsage?.({ prompt_tokens: usage.input_tokens, completion_tokens: usage.output_tokens, ms });
  }
  return schema.parse(JSON.parse(text)) as z.infer<T>;
}

/** Words of the texts within JSON, without its keys; a Chinese character counts as one. */
function wordsIn(json: string): number {
  return json.replace(/"\w*"\s*:/g, '').match(/\p{Script=Han}|[\p{L}\p{N}]+/gu)?.length ?? 0;
}
