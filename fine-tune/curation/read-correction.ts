import { isTask, type Reply } from '../../agents/vision/answer-form.ts';
import type { TaskName } from '../../agents/vision/tasks.ts';
import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import { applyEdits } from './apply-correction.ts';
import { understandCorrection } from './correction-words.ts';
import { replyFromJson, replyOf } from './replies.ts';

/** A correction as a function of what was answered; null where it says nothing about that task. */
export type Correction = (task: TaskName, said: Reply | null, language: Language) => Reply | null;

/**
 * Reads a correction: JSON as `expected` of `eval vision` (alone, or by task), an answer in a task's own form, or words. A
 * task may be named before its part: "yesno: no; minerals: none".
 * @throws GossanError CORRECTION_UNCLEAR
 */
export function readCorrection(text: string): Correction {
  const json = parsed(text);
  if (json !== undefined) return fromJson(json, text);
  const parts = byTask(text);
  if (parts) {
    const corrections = new Map(parts.map(([task, said]) => [task, fromText(said)]));
    return (task, said, language) => corrections.get(task)?.(task, said, language) ?? null;
  }
  return fromText(text);
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text) && !/^\s*(true|false)\s*$/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GossanError('CORRECTION_UNCLEAR', { detail: `not JSON (${(error as Error).message})` }, { cause: error });
  }
}

function fromJson(json: unknown, text: string): Correction {
  const record = typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null;
  const tasks = record ? Object.keys(record).filter(isTask) : [];
  // "minerals" is a task, and a field of a description: only names of tasks beside each other are tasks
  const named = record !== null && tasks.length > 0 && tasks.length === Object.keys(record).length;
  const isDescription = record !== null && Object.keys(record).some((key) => DESCRIPTION.has(key));
  const fits: TaskName[] = Array.isArray(json)
    ? ['ground']
    : record
      ? [isDescription ? 'describe' : 'minerals']
      : ['yesno', 'probability'];
  const valueFor = (task: TaskName): unknown =>
    named && task in record ? (record as Record<string, unknown>)[task] : fits.includes(task) ? json : undefined;
  const some = (named ? tasks : fits).some((task) => replyFromJson(task, valueFor(task)) !== null);
  if (!some) throw new GossanError('CORRECTION_UNCLEAR', { detail: `"${text.trim().slice(0, 80)}"` });
  return (task) => {
    const value = valueFor(task);
    return value === undefined ? null : replyFromJson(task, value);
  };
}

const DESCRIPTION = new Set(['alteration', 'zoning', 'copper', 'confidence']);

/** Parts that begin with the name of a task; undefined where the text does not begin with one. */
function byTask(text: string): [TaskName, string][] | undefined {
  const pieces = text.split(/(?:^|[;；\n])\s*(yesno|minerals|probability|ground)\s*[:：]\s*/i);
  if (pieces.length < 3 || pieces[0]!.trim() !== '') return undefined;
  const parts: [TaskName, string][] = [];
  for (let at = 1; at < pieces.length; at += 2) parts.push([pieces[at]!.toLowerCase() as TaskName, pieces[at + 1]!]);
  // "Minerals: …" also begins a description
  return /\n\s*(alteration|zoning|copper)\s*:/i.test(text) ? undefined : parts;
}

function fromText(text: string): Correction {
  const isDescription = /(^|\n)\s*(minerals|矿物)\s*[:：]/i.test(text) && text.trim().includes('\n');
  if (isDescription) return (task) => (task === 'describe' ? replyOf('describe', text) : null);
  const understood = understandCorrection(text);
  if ('unclear' in understood) throw new GossanError('CORRECTION_UNCLEAR', { detail: `"${understood.unclear}"` });
  return (task, said, language) => applyEdits(said ?? nothingSaid(task), understood.edits, language);
}

/** What an answer that could not be read is taken to say. */
function nothingSaid(task: TaskName): Reply {
  switch (task) {
    case 'yesno':
      return { task, yes: false };
    case 'probability':
      return { task, value: 0 };
    case 'minerals':
      return { task, minerals: [] };
    case 'ground':
      return { task, boxes: [] };
    case 'describe':
      return { task, minerals: [], alteration: [], zoning: null, copper: null, confidence: null };
  }
}
