import type { Tensor } from 'onnxruntime-node';
import { seededRandom } from '../../../core/seeded-random.ts';
import type { EngineRequest, EngineToken } from './messages.ts';
import type { NanoGraphs } from './nano-graphs.ts';
import { pickToken } from './pick-token.ts';

/**
 * Requests whose prompts have the same length and the same number of views, run in lockstep as rows of one batch. Rows that
 * have ended are computed on and not looked at: cutting the cache anew would cost more than what a short answer has left.
 */
export class RowGroup {
  readonly requests: readonly EngineRequest[];
  readonly #graphs: NanoGraphs;
  readonly #randoms: (() => number)[];
  readonly #written: number[];
  readonly #last: number[];
  readonly #open: Set<number>;
  #past: Tensor[] | null = null;
  #known = 0;

  constructor(requests: readonly EngineRequest[], graphs: NanoGraphs) {
    this.requests = requests;
    this.#graphs = graphs;
    this.#randoms = requests.map(({ seed }) => seededRandom(seed));
    this.#written = requests.map(() => 0);
    this.#last = requests.map(() => 0);
    this.#open = new Set(requests.keys());
  }

  /** Rows that still write. */
  get open(): number {
    return this.#open.size;
  }

  get openIds(): number[] {
    return [...this.#open].map((row) => this.requests[row]!.id);
  }

  cancel(id: number): void {
    const row = this.requests.findIndex((request) => request.id === id);
    if (row >= 0) this.#open.delete(row);
  }

  /** Reads the prompts where that was not done yet, else writes one more token; each open row's outcome. */
  async step(): Promise<EngineToken[]> {
    const { logits, past } = await (this.#past === null ? this.#prompt() : this.#next());
    this.#past = past;
    return [...this.#open].map((row) => this.#take(row, logits[row]!));
  }

  #take(row: number, logits: Float32Array): EngineToken {
    const request = this.requests[row]!;
    const { token, logprob, top } = pickToken(logits, request, this.#randoms[row]!, request.tops);
    this.#last[row] = token;
    const ended = this.#graphs.sizes.endTokens.includes(token);
    const full = !ended && ++this.#written[row]! >= request.maxTokens;
    if (ended || full) this.#open.delete(row);
    return {
      id: request.id,
      token: ended ? null : token,
      logprob,
      tops: top,
      end: ended ? 'stop' : full ? 'length' : null,
    };
  }

  async #prompt() {
    const { imageToken } = this.#graphs.sizes;
    const rows = this.requests.length;
    const length = this.requests[0]!.tokens.length;
    const tokens = new BigInt64Array(rows * length);
    const positions = new BigInt64Array(3 * rows * length);
    const mask = new Uint8Array(rows * length);
    for (const [row, request] of this.requests.entries()) {
      for (let at = 0; at < length; at++) {
        tokens[row * length + at] = BigInt(request.tokens[at]!);
        mask[row * length + at] = request.tokens[at] === imageToken ? 1 : 0;
        for (let axis = 0; axis < 3; axis++) {
          positions[(axis * rows + row) * length + at] = BigInt(request.positions[axis * length + at]!);
        }
      }
    }
    const views = await this.#views(mask);
    this.#known = length;
    return this.#graphs.decode({ rows, tokens, positions, views, past: null, known: 0 });
  }

  /** The features of all rows' pictures, put where their tokens stand. */
  async #views(mask: Uint8Array) {
    const pictures = this.requests.flatMap((request) => request.pictures);
    if (pictures.length === 0) return null;
    const { hidden, deepstack: layers } = this.#graphs.sizes;
    const seen = await this.#graphs.see(pictures);
    const embeds = new Float32Array(mask.length * hidden);
    const deepstack = new Float32Array(layers * mask.length * hidden);
    const perLayer = seen.embeds.length;
    let from = 0;
    for (let at = 0; at < mask.length; at++) {
      if (mask[at] === 0) continue;
      const to = at * hidden;
      embeds.set(seen.embeds.subarray(from, from + hidden), to);
      for (let layer = 0; layer < layers; layer++) {
        const feature = layer * perLayer + from;
        deepstack.set(seen.deepstack.subarray(feature, feature + hidden), layer * mask.length * hidden + to);
      }
      from += hidden;
    }
    return { mask, embeds, deepstack };
  }

  async #next() {
    const rows = this.requests.length;
    const written = this.#known - this.requests[0]!.tokens.length;
    const places = this.requests.map(({ next }) => BigInt(next + written));
    const positions = BigInt64Array.from([...places, ...places, ...places]);
    const tokens = BigInt64Array.from(this.#last, BigInt);
    const result = await this.#graphs.decode({
      rows,
      tokens,
      positions,
      views: null,
      past: this.#past,
      known: this.#known,
    });
    this.#known++;
    return result;
  }
}
