import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AutoModel, AutoTokenizer } from '@huggingface/transformers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { PIECES, SIZES, type SmallModel, smallE5File } from './support/e5-file.ts';

const { e5Model } = (await import(asset('scripts', 'setup', 'e5-model.mjs'))) as {
  e5Model(file: Buffer): Map<string, Buffer>;
};
const small = smallE5File();
let folder: string;
let tokenizer: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;
let encoder: Awaited<ReturnType<typeof AutoModel.from_pretrained>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-e5-'));
  for (const [name, content] of e5Model(small.file)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  encoder = await AutoModel.from_pretrained(folder, { local_files_only: true, dtype: 'q4' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('cuts texts by the vocabulary of the file, between its marks', () => {
  const pieces = (text: string) => tokenizer.encode(text).map((id) => PIECES[id]);
  expect(pieces('tin of the ridge.')).toEqual(['<s>', '▁tin', '▁of', '▁the', '▁ridge', '.', '</s>']);
  expect(pieces('明矾石')).toEqual(['<s>', '▁', '明', '矾', '石', '</s>']);
});

it('gives the states that a plain forward pass over the weights of the file gives', async () => {
  for (const text of ['tin of the ridge.', '明矾石', 'the']) {
    const input = tokenizer(text);
    const { last_hidden_state } = (await encoder(input)) as {
      last_hidden_state: { data: Float32Array; dims: number[] };
    };
    const ids = tokenizer.encode(text);
    expect(last_hidden_state.dims).toEqual([1, ids.length, SIZES.hidden]);
    const expected = forward(small, ids).flat();
    // The runtime has one factor of each product in eight bits.
    expect(cosine(last_hidden_state.data, expected)).toBeGreaterThan(0.9995);
    const worst = Math.max(...expected.map((value, at) => Math.abs(value - last_hidden_state.data[at]!)));
    expect(worst).toBeLessThan(0.1);
  }
});

it('refuses another file, and one that is cut off', () => {
  expect(() => e5Model(Buffer.from('GGUF and more of it, long enough to be read'))).toThrow(/not a model file/);
  expect(() => e5Model(small.file.subarray(0, small.file.length - 40))).toThrow(/cut off in l1.oln.b/);
});

/** BERT (Devlin et al. 2019) as its paper has it, in double precision. */
function forward({ matrices, vectors }: SmallModel, ids: number[]): number[][] {
  const { hidden, layers, heads } = SIZES;
  const width = hidden / heads;
  const linear = (states: number[][], name: string) =>
    states.map((state) =>
      matrices.get(`${name}.w`)!.map((row, at) => dot(row, state) + vectors.get(`${name}.b`)![at]!),
    );
  const normalise = (states: number[][], name: string) =>
    states.map((state) => {
      const mean = state.reduce((sum, value) => sum + value, 0) / hidden;
      const deviation = Math.sqrt(state.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden + 1e-12);
      return state.map(
        (value, at) => ((value - mean) / deviation) * vectors.get(`${name}.w`)![at]! + vectors.get(`${name}.b`)![at]!,
      );
    });
  const plus = (a: number[][], b: number[][]) => a.map((row, i) => row.map((value, d) => value + b[i]![d]!));
  let states = normalise(
    ids.map((id, place) =>
      matrices
        .get('emb.word')!
        [id]!.map((value, d) => value + vectors.get('emb.pos')![place * hidden + d]! + vectors.get('emb.type')![d]!),
    ),
    'emb.ln',
  );
  for (let layer = 0; layer < layers; layer++) {
    const [q, k, v] = ['q', 'k', 'v'].map((part) => linear(states, `l${layer}.${part}`)) as [
      number[][],
      number[][],
      number[][],
    ];
    const seen = states.map((_, i) =>
      Array.from({ length: hidden }, (_, d) => {
        const from = Math.floor(d / width) * width;
        const cut = (row: number[]) => row.slice(from, from + width);
        const likeness = k.map((key) => Math.exp(dot(cut(q[i]!), cut(key)) / Math.sqrt(width)));
        const total = likeness.reduce((sum, value) => sum + value, 0);
        return likeness.reduce((sum, weight, j) => sum + (weight / total) * v[j]![d]!, 0);
      }),
    );
    states = normalise(plus(states, linear(seen, `l${layer}.ao`)), `l${layer}.aln`);
    const active = linear(states, `l${layer}.fi`).map((row) => row.map((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))));
    states = normalise(plus(states, linear(active, `l${layer}.fo`)), `l${layer}.oln`);
  }
  return states;
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

/** Abramowitz and Stegun 1964, 7.1.26: right to 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}
