import type { Reply } from '../../agents/vision/answer-form.ts';
import { numberInText } from '../../agents/vision/number-odds.ts';
import { type Box, parseBoxes } from '../../agents/vision/parse/boxes.ts';
import { parseDescription } from '../../agents/vision/parse/description.ts';
import { type MineralShare, parseMinerals } from '../../agents/vision/parse/minerals.ts';
import { nameOfLabel } from '../../agents/vision/parse/names.ts';
import type { TaskName } from '../../agents/vision/tasks.ts';
import { readYesNo } from '../../agents/vision/yes-no.ts';
import type { ExpectedJson } from './entry.ts';

/** A model's answer as it was shown: by its probability where it gave one, which may turn the word. Null where nothing can be read. */
export function replyOf(task: TaskName, answer: string, probability?: number): Reply | null {
  switch (task) {
    case 'yesno': {
      const yes = probability === undefined ? readYesNo([], answer, null)?.yes : probability >= 0.5;
      return yes === undefined ? null : { task, yes };
    }
    case 'probability': {
      const value = probability ?? numberInText(answer);
      return value === null ? null : { task, value };
    }
    case 'minerals': {
      const minerals = parseMinerals(answer);
      return minerals.length || NOTHING.test(answer) ? { task, minerals } : null;
    }
    case 'ground': {
      const boxes = parseBoxes(answer);
      return boxes.length || /^\s*(```\w*\s*)?\[\s*\]/.test(answer) ? { task, boxes } : null;
    }
    case 'describe': {
      const { minerals, alteration, zoning, copper, confidence } = parseDescription(answer);
      const empty = minerals.length + alteration.length === 0 && zoning === null && copper.score === null;
      return empty ? null : { task, minerals, alteration, zoning, copper: copper.score, confidence };
    }
  }
}

export const NOTHING = /^\s*(none|nothing|no minerals?|无|没有|没有矿物)\s*[.。]?\s*$/i;

/** As `eval vision` and data sets write what is expected. */
export function expectedOf(reply: Reply): ExpectedJson {
  switch (reply.task) {
    case 'yesno':
      return reply.yes;
    case 'probability':
      return Number(reply.value.toFixed(2));
    case 'minerals':
      return shares(reply.minerals);
    case 'ground':
      return reply.boxes.map(({ label, box_1000 }) => ({ bbox_2d: box_1000, label }));
    case 'describe': {
      const { alteration, zoning, copper, confidence } = reply;
      return { minerals: shares(reply.minerals), alteration, zoning, copper, confidence };
    }
  }
}

/** Reads {@link expectedOf} back, and what people write in its place. Null where it does not fit the task. */
export function replyFromJson(task: TaskName, json: unknown): Reply | null {
  switch (task) {
    case 'yesno':
      return typeof json === 'boolean' ? { task, yes: json } : null;
    case 'probability':
      return typeof json === 'number' && json >= 0 && json <= 1 ? { task, value: json } : null;
    case 'minerals': {
      const minerals = mineralsFromJson(json);
      return minerals && { task, minerals };
    }
    case 'ground': {
      if (!Array.isArray(json)) return null;
      const boxes: Box[] = parseBoxes(JSON.stringify(json));
      return boxes.length === json.length ? { task, boxes } : null;
    }
    case 'describe': {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
      const {
        minerals,
        alteration = [],
        zoning = null,
        copper = null,
        confidence = null,
      } = json as Record<string, unknown>;
      const read = mineralsFromJson(minerals ?? {});
      const score = (value: unknown) => value === null || (typeof value === 'number' && value >= 0 && value <= 1);
      if (!read || !score(copper) || !score(confidence) || !(zoning === null || typeof zoning === 'string'))
        return null;
      const types = [alteration].flat().map((name) => nameOfLabel(String(name)));
      return {
        task,
        minerals: read,
        alteration: types,
        zoning,
        copper: copper as number | null,
        confidence: confidence as number | null,
      };
    }
  }
}

function mineralsFromJson(json: unknown): MineralShare[] | null {
  if (json === 'none') return [];
  if (typeof json !== 'object' || json === null) return null;
  const rows: [unknown, unknown][] = Array.isArray(json)
    ? json.map((row: { mineral?: unknown; fraction?: unknown }) => [row?.mineral, row?.fraction ?? null])
    : Object.entries(json);
  const minerals = rows.flatMap(([name, fraction]): MineralShare[] => {
    const isShare = fraction === null || (typeof fraction === 'number' && fraction >= 0 && fraction <= 1);
    return typeof name === 'string' && name.trim() && isShare
      ? [{ mineral: nameOfLabel(name), fraction: fraction as number | null }]
      : [];
  });
  return minerals.length === rows.length ? minerals : null;
}

function shares(minerals: readonly MineralShare[]): Record<string, number | null> {
  return Object.fromEntries(
    minerals.map(({ mineral, fraction }) => [mineral, fraction === null ? null : Number(fraction.toFixed(4))]),
  );
}
