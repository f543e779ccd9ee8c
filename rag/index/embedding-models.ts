import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homePath } from '../../core/paths.ts';
import type { TextRole } from './embedder.ts';

/** A sentence encoder that set-up can install: its files, and how it was trained to be used. */
export interface EmbeddingModel {
  /** The name of its folder under `models` of GOSSAN_HOME, and in `GOSSAN_EMBEDDER`. */
  name: string;
  /** Which weights: part of the embedder's id, since vectors of others do not compare. */
  weights: string;
  dimensions: number;
  languages: readonly string[];
  /** What transformers.js calls the weights' file: 'q8' is onnx/model_quantized.onnx, 'q4' onnx/model_q4.onnx. */
  dtype: 'q8' | 'q4';
  /** Word pieces that it sees; positions beyond those it was trained on are worse than none. */
  maxPieces: number;
  /** What stands before a text. */
  prefix: Readonly<Record<TextRole, string>>;
}

/** Reimers and Gurevych 2019, distilled by the sentence-transformers project; Apache-2.0. */
export const MINI_LM: EmbeddingModel = {
  name: 'all-MiniLM-L6-v2',
  weights: 'int8',
  dimensions: 384,
  languages: ['en'],
  dtype: 'q8',
  // sentence_bert_config.json
  maxPieces: 256,
  prefix: { query: '', passage: '' },
};

/** Wang et al. 2024, "Multilingual E5 Text Embeddings"; MIT. Knows both languages, and takes twice the time. */
export const MULTILINGUAL_E5: EmbeddingModel = {
  name: 'multilingual-e5-small',
  weights: 'q4',
  dimensions: 384,
  languages: ['en', 'zh'],
  dtype: 'q4',
  maxPieces: 512,
  prefix: { query: 'query: ', passage: 'passage: ' },
};

export const EMBEDDING_MODELS: readonly EmbeddingModel[] = [MINI_LM, MULTILINGUAL_E5];

export function modelFolder(model: EmbeddingModel): string {
  return homePath('models', model.name);
}

/** The file of a model's weights, within its folder. */
export function weightsFile(model: EmbeddingModel): string {
  return join('onnx', model.dtype === 'q8' ? 'model_quantized.onnx' : 'model_q4.onnx');
}

/** The files of a model that are not there. */
export function lackingFiles(model: EmbeddingModel): string[] {
  const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', weightsFile(model)];
  return files.filter((file) => !existsSync(join(modelFolder(model), file)));
}
