import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION } from './onnx-session.ts';
import { normalise, type TokenEmbedding } from './token-embedding.ts';

/** A text as the graph takes it. */
export interface EncoderInput {
  /** Its word pieces, marks included. */
  ids: Int32Array;
  /** Places among them whose vectors are kept. */
  kept: Int32Array;
}

/** A sentence encoder on ONNX Runtime. A run blocks the thread that it is called in. */
export class EncoderGraph {
  private readonly session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.session = session;
  }

  /** @param threads that one run may use; all cores when left out @throws Error where the file is no such graph */
  static async load(path: string, threads?: number): Promise<EncoderGraph> {
    const session = await InferenceSession.create(path, {
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      extra: {
        ...SESSION.extra,
        // The fused addition and norm is slower than both apart (6 % of MiniLM's time); the same values within 1e-5.
        optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
      },
    });
    return new EncoderGraph(session);
  }

  /** Mean pooling over all pieces, marks included, as the models were trained (Reimers and Gurevych 2019). */
  async embed({ ids, kept }: EncoderInput): Promise<TokenEmbedding> {
    const { states, dimensions } = await this.run(ids);
    const vector = new Float32Array(dimensions);
    for (let at = 0; at < ids.length; at++) {
      for (let d = 0; d < dimensions; d++) vector[d]! += states[at * dimensions + d]!;
    }
    normalise(vector);
    const tokens = new Float32Array(kept.length * dimensions);
    for (const [to, at] of kept.entries()) {
      tokens.set(states.subarray(at * dimensions, (at + 1) * dimensions), to * dimensions);
    }
    return { vector, pieces: kept.map((at) => ids[at]!), tokens };
  }

  private async run(ids: Int32Array): Promise<{ states: Float32Array; dimensions: number }> {
    const shape = [1, ids.length];
    const values: Record<string, BigInt64Array> = {
      input_ids: BigInt64Array.from(ids, BigInt),
      attention_mask: new BigInt64Array(ids.length).fill(1n),
      token_type_ids: new BigInt64Array(ids.length),
    };
    const feeds = this.session.inputNames.map((name) => [name, new Tensor('int64', values[name]!, shape)] as const);
    const { last_hidden_state: output } = await this.session.run(Object.fromEntries(feeds));
    return { states: output!.data as Float32Array, dimensions: output!.dims[2]! };
  }
}
