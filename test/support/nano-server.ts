import OpenAI from 'openai';
import { EmbeddedModel } from '../../model-server/embedded/embedded-model.ts';
import { type GossanServer, type ServerOptions, startServer } from '../../model-server/http/server.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';

/** The shipped base behind its server on a free port, and OpenAI's own client for it. */
export interface NanoServer extends GossanServer {
  client: OpenAI;
  model: EmbeddedModel;
}

export async function nanoServer(options: Partial<ServerOptions> = {}): Promise<NanoServer> {
  const model = await EmbeddedModel.open({ folder: shippedBase(), threads: 2 });
  const server = await startServer({ backend: model, ...options });
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: options.token ?? 'none', maxRetries: 0 });
  return {
    url: server.url,
    client,
    model,
    stop: async () => {
      await server.stop();
      await model.close();
    },
  };
}
