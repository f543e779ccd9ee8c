import type { ChatAnswer, ChatDelta, ChatModel, ChatRequest, VisionCard } from '../../core/chat-model.ts';
import type { SlowCall } from '../../core/progress.ts';
import { readCard } from './base-files.ts';
import type { EmbeddedModel, EmbeddedOptions } from './embedded-model.ts';

/** The embedded model, loaded at its first question: a talk that never looks at a picture never pays for it. */
export class LazyModel implements ChatModel {
  readonly name: string;
  readonly #card: VisionCard;
  readonly #options: EmbeddedOptions;
  readonly #adapter: { name: string; path: string } | null;
  #loading: Promise<EmbeddedModel> | null = null;

  /** @throws GossanError VISION_FILES where the folder has no readable model.json */
  constructor(options: EmbeddedOptions, adapter: { name: string; path: string } | null = null) {
    this.#card = readCard(options.folder);
    this.#options = options;
    this.#adapter = adapter;
    this.name = adapter?.name ?? this.#card.name;
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const model = await this.#model();
    yield* model.complete({ model: this.name, ...request }, signal);
  }

  async completeMany(requests: readonly ChatRequest[], options?: SlowCall): Promise<ChatAnswer[]> {
    const model = await this.#model();
    return model.completeMany(
      requests.map((request) => ({ model: this.name, ...request })),
      options,
    );
  }

  async card(): Promise<VisionCard> {
    return this.#card;
  }

  async close(): Promise<void> {
    await (await this.#loading?.catch(() => null))?.close();
  }

  #model(): Promise<EmbeddedModel> {
    if (!this.#loading) {
      this.#loading = this.#load();
      // A failed load (a file that is then mended) may be tried again.
      this.#loading.catch(() => {
        this.#loading = null;
      });
    }
    return this.#loading;
  }

  async #load(): Promise<EmbeddedModel> {
    const { EmbeddedModel } = await import('./embedded-model.ts');
    const model = await EmbeddedModel.open(this.#options);
    if (this.#adapter) await model.loadAdapter(this.#adapter.name, this.#adapter.path);
    return model;
  }
}
