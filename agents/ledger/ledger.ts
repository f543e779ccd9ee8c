import type { Evidence } from '../../core/evidence.ts';
import { stableId } from '../../core/hash.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { VisionDocument } from '../vision/look-at-window.ts';

/** A span of a document's page, as an evidence address carries it. */
export interface DocumentSpan {
  document: string;
  page: number;
  start: number;
  end: number;
}

/**
 * The evidence of one turn: append-only, one entry an id. Agents pass ids; responder and reviewer see nothing else,
 * so whatever is not in here cannot be said.
 */
export class Ledger {
  readonly entries: readonly Evidence[];
  readonly #byId: Map<string, Evidence>;
  readonly #byAddress: Map<string, Evidence>;

  constructor(entries: readonly Evidence[]) {
    this.entries = entries;
    this.#byId = new Map(entries.map((entry) => [entry.id, entry]));
    this.#byAddress = new Map(entries.map((entry) => [entry.address, entry]));
  }

  get(id: string): Evidence | undefined {
    return this.#byId.get(id);
  }

  /** The entry at an address such as `scene.json#/minerals/alunite/pixels`. */
  at(address: string): Evidence | undefined {
    return this.#byAddress.get(address);
  }

  /** The entry of a scene's field, by its JSON Pointer. */
  scene(pointer: string): Evidence | undefined {
    return this.at(`scene.json#${pointer}`);
  }

  documents(): Evidence[] {
    return this.entries.filter((entry) => entry.kind === 'document');
  }
}

/** Joins two lists of evidence; an id that is there already is not added again. The reducer of the graph's state. */
export function appendEvidence(present: Evidence[], added: Evidence[]): Evidence[] {
  const known = new Set(present.map((entry) => entry.id));
  const fresh = added.filter((entry) => !known.has(entry.id) && known.add(entry.id));
  return fresh.length ? [...present, ...fresh] : present;
}

/** Evidence from a tool result: one value at one address. */
export function sceneEvidence(
  source: string,
  address: string,
  text: string,
  value: number | string,
  unit?: string,
): Evidence {
  return {
    id: `S${stableId('scene', source, address, String(value))}`,
    kind: 'scene',
    source,
    address,
    text,
    value,
    ...(unit ? { unit } : {}),
  };
}

/** Evidence from a document: `text` is exactly the span of the page's stored text that the address names. */
export function documentEvidence(title: string, span: DocumentSpan, text: string, ocr?: Evidence['ocr']): Evidence {
  const address = `${span.document}#page=${span.page}&start=${span.start}&end=${span.end}`;
  const id = `D${stableId('document', address, text)}`;
  return { id, kind: 'document', source: title, address, text, ...(ocr === undefined ? {} : { ocr }) };
}

/** Evidence from a vision model's answer to one task; `value` is its probability or favourability, where it gave one. */
export function modelEvidence(said: VisionDocument): Evidence {
  const { task, answer, probability, calibrated, odds = [], model, adapter, base, views, window, whole } = said;
  const { x, y, width, height } = window;
  const source = adapter ?? model;
  const text = plainLine(answer);
  const value = probability === undefined ? undefined : Number(probability.toFixed(4));
  return {
    id: `M${stableId('model', source, task, said.prompt, ...views.sha256, text, String(value))}`,
    kind: 'model',
    source,
    address: `${source}#${task}${whole ? '' : `&window=${[x, y, width, height]}`}`,
    text,
    ...(value === undefined ? {} : { value }),
    model: {
      name: model,
      adapter,
      base,
      views,
      window,
      whole,
      task,
      answer,
      language: said.language,
      prompt: said.prompt,
      calibrated: calibrated === true,
      odds,
    },
  };
}

/** Reads a document address back. Undefined for addresses of other kinds. */
export function documentSpan(address: string): DocumentSpan | undefined {
  const match = /^(.+)#page=(\d+)&start=(\d+)&end=(\d+)$/.exec(address);
  if (!match) return undefined;
  return { document: match[1]!, page: Number(match[2]), start: Number(match[3]), end: Number(match[4]) };
}
