import { ChatOpenAI } from '@langchain/openai';
import type { z } from 'zod';

/** A chat model behind an OpenAI-compatible endpoint. */
export interface LlmOptions {
  /** Base address of the server, with or without `/v1`. */
  url: string;
  model: string;
  key?: string;
}

const TIMEOUT_MS = 90_000;

/**
 * Asks a model for one JSON object that keeps to a schema, at temperature 0.
 * @param name of the schema, as the server is told
 * @throws whatever the endpoint, the parser or the schema throws; AbortError on `signal`
 */
export async function callStructured<T extends z.ZodType>(
  { url, model: id, key }: LlmOptions,
  schema: T,
  name: string,
  maxTokens: number,
  signal: AbortSignal | undefined,
  system: string,
  user: string,
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
  }).withStructuredOutput(schema, { name, method: 'jsonSchema' });
  const answer = await model.invoke(
    [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    signal ? { signal } : {},
  );
  return schema.parse(answer) as z.infer<T>;
}
