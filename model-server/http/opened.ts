import type { ChatModel } from '../../core/chat-model.ts';
import type { Assistant } from '../../core/session.ts';
import type { Embedder } from '../../rag/index.ts';
import type { KnowledgeBase } from '../../rag/types.ts';

/** What the servers of the assistant (HTTP, MCP) use: opened at the first request that needs it, shared, closed with the server. */
export class Opened {
  readonly #vision: ChatModel | undefined;
  #assistant: Promise<Assistant> | null = null;
  #embedder: Promise<Embedder> | null = null;
  readonly #bases = new Map<string, Promise<KnowledgeBase>>();

  /** @param vision the model that the assistant looks with; that of the configuration where it is left out */
  constructor(vision?: ChatModel) {
    this.#vision = vision;
  }

  assistant(): Promise<Assistant> {
    this.#assistant ??= import('../../agents/assistant.ts').then(({ openAssistant }) =>
      openAssistant(this.#vision ? { vision: this.#vision } : {}),
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
