import { availableParallelism } from 'node:os';
import type { ChatAnswer, ChatDelta, ChatRequest, TokenLogprob, VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { adapterVisionCard } from '../adapters/adapter-card.ts';
import { embeddedFiles } from '../adapters/embedded-files.ts';
import type { Backend, ServedModel } from '../backend.ts';
import { answerAll } from '../client/answer-all.ts';
import { AnswerText } from './answer-text.ts';
import { type BaseFiles, readBaseFiles } from './base-files.ts';
import { chatPrompt } from './chat-prompt.ts';
import { Engine } from './engine/engine.ts';
import type { EngineRequest, EngineToken } from './engine/messages.ts';
import { ropePositions } from './rope-positions.ts';
import { PICTURE_LIMITS, type PictureLimits, viewPicture } from './view-picture.ts';

/** Windows that wait in the engine at once: enough for full batches, few enough that their pictures take little memory. */
const IN_FLIGHT = 32;
const DEFAULT_MAX_TOKENS = 256;

export interface EmbeddedOptions {
  /** Folder of the base. */
  folder: string;
  /** Cores for one run; all but at most 4 where it is left out. */
  threads?: number;
  pictures?: PictureLimits;
}

/** A base of the Qwen3-VL architecture and its adapters, in this process on ONNX Runtime. */
export class EmbeddedModel implements Backend {
  readonly kind = 'embedded';
  readonly name: string;
  readonly #base: BaseFiles;
  readonly #engine: Engine;
  readonly #pictures: PictureLimits;
  readonly #adapters = new Map<string, VisionCard>();

  private constructor(base: BaseFiles, engine: Engine, pictures: PictureLimits) {
    this.name = base.card.name;
    this.#base = base;
    this.#engine = engine;
    this.#pictures = pictures;
  }

  /** @throws GossanError VISION_FILES where a file is missing, damaged, or does not belong to the others */
  static async open({ folder, threads, pictures = PICTURE_LIMITS }: EmbeddedOptions): Promise<EmbeddedModel> {
    const engine = new Engine(threads ?? Math.min(4, availableParallelism()));
    try {
      const base = readBaseFiles(folder);
      await engine.load(base.card.name, base.weights, base.sizes);
      return new EmbeddedModel(base, engine, pictures);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const work = await this.#prepare(request);
    const stops = typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []);
    const text = new AnswerText(stops);
    let count = 0;
    let finish: 'stop' | 'length' = 'stop';
    for await (const token of this.#engine.complete(work, signal)) {
      if (token.token !== null) {
        count++;
        const out = this.#base.tokenizer.isSpecial(token.token)
          ? ''
          : text.add(this.#base.tokenizer.bytes(token.token));
        yield { text: out, ...(request.logprobs ? { logprobs: [this.#logprob(token)] } : {}) };
      }
      if (token.end) finish = token.end;
      if (text.stopped) {
        finish = 'stop';
        break;
      }
    }
    const prompt = work.tokens.length;
    yield {
      text: text.end(),
      finish_reason: finish,
      usage: { prompt_tokens: prompt, completion_tokens: count, total_tokens: prompt + count },
    };
  }

  completeMany(requests: readonly ChatRequest[], options: SlowCall = {}): Promise<ChatAnswer[]> {
    return answerAll(requests, (request, signal) => this.complete(request, signal), IN_FLIGHT, options);
  }

  /** @throws GossanError VISION_MODEL_UNKNOWN */
  async card(adapter: string = this.name): Promise<VisionCard> {
    if (adapter === this.name) return this.#base.card;
    const card = this.#adapters.get(adapter);
    if (!card) throw this.#unknown(adapter);
    return card;
  }

  async models(): Promise<ServedModel[]> {
    const card = this.#base.card;
    const adapters = [...this.#adapters].map(([id, own]) => ({ id, parent: this.name, card: own }));
    return [{ id: this.name, parent: null, card }, ...adapters];
  }

  async loadAdapter(name: string, path: string): Promise<void> {
    if (name === this.name) {
      throw new GossanError('VISION_ADAPTER', { name, detail: 'the base has this name' });
    }
    const { card: adapter, weights } = await embeddedFiles(path, name, {
      name: this.name,
      sha256: this.#base.card.base,
      weights: this.#base.weights,
    });
    const card = adapterVisionCard(this.#base.card, path, adapter);
    try {
      await this.#engine.load(name, weights, this.#base.sizes);
    } catch (error) {
      throw new GossanError('VISION_ADAPTER', { name, detail: (error as Error).message }, { cause: error });
    }
    this.#adapters.set(name, card);
  }

  async unloadAdapter(name: string): Promise<void> {
    if (!this.#adapters.delete(name)) throw this.#unknown(name);
    this.#engine.unload(name);
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /** A request in numbers. @throws GossanError VISION_REQUEST, VISION_IMAGE, VISION_MODEL_UNKNOWN */
  async #prepare(request: ChatRequest): Promise<Omit<EngineRequest, 'id'>> {
    const model = request.model ?? this.name;
    if (model !== this.name && !this.#adapters.has(model)) throw this.#unknown(model);
    const { tokenizer, sizes, context } = this.#base;
    const prompt = chatPrompt(request, tokenizer, sizes.grid);
    const room = context - prompt.tokens.length;
    if (room < 1) {
      throw new GossanError('VISION_REQUEST', {
        detail: `the messages have ${prompt.tokens.length} tokens, and the model reads ${context}`,
      });
    }
    const pictures: Uint8Array[] = [];
    for (const part of prompt.pictures) pictures.push(await viewPicture(part, sizes.view, this.#pictures));
    return {
      model,
      tokens: Int32Array.from(prompt.tokens),
      ...ropePositions(prompt.tokens.length, prompt.spans),
      pictures,
      maxTokens: Math.min(request.max_tokens ?? DEFAULT_MAX_TOKENS, room),
      temperature: request.temperature ?? 0,
      topP: request.top_p ?? 1,
      seed: request.seed ?? Math.floor(Math.random() * 2 ** 32),
      tops: request.logprobs ? (request.top_logprobs ?? 0) : 0,
    };
  }

  #logprob({ token, logprob, tops }: EngineToken): TokenLogprob {
    const { tokenizer } = this.#base;
    const entry = (id: number, value: number) => {
      const bytes = tokenizer.bytes(id);
      return { token: new TextDecoder().decode(bytes), logprob: value, bytes: [...bytes] };
    };
    return {
      ...entry(token!, logprob),
      top_logprobs: tops.tokens.map((id, at) => entry(id, tops.logprobs[at]!)),
    };
  }

  #unknown(name: string): GossanError {
    return new GossanError('VISION_MODEL_UNKNOWN', { name, known: [this.name, ...this.#adapters.keys()].join(', ') });
  }
}
