import { readFileSync } from 'node:fs';
import { GossanError } from '../core/errors.ts';

/** One question to a vision model about one picture. */
export interface VisionRequest {
  /** PNG file. */
  picture: string;
  prompt: string;
  signal?: AbortSignal;
}

/** Any OpenAI-compatible chat endpoint that takes pictures as data URLs. */
export class VisionClient {
  readonly url: string;
  readonly model: string;

  constructor(url: string, model: string) {
    this.url = url.replace(/\/+$/, '').replace(/\/v1$/, '');
    this.model = model;
  }

  /**
   * Sends one picture and one prompt.
   * @throws GossanError ENDPOINT_UNREACHABLE when the server does not answer, or not with a chat completion
   */
  async ask(request: VisionRequest): Promise<string> {
    const data = readFileSync(request.picture).toString('base64');
    const timeout = AbortSignal.timeout(120_000);
    let response: Response;
    try {
      response = await fetch(`${this.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
        body: JSON.stringify({
          model: this.model,
          temperature: 0,
          max_tokens: 256,
          messages: [
            {
              role: 'user',
              content: [
                { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
                { type: 'text', text: request.prompt },
              ],
            },
          ],
        }),
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      throw new GossanError(
        'ENDPOINT_UNREACHABLE',
        { url: this.url, detail: (error as Error).message },
        { cause: error },
      );
    }
    if (!response.ok)
      throw new GossanError('ENDPOINT_UNREACHABLE', { url: this.url, detail: `HTTP ${response.status}` });
    const body = (await response.json()) as { choices?: { message?: { content?: string } }[] };
    const content = body.choices?.[0]?.message?.content;
    if (typeof content !== 'string')
      throw new GossanError('ENDPOINT_UNREACHABLE', { url: this.url, detail: 'no message in the answer' });
    return content.trim();
  }
}
