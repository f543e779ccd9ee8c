import type { Assistant } from '../../core/session.ts';
import type { Embedder } from '../../rag/index.ts';
import type { KnowledgeBase } from '../../rag/types.ts';
import type { Backend } from '../backend.ts';

/** What the routes of the assistant use: opened at the first request that needs it, shared, closed with the server. */
export class Opened {
  readonly #backend: Backend;
  #assistant: Promise<Assistant> | null = null;
  #embedder: Promise<Embedder> | null = null;
  readonly #bases = new Map<string, Promise<KnowledgeBase>>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The assistant looks with the model that is served here. */
  assistant(): Promise<Assistant> {
    this.#assistant ??= import('../../agents/assistant.ts').then(({ openAssistant }) =>
      openAssistant({ vision: this.#backend }),
    );
    return this.#assistant;
  }

  embedder(): Promise<Embedder> {
    this.#embedder ??= import('../../rag/index.ts').then(({ installedEmbedder }) => installedEmbedder());
    return this.#embedder;
  }

  /** @throws GossanError KB_NAME, KB_CORRUPT, STORE_* */
  async knowledgeBase(name: string): Promise<KnowledgeBase> {
    const { openKnowledgeBase } = await import('../../rag/index.ts');
    const open = this.#bases.get(name);
    if (open) return open;
    const opening = this.embedder().then((embedder) => openKnowledgeBase(name, { embedder }));
    this.#bases.set(name, opening);
    opening.catch(() => this.#bases.delete(name));
    return opening;
  }

  async close(): Promise<void> {
    for (const base of this.#bases.values()) await base.then((open) => open.close()).catch(() => undefined);
    await this.#assistant?.then((open) => open.close()).catch(() => undefined);
  }
}
