import { unwatchFile, watchFile } from 'node:fs';
import type { ChatAnswer, ChatDelta, ChatRequest, VisionCard } from '../../core/chat-model.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Backend, ServedModel } from '../backend.ts';
import { CARD_FILE, readAdapterCard } from './adapter-card.ts';
import { type AdapterEntry, activeAdapter, statePath, stateStamp } from './adapter-state.ts';

/** How often the file of the active adapter is looked at while no request asks for it, ms. */
const LOOK_MS = 500;

export interface ActiveOptions {
  /** Folder of an adapter of this machine. */
  folderOf: (name: string) => string;
  /**
   * Hears why an adapter that was activated does not answer; what answered before goes on. Where it is left out the request
   * that found it fails.
   */
  onFault?: (error: GossanError) => void;
}

/**
 * A backend whose requests without `model` are answered by the adapter that is active on its base. A request that comes after
 * an activation waits until that adapter is loaded; those that run end on what they began with. The adapter that was active
 * before stays loaded for callers that have just learnt its name.
 */
export class ActiveBackend implements Backend {
  readonly #inner: Backend;
  readonly #options: ActiveOptions;
  #stamp: string | null = null;
  #active: AdapterEntry | null = null;
  #before: AdapterEntry | null = null;
  #following: Promise<void> = Promise.resolve();
  #watching = false;

  constructor(inner: Backend, options: ActiveOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  get kind(): Backend['kind'] {
    return this.#inner.kind;
  }

  get name(): string {
    return this.#inner.name;
  }

  async active(): Promise<string | null> {
    await this.#follow();
    return this.#active?.name ?? null;
  }

  /** Loads what is activated from now on before a request asks for it. */
  watch(): void {
    this.#watching = true;
    watchFile(statePath(), { interval: LOOK_MS, persistent: false }, () => {
      this.#follow().catch(() => undefined);
    });
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const active = await this.active();
    yield* this.#inner.complete(named(request, active), signal);
  }

  async completeMany(requests: readonly ChatRequest[], options?: SlowCall): Promise<ChatAnswer[]> {
    const active = await this.active();
    return this.#inner.completeMany(
      requests.map((request) => named(request, active)),
      options,
    );
  }

  async card(adapter?: string): Promise<VisionCard | null> {
    return this.#inner.card(adapter ?? (await this.active()) ?? undefined);
  }

  async models(): Promise<ServedModel[]> {
    const answers = (await this.active()) ?? this.name;
    return (await this.#inner.models()).map((one) => ({ ...one, active: one.id === answers }));
  }

  loadAdapter(name: string, path: string): Promise<void> {
    return this.#inner.loadAdapter(name, path);
  }

  unloadAdapter(name: string): Promise<void> {
    return this.#inner.unloadAdapter(name);
  }

  async close(): Promise<void> {
    if (this.#watching) unwatchFile(statePath());
    await this.#following.catch(() => undefined);
    await this.#inner.close();
  }

  /** Makes the active adapter answer, where the file has changed since the last look. One change at a time. */
  #follow(): Promise<void> {
    if (this.#stamp !== stateStamp()) {
      this.#following = this.#following.catch(() => undefined).then(() => this.#change());
    }
    return this.#following;
  }

  async #change(): Promise<void> {
    const stamp = stateStamp();
    if (stamp === this.#stamp) return;
    try {
      const base = (await this.#inner.card(this.#inner.name))?.base;
      const wanted = base === undefined ? null : activeAdapter(base);
      const kept = same(wanted, this.#before) && wanted?.name !== this.#active?.name;
      if (wanted && !same(wanted, this.#active) && !kept) {
        await this.#load(wanted);
      }
      if (!same(wanted, this.#active)) await this.#swap(wanted);
      this.#stamp = stamp;
    } catch (error) {
      if (!this.#options.onFault) throw error;
      this.#stamp = stamp;
      this.#options.onFault(asGossanError(error));
    }
  }

  async #load({ name, sha256 }: AdapterEntry): Promise<void> {
    const folder = this.#options.folderOf(name);
    if (readAdapterCard(folder, name).sha256 !== sha256)
      throw new GossanError('ADAPTER_CHANGED', { name, file: CARD_FILE });
    await this.#inner.loadAdapter(name, folder);
  }

  async #swap(next: AdapterEntry | null): Promise<void> {
    const leaving = this.#before;
    this.#before = this.#active;
    this.#active = next;
    const needed = [this.#active?.name, this.#before?.name];
    if (leaving && !needed.includes(leaving.name)) await this.#inner.unloadAdapter(leaving.name).catch(() => undefined);
  }
}

function named(request: ChatRequest, active: string | null): ChatRequest {
  return request.model === undefined && active !== null ? { ...request, model: active } : request;
}

function same(a: AdapterEntry | null, b: AdapterEntry | null): boolean {
  return a?.name === b?.name && a?.sha256 === b?.sha256;
}
