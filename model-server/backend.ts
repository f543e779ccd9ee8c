import type { ChatModel, VisionCard } from '../core/chat-model.ts';

/** One line of `/v1/models`. */
export interface ServedModel {
  id: string;
  /** The base that an adapter stands on; null for a base. */
  parent: string | null;
  card: VisionCard | null;
  /** Answers requests without `model`; left out where the backend follows no registry. */
  active?: boolean;
}

/** What the server serves: a model whose adapters come and go. Three of them: `embedded`, `worker`, `upstream`. */
export interface Backend extends ChatModel {
  readonly kind: 'embedded' | 'worker' | 'upstream';
  models(): Promise<ServedModel[]>;
  /**
   * Makes an adapter answer to `name`; one of that name is replaced, and requests that run on it end undisturbed.
   * @param path its folder, on the machine of the backend
   * @throws GossanError VISION_ADAPTER, ADAPTER_INCOMPLETE, ADAPTER_CHANGED, ADAPTER_BASE, ADAPTER_KEYS
   */
  loadAdapter(name: string, path: string): Promise<void>;
  /** @throws GossanError VISION_MODEL_UNKNOWN */
  unloadAdapter(name: string): Promise<void>;
}
