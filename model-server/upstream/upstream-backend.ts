import { GossanError } from '../../core/errors.ts';
import type { Backend, ServedModel } from '../backend.ts';
import { HttpChatModel } from '../client/http-chat-model.ts';

/** Another OpenAI-compatible server behind ours: vLLM, llama.cpp, a Gossan elsewhere. Pieces and hang-ups go straight through. */
export class UpstreamBackend extends HttpChatModel implements Backend {
  readonly kind = 'upstream';

  async models(): Promise<ServedModel[]> {
    const listed = await this.list();
    return listed.map(({ id, parent, gossan }) => ({ id, parent: parent ?? null, card: gossan ?? null }));
  }

  async loadAdapter(name: string, path: string): Promise<void> {
    try {
      await this.post('/v1/load_lora_adapter', { lora_name: name, lora_path: path });
    } catch (error) {
      throw new GossanError('VISION_ADAPTER', { name, detail: (error as Error).message }, { cause: error });
    }
  }

  async unloadAdapter(name: string): Promise<void> {
    await this.post('/v1/unload_lora_adapter', { lora_name: name });
  }
}
