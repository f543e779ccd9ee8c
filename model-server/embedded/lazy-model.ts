import type { ChatAnswer, ChatDelta, ChatModel, ChatRequest, VisionCard } from '../../core/chat-model.ts';
import type { SlowCall } from '../../core/progress.ts';
import { ActiveBackend } from '../adapters/active-backend.ts';
import { adapterVisionCard, readAdapterCard } from '../adapters/adapter-card.ts';
import { activeAdapter, adapterFolder } from '../adapters/adapter-state.ts';
import type { Backend } from '../backend.ts';
import { readCard } from './base-files.ts';
import type { EmbeddedOptions } from './embedded-model.ts';

/** What the embedded model answers with: an adapter by its name, or whichever is active when it is asked. */
export type AdapterChoice = { name: string; path: string } | 'active' | null;

/** The embedded model, loaded at its first question: a talk that never looks at a picture never pays for it. */
export class LazyModel implements ChatModel {
  readonly name: string;
  readonly #card: VisionCard;
  readonly #options: EmbeddedOptions;
  readonly #adapter: AdapterChoice;
  #loading: Promise<Backend> | null = null;

  /** @throws GossanError VISION_FILES where the folder has no readable model.json */
  constructor(options: EmbeddedOptions, adapter: AdapterChoice = null) {
    this.#card = readCard(options.folder);
    this.#options = options;
    this.#adapter = adapter;
    this.name = adapter === null || adapter === 'active' ? this.#card.name : adapter.name;
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const model = await this.#model();
    yield* model.complete(this.#named(request), signal);
  }

  async completeMany(requests: readonly ChatRequest[], options?: SlowCall): Promise<ChatAnswer[]> {
    const model = await this.#model();
    return model.completeMany(
      requests.map((request) => this.#named(request)),
      options,
    );
  }

  /** @throws what reading the adapter's card throws */
  async card(adapter?: string): Promise<VisionCard> {
    const name = adapter ?? (await this.active());
    if (name === null || name === this.#card.name) return this.#card;
    const folder =
      typeof this.#adapter === 'object' && this.#adapter !== null ? this.#adapter.path : adapterFolder(name);
    return adapterVisionCard(this.#card, folder, readAdapterCard(folder, name));
  }

  async active(): Promise<string | null> {
    if (this.#adapter !== 'active') return this.#adapter?.name ?? null;
    return activeAdapter(this.#card.base)?.name ?? null;
  }

  async close(): Promise<void> {
    await (await this.#loading?.catch(() => null))?.close();
  }

  /** The chosen adapter where the request names none; the active one is chosen by who follows it. */
  #named(request: ChatRequest): ChatRequest {
    return this.#adapter === 'active' ? request : { model: this.name, ...request };
  }

  #model(): Promise<Backend> {
    if (!this.#loading) {
      this.#loading = this.#load();
      // A failed load (a file that is then mended) may be tried again.
      this.#loading.catch(() => {
        this.#loading = null;
      });
    }
    return this.#loading;
  }

  async #load(): Promise<Backend> {
    const { EmbeddedModel } = await import('./embedded-model.ts');
    const model = await EmbeddedModel.open(this.#options);
    if (this.#adapter === 'active') return new ActiveBackend(model, { folderOf: adapterFolder });
    try {
      if (this.#adapter) await model.loadAdapter(this.#adapter.name, this.#adapter.path);
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }
}
