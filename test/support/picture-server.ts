import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'fast-png';

/** A picture as it came over the wire: 8-bit RGB. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

export interface Question {
  model: string;
  /** All texts of the message, joined. */
  prompt: string;
  pictures: Picture[];
}

/** What the endpoint answers: a text, and for each token of it what could have stood there, likeliest first. */
export interface Reply {
  text: string;
  tokens?: [token: string, probability: number][][];
}

/**
 * An OpenAI-compatible endpoint without a model: the real protocol, and answers that follow from the pictures by a rule of
 * the test, so that what comes out can be foretold. @returns its address, what it was asked, and how to close it
 */
export async function pictureServer(answer: (question: Question) => Reply) {
  const asked: Question[] = [];
  const server = createServer((request, response) => {
    const reply = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (request.url === '/v1/models') return reply({ data: [{ id: 'picture-reader' }] });
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      const { model, messages, logprobs } = JSON.parse(body) as {
        model: string;
        logprobs?: boolean;
        messages: { content: { text?: string; image_url?: { url: string } }[] }[];
      };
      const parts = messages[0]!.content;
      const pictures = parts.flatMap(({ image_url }) => {
        if (!image_url) return [];
        const { width, height, data } = decode(Buffer.from(image_url.url.split(',')[1]!, 'base64'));
        return [{ width, height, data: data as Uint8Array }];
      });
      const question = { model, prompt: parts.map(({ text = '' }) => text).join(''), pictures };
      asked.push(question);
      const { text, tokens = [] } = answer(question);
      const content = tokens.map((tops) => {
        const top_logprobs = tops.map(([token, p]) => ({ token, logprob: Math.log(p), bytes: null }));
        return { ...top_logprobs[0]!, top_logprobs };
      });
      const choice = {
        message: { content: text },
        finish_reason: 'stop',
        ...(logprobs ? { logprobs: { content } } : {}),
      };
      reply({
        choices: [choice],
        usage: { prompt_tokens: 9, completion_tokens: tokens.length || 5, total_tokens: 14 },
      });
    });
  });
  // longer than any pause of a test: a connection that the server closes just as it is used again is an error
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Mean of a channel of a picture, 0 to 1. */
export function meanOf({ data }: Picture, channel: number): number {
  let sum = 0;
  for (let at = channel; at < data.length; at += 3) sum += data[at]!;
  return sum / (data.length / 3) / 255;
}
