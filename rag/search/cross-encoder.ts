import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@huggingface/transformers';
import { homePath } from '../../core/paths.ts';
import { SESSION } from '../index/onnx-session.ts';
import type { CrossEncoderSource, Reranker } from './reranker.ts';

/** Pieces of question and passage together; what is beyond is cut off. A chunk has up to 256, a question 30. */
const MAX_PIECES = 384;

/** Files of weights and what transformers.js calls them, in the order in which they are preferred: small ones first. */
const WEIGHTS = [
  ['model_quantized.onnx', 'q8'],
  ['model_q4.onnx', 'q4'],
  ['model_fp16.onnx', 'fp16'],
  ['model.onnx', 'fp32'],
] as const;

/**
 * Loads a cross-encoder: a sequence classifier with one logit, from its folder, else from the model hub into GOSSAN_HOME.
 * @throws Error with what is missing or broken; the caller goes on without one
 */
export async function loadCrossEncoder({ name, folder, hub }: CrossEncoderSource): Promise<Reranker> {
  if (folder === null && hub === null) throw new Error(`it is not in ${homePath('models', name)}`);
  const local = folder !== null;
  const weights = WEIGHTS.find(([file]) => local && existsSync(join(folder, 'onnx', file)));
  if (local && weights === undefined) throw new Error(`${folder} has no ${WEIGHTS.map(([file]) => file).join(' or ')}`);
  env.cacheDir = homePath('models');
  const place = folder ?? hub!;
  const options = { local_files_only: local };
  const tokenizer = await AutoTokenizer.from_pretrained(place, options);
  const model = await AutoModelForSequenceClassification.from_pretrained(place, {
    ...options,
    dtype: weights?.[1] ?? 'q8',
    session_options: SESSION,
  });
  const reranker = crossEncoder(local ? basename(folder) : name, tokenizer, model);
  // A model of another kind is found out here, not in the middle of a search.
  await reranker.score('alunite', ['Alunite is a sulfate mineral.']);
  return reranker;
}

function crossEncoder(name: string, tokenizer: PreTrainedTokenizer, model: PreTrainedModel): Reranker {
  return {
    name,
    async score(question, passages) {
      const scores: number[] = [];
      // One at a time: batches are padded to their longest passage, which is slower on a CPU.
      for (const passage of passages) {
        const input = tokenizer(question, { text_pair: passage, truncation: true, max_length: MAX_PIECES });
        const { logits } = (await model(input)) as { logits: { data: Float32Array; dims: number[] } };
        if (logits.data.length !== 1) throw new Error(`it gives ${logits.data.length} values a passage, not one score`);
        scores.push(logits.data[0]!);
      }
      return scores;
    },
  };
}
