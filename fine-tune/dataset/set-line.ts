import type { TaskName } from '../../agents/vision/tasks.ts';
import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import type { ExpectedJson, SpectraWitness } from '../curation/entry.ts';

/** Where a line comes from; weak lines stay marked as such wherever they go. */
export type Source = 'approved' | 'corrected' | 'weak' | 'imported';

export interface Said {
  from: 'user' | 'assistant';
  value: string;
}

/** A line of a set (fine-tune/README.md). Paths are relative to the set. */
export interface SetLine {
  id: string;
  image: string[];
  conversations: Said[];
  /** Null where a conversation is about something else than the five tasks, or about several. */
  task: TaskName | null;
  language: Language;
  /** Recipes of the pictures, in their order; empty where they are not known. */
  views: string[];
  /** View → file of its channels before the projector. */
  channels?: Record<string, string>;
  /** Name of the scene and the beginning of its identity; lines of one scene are in one split. */
  scene: string;
  district: string;
  window?: [x: number, y: number, width: number, height: number];
  /** 0 to 1; the confidence of weak lines, 1 of others. */
  weight: number;
  source: Source;
  by?: string;
  expected?: ExpectedJson;
  /** What the model had answered, of approved and corrected lines. */
  said?: string;
  /** What the spectra show there. */
  spectra?: SpectraWitness;
}

/** A line before it is in a set: its files are absolute paths, and it has no id yet. */
export type LooseLine = Omit<SetLine, 'id'> & { origin: { path: string; line: number } };

/** The splits of a set. `target` is never trained on. */
export const SPLITS = ['train', 'val', 'target'] as const;

export type Split = (typeof SPLITS)[number];

/** Refuses a line of a file. */
export function badLine(path: string, line: number, detail: string): GossanError {
  return new GossanError('DATASET_LINE', { path, line, detail });
}
