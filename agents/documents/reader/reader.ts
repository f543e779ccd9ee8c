import { AutoModel, AutoTokenizer, Tensor } from '@huggingface/transformers';
import { GossanError } from '../../../core/errors.ts';
import { SESSION } from '../../../rag/index/onnx-session.ts';

/** Word pieces of question and passage that are read; what is beyond is cut off, as it was in training. */
const MOST = { question: 64, passage: 320 };
/** XLM-RoBERTa's marks: before the text, and behind each part of it. */
const [BEGIN, END] = [0n, 2n];

/** What the reader makes of one passage. All shares are 0..1 and add up to 1. */
export interface Reading {
  /** That no sentence of the passage answers. */
  nothing: number;
  /** That this sentence answers, in the order in which they were given. */
  shares: number[];
}

/** Reads a question and the sentences of one passage, in English or Chinese, also one in each. */
export type Reader = (question: string, sentences: readonly string[]) => Promise<Reading>;

/** @throws GossanError READER_BROKEN */
export async function loadReader(folder: string): Promise<Reader> {
  try {
    const options = { local_files_only: true };
    const tokenizer = await AutoTokenizer.from_pretrained(folder, options);
    const model = await AutoModel.from_pretrained(folder, { ...options, dtype: 'q4', session_options: SESSION });
    const pieces = (text: string) => tokenizer.encode(text, { add_special_tokens: false });
    return async (question, sentences) => {
      const { ids, owners } = layOut(pieces(question), sentences.map(pieces));
      const { logits } = (await model({
        input_ids: new Tensor('int64', BigInt64Array.from(ids), [1, ids.length]),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
      })) as { logits: { data: Float32Array } };
      return pointed(logits.data, owners, sentences.length);
    };
  } catch (error) {
    const detail = `${folder}: ${(error as Error).message}`;
    throw new GossanError('READER_BROKEN', { detail }, { cause: error });
  }
}

/** The question, then the passage; `owners` has the place of each piece's sentence, and −1 where it is none's. */
function layOut(question: number[], sentences: number[][]): { ids: bigint[]; owners: number[] } {
  const asked = question.slice(0, MOST.question);
  const ids = [BEGIN, ...asked.map(BigInt), END, END];
  const owners = ids.map(() => -1);
  const last = ids.length + MOST.passage;
  for (const [at, sentence] of sentences.entries()) {
    for (const piece of sentence.slice(0, Math.max(0, last - ids.length))) {
      ids.push(BigInt(piece));
      owners.push(at);
    }
  }
  return { ids: [...ids, END], owners: [...owners, -1] };
}

/** Softmax over the mark in front, which stands for "nothing", and the pieces of all sentences. */
function pointed(logits: Float32Array, owners: number[], count: number): Reading {
  const most = owners.reduce((max, owner, at) => (owner < 0 && at > 0 ? max : Math.max(max, logits[at]!)), -Infinity);
  const shares = new Array<number>(count).fill(0);
  const nothing = Math.exp(logits[0]! - most);
  let total = nothing;
  for (const [at, owner] of owners.entries()) {
    if (owner < 0) continue;
    const weight = Math.exp(logits[at]! - most);
    shares[owner]! += weight;
    total += weight;
  }
  return { nothing: nothing / total, shares: shares.map((share) => share / total) };
}
