import { dirname, join, resolve } from 'node:path';
import { TASKS, type TaskName } from '../../../agents/vision/tasks.ts';
import { detectLanguage } from '../../../core/language.ts';
import type { ExpectedJson, SpectraWitness } from '../../curation/entry.ts';
import { expectedOf, replyOf } from '../../curation/replies.ts';
import { badLine, type LooseLine, type Said, type Source } from '../set-line.ts';
import { type Row, readRows } from './json-lines.ts';
import { taskOfPrompt } from './task-of-prompt.ts';

/** Names under which frameworks keep the same things; LLaMA-Factory's `dataset_info.json` may give its own. */
export interface Columns {
  turns: readonly string[];
  images: readonly string[];
  role: readonly string[];
  text: readonly string[];
  user: readonly string[];
  assistant: readonly string[];
}

/** The seeds' form, ShareGPT, LLaMA-Factory, ms-swift and Qwen's own are told apart by these. */
export const COLUMNS: Columns = {
  turns: ['conversations', 'messages'],
  images: ['image', 'images'],
  role: ['from', 'role'],
  text: ['value', 'content'],
  user: ['user', 'human'],
  assistant: ['assistant', 'gpt', 'bot'],
};

export interface ReadOptions {
  /** Relative paths of pictures start here; at the file's folder where it is left out. */
  images?: string | undefined;
  /** Where a line says none. */
  source?: Source;
  columns?: Columns;
}

/**
 * The conversations of a JSON Lines file or JSON list, in any of the forms of {@link COLUMNS}, with what it says besides
 * (task, scene, window, weight …). A line without a scene counts as a scene of its own.
 * @throws GossanError DATASET_LINE naming the line, FILE_NOT_FOUND
 */
export async function* conversationLines(path: string, options: ReadOptions = {}): AsyncGenerator<LooseLine> {
  for await (const row of readRows(path)) yield looseLine(row, resolve(path), options);
}

function looseLine({ fields, line }: Row, path: string, options: ReadOptions): LooseLine {
  const columns = options.columns ?? COLUMNS;
  const fail = (detail: string) => badLine(path, line, detail);
  const folder = options.images ?? dirname(path);
  const at = (file: string) => resolve(folder, file);
  const conversations = turnsOf(fields, columns, fail);
  const image = picturesOf(fields, columns, fail).map(at);
  const prompt = conversations[0]!.value;
  const single = conversations.length === 2;
  const given = fields.task;
  if (given !== undefined && given !== null && !TASKS.includes(given as TaskName))
    throw fail(`"task" is one of ${TASKS.join(', ')}`);
  const task = (given as TaskName | undefined) ?? (single ? taskOfPrompt(prompt) : null);
  const reply = task && single ? replyOf(task, conversations[1]!.value) : null;
  const expected = fields.expected ?? (reply ? expectedOf(reply) : undefined);
  const weight = fields.weight ?? 1;
  if (typeof weight !== 'number' || !(weight >= 0 && weight <= 1)) throw fail('"weight" is a number from 0 to 1');
  const source = SOURCES.find((one) => one === fields.source) ?? options.source ?? 'imported';
  const text = (key: string) =>
    typeof fields[key] === 'string' && fields[key] !== '' ? (fields[key] as string) : undefined;
  const scene = text('scene') ?? `${path}#${line}`;
  return {
    origin: { path, line },
    image,
    conversations,
    task,
    language: fields.language === 'zh' || fields.language === 'en' ? fields.language : detectLanguage(prompt),
    views: Array.isArray(fields.views) ? fields.views.map(String) : [],
    ...(isRecord(fields.channels)
      ? {
          channels: Object.fromEntries(Object.entries(fields.channels).map(([view, file]) => [view, at(String(file))])),
        }
      : {}),
    scene,
    district: text('district') ?? scene,
    ...(fields.window === undefined ? {} : { window: windowOf(fields.window, fail) }),
    weight,
    source,
    ...(text('by') ? { by: text('by')! } : {}),
    ...(expected === undefined ? {} : { expected: expected as ExpectedJson }),
    ...(text('said') ? { said: text('said')! } : {}),
    ...(isRecord(fields.spectra) ? { spectra: fields.spectra as unknown as SpectraWitness } : {}),
  };
}

const SOURCES: readonly Source[] = ['approved', 'corrected', 'weak', 'imported'];

type Fail = (detail: string) => Error;

function turnsOf(fields: Record<string, unknown>, columns: Columns, fail: Fail): Said[] {
  const list = columns.turns.map((key) => fields[key]).find(Array.isArray) as Record<string, unknown>[] | undefined;
  const rows = list ?? (fields.query === undefined ? undefined : swiftTurns(fields));
  if (!rows) throw fail(`it has none of ${columns.turns.map((key) => `"${key}"`).join(', ')}`);
  const first = (row: Record<string, unknown>, keys: readonly string[]) =>
    keys.map((key) => row[key]).find((one) => one !== undefined);
  const said = rows.flatMap((row): Said[] => {
    const [role, value] = [String(first(row, columns.role)), first(row, columns.text)];
    // what a server's operator told the model is no part of what a geologist approved
    if (role === 'system') return [];
    const from = columns.user.includes(role) ? 'user' : columns.assistant.includes(role) ? 'assistant' : null;
    if (!from) throw fail(`"${role}" is neither the user nor the assistant`);
    if (typeof value !== 'string') throw fail('a turn has no text');
    return [{ from, value }];
  });
  const alternate = said.every(({ from }, at) => from === (at % 2 === 0 ? 'user' : 'assistant'));
  if (said.length < 2 || said.length % 2 || !alternate) throw fail('turns are a question and an answer, in turn');
  return said;
}

/** ms-swift's older form. */
function swiftTurns({ query, response }: Record<string, unknown>): Record<string, unknown>[] {
  return [
    { role: 'user', content: query },
    { role: 'assistant', content: response },
  ];
}

function picturesOf(fields: Record<string, unknown>, columns: Columns, fail: Fail): string[] {
  const value = columns.images.map((key) => fields[key]).find((one) => one !== undefined) ?? [];
  return [value].flat().map((one: unknown) => {
    const path = isRecord(one) ? one.path : one;
    if (typeof path !== 'string' || path === '') throw fail('a picture has no path');
    if (/^(https?|data):/i.test(path)) throw fail('pictures are files, no addresses');
    return path.replace(/^file:\/\//, '');
  });
}

function windowOf(value: unknown, fail: Fail): NonNullable<LooseLine['window']> {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isInteger))
    throw fail('"window" is [x, y, width, height]');
  return value as NonNullable<LooseLine['window']>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** LLaMA-Factory's own names in `dataset_info.json`, and the files that it lists. */
export function llamaFactoryFiles(info: Record<string, unknown>, folder: string): { path: string; columns: Columns }[] {
  return Object.values(info).flatMap((entry) => {
    if (!isRecord(entry) || typeof entry.file_name !== 'string') return [];
    const [columns, tags] = [entry.columns, entry.tags].map((one) => (isRecord(one) ? one : {})) as Record<
      string,
      string
    >[];
    const first = (own: string | undefined, others: readonly string[]) =>
      own === undefined ? others : [own, ...others];
    return [
      {
        path: join(folder, entry.file_name),
        columns: {
          turns: first(columns!.messages, COLUMNS.turns),
          images: first(columns!.images, COLUMNS.images),
          role: first(tags!.role_tag, COLUMNS.role),
          text: first(tags!.content_tag, COLUMNS.text),
          user: first(tags!.user_tag, COLUMNS.user),
          assistant: first(tags!.assistant_tag, COLUMNS.assistant),
        },
      },
    ];
  });
}
