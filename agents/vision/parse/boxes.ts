import { jsonInText } from './json-in-text.ts';
import { nameOfLabel } from './names.ts';

/** A box of a model: left, upper, right, lower edge in thousandths of the view's sides. */
export interface Box {
  label: string;
  box_1000: [number, number, number, number];
}

const BOX_KEYS = ['bbox_2d', 'bbox', 'box_2d', 'box_1000', 'box', 'bounding_box'];
const LABEL_KEYS = ['label', 'name', 'mineral', 'text_content', 'class', '标签'];
const LIST_KEYS = ['boxes', 'objects', 'detections', 'results'];

/**
 * Reads `[{"bbox_2d": [x0, y0, x1, y1], "label": "alunite"}]` as Qwen3-VL writes it, in a code fence or not, with other keys,
 * fractions of 1 for thousandths, or broken off in the middle: the whole boxes count. Edges are put in order and cut to 0 to 1000;
 * boxes without area are left out. Labels become the names that Gossan uses.
 */
export function parseBoxes(text: string): Box[] {
  const json = jsonInText(text);
  const rows = Array.isArray(json) ? json : listIn(json);
  const boxes = (rows.length ? rows : wholeObjects(text)).map(boxOf).filter((box) => box !== null);
  const fractions = boxes.length > 0 && boxes.every(({ box_1000 }) => box_1000.every((edge) => edge <= 1));
  return boxes
    .map(({ label, box_1000 }) => ({
      label,
      box_1000: tidy(fractions ? box_1000.map((edge) => edge * 1000) : box_1000),
    }))
    .filter(({ box_1000: [x0, y0, x1, y1] }) => x1 > x0 && y1 > y0);
}

function listIn(json: unknown): unknown[] {
  if (typeof json !== 'object' || json === null) return [];
  const record = json as Record<string, unknown>;
  const list = LIST_KEYS.map((key) => record[key]).find(Array.isArray);
  return list ?? [json];
}

/** Objects without objects inside, each read for itself. */
function wholeObjects(text: string): unknown[] {
  return [...text.matchAll(/\{[^{}]*\}/g)].flatMap(([object]) => {
    try {
      return [JSON.parse(object) as unknown];
    } catch {
      return [];
    }
  });
}

function boxOf(row: unknown): { label: string; box_1000: number[] } | null {
  if (typeof row !== 'object' || row === null) return null;
  const record = row as Record<string, unknown>;
  const edges = BOX_KEYS.map((key) => record[key]).find((value) => value !== undefined);
  const label = LABEL_KEYS.map((key) => record[key]).find((value) => typeof value === 'string');
  const numbers =
    typeof edges === 'string' ? edges.split(/[\s,]+/).filter(Boolean) : Array.isArray(edges) ? edges.flat() : [];
  const box_1000 = numbers.map(Number);
  if (box_1000.length !== 4 || !box_1000.every(Number.isFinite)) return null;
  return { label: nameOfLabel((label as string | undefined) ?? ''), box_1000 };
}

function tidy([a, b, c, d]: number[]): Box['box_1000'] {
  const cut = (edge: number) => Math.round(Math.min(1000, Math.max(0, edge)));
  return [cut(Math.min(a, c)), cut(Math.min(b, d)), cut(Math.max(a, c)), cut(Math.max(b, d))];
}
