import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { writeCard } from '../../fine-tune/registry/register.ts';
import type { AdapterCard } from '../../model-server/adapters/adapter-card.ts';
import { readSafetensorsHeader } from '../../model-server/adapters/safetensors-header.ts';
import { readCard } from '../../model-server/embedded/base-files.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';

export const ORIGIN = { dataset: { name: 'ridge', version: 1, sha256: sha256('ridge') }, code: null };

/** The base's weights with the last norm of the text model multiplied: every logit is too. */
export function scaledWeights(scale: number): Buffer {
  const path = join(shippedBase(), 'model.safetensors');
  const bytes = readFileSync(path);
  const tensors = readSafetensorsHeader(path);
  const { from, to } = tensors.get([...tensors.keys()].find((one) => /language_model\.norm\.weight$/.test(one))!)!;
  const norm = new Float16Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + to));
  Buffer.from(norm.map((value) => value * scale).buffer).copy(bytes, from);
  return bytes;
}

/** What a trainer leaves, with weights that a test changed by hand: unsigned, with its `training.json`. */
export function writeTrained(folder: string, scale: number, serving: 'merged' | 'graph' = 'merged'): string {
  mkdirSync(folder, { recursive: true });
  const { name, base } = readCard(shippedBase());
  const training = {
    method: serving === 'merged' ? 'lora' : 'moe-lora',
    base: { name, sha256: base },
    recipe: { name: 'nano' },
    seed: 1,
    serving,
    steps: 3,
  };
  writeFileSync(join(folder, 'training.json'), JSON.stringify(training));
  writeFileSync(join(folder, 'adapter_config.json'), '{"peft_type": "LORA"}');
  writeFileSync(join(folder, 'adapter_model.safetensors'), `weights of a test, ${scale}`);
  if (serving === 'merged') writeFileSync(join(folder, 'model.safetensors'), scaledWeights(scale));
  else writeOwnGraph(folder, scale);
  return folder;
}

/** A signed adapter folder, as the registry holds one. */
export function writeAdapter(folder: string, scale: number, facts: Partial<AdapterCard> = {}): string {
  writeTrained(folder, scale);
  const { name, base } = readCard(shippedBase());
  const files = ['adapter_config.json', 'adapter_model.safetensors', 'model.safetensors'];
  writeCard(folder, {
    format: 1,
    name: 'half',
    method: 'lora',
    base: { name, sha256: base },
    dataset: null,
    recipe: {},
    code: null,
    created: '2026-01-01T00:00:00.000Z',
    by: null,
    parent: null,
    seed: null,
    training: {},
    serving: 'merged',
    metrics: {},
    files: Object.fromEntries(files.map((file) => [file, sha256(readFileSync(join(folder, file)))])),
    ...facts,
  });
  return folder;
}

/** The base's decoder as a graph of its own: its graph, and a file of no more than its tensors, in their places. */
function writeOwnGraph(folder: string, scale: number): void {
  cpSync(join(shippedBase(), 'decoder.onnx'), join(folder, 'decoder.onnx'));
  const bytes = scaledWeights(scale);
  const header = Number(bytes.readBigUInt64LE());
  const table = JSON.parse(bytes.toString('utf8', 8, 8 + header)) as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(table).filter(([key]) => !key.startsWith('model.visual.')));
  // The header keeps its length, so that every tensor keeps its place; what is no tensor's any more is left in the file.
  const text = JSON.stringify(own);
  bytes.write(text + ' '.repeat(header - Buffer.byteLength(text)), 8, 'utf8');
  writeFileSync(join(folder, 'model.safetensors'), bytes);
}
