import { dirname, resolve } from 'node:path';
import type { Language } from '../../../core/language.ts';
import type { PixelWindow } from '../../../tools/spectral/types.ts';
import { type Fail, readSetLines } from '../../evaluate/set-lines.ts';
import { type Box, parseBoxes } from '../parse/boxes.ts';
import { nameOfLabel } from '../parse/names.ts';
import { TASKS, type TaskName } from '../tasks.ts';

/** What is known of a window, by task. */
export type Expected =
  | { task: 'yesno'; yes: boolean }
  | { task: 'minerals'; minerals: Map<string, number | null> }
  | { task: 'probability'; value: number }
  | { task: 'ground'; boxes: Box[] }
  | {
      task: 'describe';
      minerals: Map<string, number | null> | null;
      alteration: string[] | null;
      copper: number | null;
    };

/** A picture of a set. */
export interface KnownPicture {
  /** Absolute. */
  path: string;
  /** Name of the view that it is, where the set says so. */
  view?: string;
}

/** One line of a set (contract: `eval vision`). */
export interface KnownWindow {
  id: string;
  /** A scene, absolute; or pictures, each one view. */
  scene?: string;
  pictures?: KnownPicture[];
  window?: PixelWindow;
  language: Language;
  expected: Expected;
  /** In the set's file. */
  line: number;
}

/**
 * Reads a set: JSON Lines of `{"id", "scene" | "image", "window"?: [x, y, w, h], "task", "expected", "language"?, "view"?}`; paths are
 * relative to the set. `image` may be a list, whose views are then named by "views"; where there are pictures, "scene" is only a
 * name. `expected` is true or false (yesno), a number (probability), names or `{name: fraction}` (minerals), boxes
 * `[{"bbox_2d", "label"}]` (ground), `{"minerals"?, "alteration"?, "copper"?}` (describe).
 * @throws GossanError FILE_NOT_FOUND, EVAL_SET naming the line
 */
export function readVisionSet(path: string): KnownWindow[] {
  return readSetLines(path, (row, fail, line) => ({ ...readKnown(row, dirname(path), fail), line }));
}

function readKnown(row: Record<string, unknown>, folder: string, fail: Fail): Omit<KnownWindow, 'line'> {
  const { id, scene, image, task, language } = row;
  if (typeof id !== 'string' && typeof id !== 'number') fail('"id" is missing');
  if (image === undefined && typeof scene !== 'string') fail('it needs either "scene" or "image"');
  if (!TASKS.includes(task as TaskName)) fail(`"task" is one of ${TASKS.join(', ')}`);
  return {
    id: String(id),
    ...(image === undefined
      ? { scene: resolve(folder, scene as string) }
      : { pictures: readPictures(row, folder, fail) }),
    ...(row.window === undefined ? {} : { window: readWindow(row.window, fail) }),
    language: language === 'zh' ? 'zh' : 'en',
    expected: readExpected(task as TaskName, row.expected, fail),
  };
}

function readPictures({ image, view, views }: Record<string, unknown>, folder: string, fail: Fail): KnownPicture[] {
  const paths = [image].flat();
  const names = views ?? (view === undefined ? [] : [view]);
  if (!paths.length || !paths.every((one) => typeof one === 'string')) fail('"image" is a path, or a list of paths');
  if (!Array.isArray(names) || (names.length > 0 && names.length !== paths.length))
    fail('"views" names the view of each picture');
  return paths.map((path, at) => {
    const name = (names as unknown[])[at];
    return { path: resolve(folder, path as string), ...(typeof name === 'string' ? { view: name } : {}) };
  });
}

function readWindow(value: unknown, fail: Fail): PixelWindow {
  const numbers =
    Array.isArray(value) && value.length === 4
      ? value
      : typeof value === 'object' && value !== null
        ? ['x', 'y', 'width', 'height'].map((key) => (value as Record<string, unknown>)[key])
        : [];
  if (numbers.length !== 4 || !numbers.every(Number.isInteger)) fail('"window" is [x, y, width, height] in pixels');
  const [x, y, width, height] = numbers as number[];
  return { x: x!, y: y!, width: width!, height: height! };
}

function readExpected(task: TaskName, value: unknown, fail: Fail): Expected {
  switch (task) {
    case 'yesno': {
      const yes =
        typeof value === 'string' ? /^(yes|是)$/i.test(value) || (/^(no|否)$/i.test(value) ? false : null) : value;
      return typeof yes === 'boolean' ? { task, yes } : fail('"expected" is true or false');
    }
    case 'probability':
      if (typeof value !== 'number' || !(value >= 0 && value <= 1)) fail('"expected" is a number from 0 to 1');
      return { task, value: value as number };
    case 'minerals':
      return { task, minerals: readMinerals(value, fail) };
    case 'ground':
      if (!Array.isArray(value)) fail('"expected" is a list of boxes');
      return { task, boxes: readBoxes(value as unknown[], fail) };
    case 'describe': {
      if (typeof value !== 'object' || value === null) fail('"expected" is an object');
      const { minerals, alteration, copper } = value as Record<string, unknown>;
      return {
        task,
        minerals: minerals === undefined ? null : readMinerals(minerals, fail),
        alteration: alteration === undefined ? null : [alteration].flat().map((name) => nameOfLabel(String(name))),
        copper: typeof copper === 'number' ? copper : null,
      };
    }
  }
}

function readMinerals(value: unknown, fail: Fail): Map<string, number | null> {
  if (value === 'none') return new Map();
  if (Array.isArray(value)) {
    const rows = value.map((row): [unknown, unknown] =>
      typeof row === 'object' && row !== null
        ? [(row as { mineral?: unknown }).mineral, (row as { fraction?: unknown }).fraction ?? null]
        : [row, null],
    );
    return mineralMap(rows, fail);
  }
  if (typeof value !== 'object' || value === null)
    fail('"expected" is a list of minerals, {name: fraction}, or "none"');
  return mineralMap(Object.entries(value as object), fail);
}

function mineralMap(rows: [unknown, unknown][], fail: Fail): Map<string, number | null> {
  return new Map(
    rows.map(([name, fraction]) => {
      if (typeof name !== 'string' || !name.trim()) fail('a mineral has no name');
      if (fraction !== null && !(typeof fraction === 'number' && fraction >= 0 && fraction <= 1))
        fail(`the share of ${name} is no fraction from 0 to 1`);
      return [nameOfLabel(name as string), fraction as number | null];
    }),
  );
}

function readBoxes(rows: unknown[], fail: Fail): Box[] {
  const boxes = parseBoxes(JSON.stringify(rows));
  if (boxes.length !== rows.length)
    fail('a box is not {"bbox_2d": [x0, y0, x1, y1], "label": …} with coordinates of 0 to 1000');
  return boxes;
}
