import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { GraphFiles, WeightFiles } from '../embedded/engine/messages.ts';
import { type AdapterCard, GRAPH_FILE, readAdapterCard, verifyFiles, WEIGHTS_FILE } from './adapter-card.ts';
import { externalTensors } from './graph-tensors.ts';
import { readSafetensorsHeader, type StoredTensor } from './safetensors-header.ts';

/** The base that an adapter must have been made for. */
export interface BaseOfAdapter {
  name: string;
  /** SHA-256 of its weights. */
  sha256: string;
  weights: WeightFiles;
}

/**
 * An adapter's folder as the embedded backend loads it, checked whole: signature, files, base, and that no tensor is missing
 * or left over. Merged weights are read through the base's two graphs; a graph of its own replaces the decoder alone.
 * @param name for messages; the folder's card may have another where it was loaded under a new one
 * @throws GossanError ADAPTER_INCOMPLETE, ADAPTER_CHANGED, ADAPTER_BASE, ADAPTER_KEYS, VISION_ADAPTER
 */
export async function embeddedFiles(
  folder: string,
  name: string,
  base: BaseOfAdapter,
): Promise<{ card: AdapterCard; weights: WeightFiles }> {
  const card = readAdapterCard(folder, name);
  checkBase(card, base);
  await verifyFiles(folder, card);
  if (card.serving === 'peft') {
    throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${WEIGHTS_FILE}` });
  }
  const path = join(folder, WEIGHTS_FILE);
  const own = (graph: string): GraphFiles => ({ graph, weights: path, sha256: card.files[WEIGHTS_FILE]! });
  try {
    const tensors = readSafetensorsHeader(path);
    if (card.serving === 'merged') {
      checkLayout(name, tensors, readSafetensorsHeader(base.weights.decoder.weights));
      return { card, weights: { vision: own(base.weights.vision.graph), decoder: own(base.weights.decoder.graph) } };
    }
    const graph = join(folder, GRAPH_FILE);
    checkGraph(name, tensors, readFileSync(graph));
    return { card, weights: { vision: base.weights.vision, decoder: own(graph) } };
  } catch (error) {
    if (error instanceof GossanError) throw error;
    throw new GossanError('VISION_ADAPTER', { name, detail: (error as Error).message }, { cause: error });
  }
}

/** Whether an adapter was made for a base, or for another one. */
export function fitsBase({ base }: AdapterCard, { sha256 }: Pick<BaseOfAdapter, 'sha256'>): boolean {
  return base.sha256 === sha256;
}

/** @throws GossanError ADAPTER_BASE */
function checkBase(card: AdapterCard, base: Pick<BaseOfAdapter, 'name' | 'sha256'>): void {
  if (fitsBase(card, base)) return;
  const { name, base: made } = card;
  const short = (hash: string) => `${hash.slice(0, 12)}…`;
  throw new GossanError('ADAPTER_BASE', {
    name,
    made: `${made.name} ${short(made.sha256)}`,
    base: `${base.name} ${short(base.sha256)}`,
  });
}

/** The graphs find tensors by their place in the file, so that places must be the base's as well as names. */
function checkLayout(name: string, own: Map<string, StoredTensor>, base: Map<string, StoredTensor>): void {
  const missing = [...base.keys()].filter((key) => !own.has(key));
  const left = [...own.keys()].filter((key) => !base.has(key));
  if (missing.length || left.length) throw keys(name, missing, left);
  for (const [key, tensor] of base) {
    if (JSON.stringify(own.get(key)) !== JSON.stringify(tensor)) {
      throw new GossanError('ADAPTER_KEYS', { name, detail: `${key} has another form or place than the base's` });
    }
  }
}

/** Every initializer of the graph must be a tensor of the file, and every tensor one of the graph's. */
function checkGraph(name: string, tensors: Map<string, StoredTensor>, graph: Uint8Array): void {
  const wanted = externalTensors(graph);
  const elsewhere = wanted.find(({ location }) => location !== WEIGHTS_FILE);
  if (elsewhere) {
    throw new GossanError('ADAPTER_KEYS', { name, detail: `${elsewhere.name} stands in "${elsewhere.location}"` });
  }
  const places = new Set([...tensors.values()].map(({ from, to }) => `${from} ${to}`));
  const used = new Set(wanted.map(({ from, to }) => `${from} ${to}`));
  const missing = wanted.filter(({ from, to }) => !places.has(`${from} ${to}`)).map((one) => one.name);
  const left = [...tensors].filter(([, { from, to }]) => !used.has(`${from} ${to}`)).map(([key]) => key);
  if (missing.length || left.length) throw keys(name, missing, left);
}

function keys(name: string, missing: string[], left: string[]): GossanError {
  const some = (list: string[]) =>
    `${list.slice(0, 3).join(', ')}${list.length > 3 ? `, and ${list.length - 3} more` : ''}`;
  const parts = [
    ...(missing.length ? [`missing: ${some(missing)}`] : []),
    ...(left.length ? [`left over: ${some(left)}`] : []),
  ];
  return new GossanError('ADAPTER_KEYS', { name, detail: parts.join('; ') });
}
