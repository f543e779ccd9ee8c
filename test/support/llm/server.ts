import Fastify from 'fastify';
import { type ChatMessage, loadModel, modelName } from './llama.ts';

/**
 * An OpenAI-compatible chat endpoint over a real, small language model. Run as a process of its own: a test may kill
 * it in the middle of an answer. Prints its address as one line of JSON when it is ready.
 */
interface ChatRequest {
  messages: { role: ChatMessage['role']; content: string | { type: string; text?: string }[] }[];
  max_tokens?: number;
  max_completion_tokens?: number;
  temperature?: number;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  response_format?: { type: 'text' | 'json_object' | 'json_schema'; json_schema?: { schema: object } };
}

const generate = await loadModel();
const server = Fastify({ bodyLimit: 8 * 1024 * 1024, forceCloseConnections: true });

server.get('/v1/models', () => ({
  object: 'list',
  data: [{ id: modelName, object: 'model', created: 0, owned_by: 'test' }],
}));

server.post<{ Body: ChatRequest }>('/v1/chat/completions', async (request, reply) => {
  const { body } = request;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const options = {
    schema:
      body.response_format?.type === 'json_object' ? { type: 'object' } : body.response_format?.json_schema?.schema,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? 256,
    temperature: body.temperature ?? 0,
    signal: gone.signal,
  };
  const messages = body.messages.map(({ role, content }) => ({ role, content: plainText(content) }));
  const id = `chatcmpl-${request.id}`;
  const common = { id, created: Math.floor(Date.now() / 1000), model: modelName };

  if (body.stream) {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (delta: object, finish: string | null) => {
      const chunk = {
        ...common,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason: finish }],
      };
      reply.raw.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    send({ role: 'assistant', content: '' }, null);
    const { finish, promptTokens, completionTokens } = await generate(messages, {
      ...options,
      onText: (content) => send({ content }, null),
    });
    send({}, finish);
    if (body.stream_options?.include_usage) {
      const usage = {
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      };
      reply.raw.write(
        `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [], usage })}\n\n`,
      );
    }
    reply.raw.end('data: [DONE]\n\n');
    return;
  }
  const answer = await generate(messages, options);
  return {
    ...common,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: answer.text }, finish_reason: answer.finish }],
    usage: {
      prompt_tokens: answer.promptTokens,
      completion_tokens: answer.completionTokens,
      total_tokens: answer.promptTokens + answer.completionTokens,
    },
  };
});

function plainText(content: ChatRequest['messages'][number]['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
}

const url = await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url: `${url}/v1`, model: modelName })}\n`);
