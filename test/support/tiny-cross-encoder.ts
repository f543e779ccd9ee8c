import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../../core/paths.ts';

const { model, node, tensor, value } = await import(asset('scripts', 'setup', 'onnx-writer.mjs'));

const MARKS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];

/**
 * Writes a cross-encoder that transformers.js and ONNX Runtime load as any other: a WordPiece tokenizer over some words,
 * and a network whose logit is the sum, over the words that question and passage share, of the words' weights (a word that stands twice counts twice).
 * @param outputs logits a pair; a cross-encoder has one
 */
export function writeTinyCrossEncoder(folder: string, weights: Record<string, number>, outputs = 1): void {
  const vocabulary = [...MARKS, ...Object.keys(weights)];
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  writeFileSync(join(folder, 'onnx', 'model.onnx'), network(vocabulary, weights, outputs));
  const json = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  json('config.json', { model_type: 'bert', architectures: ['BertForSequenceClassification'] });
  json('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    model_max_length: 512,
  });
  const mark = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const part = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  json('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: MARKS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]', 0), part('A', 0), mark('[SEP]', 0)],
      pair: [mark('[CLS]', 0), part('A', 0), mark('[SEP]', 0), part('B', 1), mark('[SEP]', 1)],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [MARKS.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}

function network(vocabulary: string[], weights: Record<string, number>, outputs: number): Buffer {
  const size = vocabulary.length;
  // One row a word: 1 in its own column. Marks have none, so that they are shared with nothing.
  const rows = new Float32Array(size * size);
  for (let id = MARKS.length; id < size; id++) rows[id * size + id] = 1;
  const column = new Float32Array(size * outputs);
  for (const [id, word] of vocabulary.entries()) column.fill(weights[word] ?? 0, id * outputs, (id + 1) * outputs);
  const open = ['batch', 'sequence'];
  return model({
    name: 'tiny cross-encoder',
    opsets: { '': 17 },
    tensors: [
      tensor('rows', 'float', [size, size], rows),
      tensor('weights', 'float', [size, outputs], column),
      tensor('last', 'int64', [1], BigInt64Array.of(-1n)),
      tensor('sequence', 'int64', [1], BigInt64Array.of(1n)),
    ],
    nodes: [
      node('Gather', ['rows', 'input_ids'], ['words']),
      node('Cast', ['token_type_ids'], ['types'], { to: 1 }),
      node('Unsqueeze', ['types', 'last'], ['ofPassage']),
      node('Cast', ['attention_mask'], ['mask'], { to: 1 }),
      node('Unsqueeze', ['mask', 'last'], ['ofBoth']),
      node('Sub', ['ofBoth', 'ofPassage'], ['ofQuestion']),
      node('Mul', ['words', 'ofQuestion'], ['asked']),
      node('Mul', ['words', 'ofPassage'], ['said']),
      node('ReduceSum', ['asked', 'sequence'], ['question'], { keepdims: 0 }),
      node('ReduceSum', ['said', 'sequence'], ['passage'], { keepdims: 0 }),
      node('Mul', ['question', 'passage'], ['shared']),
      node('MatMul', ['shared', 'weights'], ['logits']),
    ],
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => value(name, 'int64', open)),
    outputs: [value('logits', 'float', ['batch', outputs])],
  });
}
