import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WrittenSentence {
  text: string;
  evidence: string[];
}

/** A chat endpoint that writes what a test says, as servers do: in pieces, with the usage at the end. */
export interface ScriptedModel {
  url: string;
  /** The prompts of the drafts that were asked for. */
  prompts: string[];
  close(): Promise<void>;
}

/** Characters of a piece. */
const PIECE = 16;

/**
 * For what a real model cannot be made to do on demand: lie about one number, or stop in the middle of a sentence.
 * @param write the sentences of a draft, from the numbered evidence of its prompt
 * @param between waited for before each sentence but the first
 */
export async function scriptedModel(
  write: (prompt: string) => WrittenSentence[],
  between: (sentence: number) => Promise<void> = async () => undefined,
): Promise<ScriptedModel> {
  const prompts: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const data of request) body += data;
    const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
    const prompt = messages.at(-1)!.content;
    const isDraft = prompt.includes('Evidence:');
    if (isDraft) prompts.push(prompt);
    response.setHeader('content-type', 'text/event-stream');
    const chunk = (choices: object[], more = {}) =>
      response.write(
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'scripted', choices, ...more })}\n\n`,
      );
    const say = (text: string) => {
      for (let at = 0; at < text.length; at += PIECE) {
        chunk([{ index: 0, finish_reason: null, delta: { role: 'assistant', content: text.slice(at, at + PIECE) } }]);
      }
    };
    if (!isDraft) say(JSON.stringify({ steps: [{ agent: 'spectral-analyst', goal: 'map the scene' }] }));
    else {
      say('{"sentences":[');
      for (const [at, sentence] of write(prompt).entries()) {
        if (at > 0) {
          await between(at);
          say(',');
        }
        say(JSON.stringify(sentence));
      }
      say(']}');
    }
    chunk([{ index: 0, finish_reason: 'stop', delta: {} }]);
    chunk([], { usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } });
    response.end('data: [DONE]\n\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    prompts,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
