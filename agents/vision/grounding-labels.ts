import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import groundingClasses from './grounding-classes.json' with { type: 'json' };
import type { Box } from './parse/boxes.ts';
import { nameIn } from './parse/names.ts';

/** Class names by number. */
export const GROUNDING_CLASSES: readonly string[] = groundingClasses.classes;

/**
 * Boxes as YOLO labels: a line `class x y w h` each, centre and size as fractions of the view. Labels that `classes` lacks are
 * numbered after it, in the order in which they come.
 * @returns the lines, and the class names that the numbers stand for
 */
export function boxesToYolo(
  boxes: readonly Box[],
  classes: readonly string[] = GROUNDING_CLASSES,
): { text: string; classes: string[] } {
  const names = [...classes];
  const lines = boxes.map(({ label, box_1000: [x0, y0, x1, y1] }) => {
    let number = names.indexOf(label);
    if (number < 0) number = names.push(label) - 1;
    const numbers = [(x0 + x1) / 2000, (y0 + y1) / 2000, (x1 - x0) / 1000, (y1 - y0) / 1000];
    return `${number} ${numbers.map((value) => value.toFixed(6)).join(' ')}\n`;
  });
  return { text: lines.join(''), classes: names };
}

/**
 * Reads YOLO labels. Empty lines are skipped, a sixth number (a detector's confidence) is allowed; edges are rounded to
 * thousandths and cut to the view.
 * @param path for the message of an error
 * @throws GossanError LABELS_FORMAT naming the line
 */
export function yoloToBoxes(text: string, path: string, classes: readonly string[] = GROUNDING_CLASSES): Box[] {
  return text.split(/\r?\n/).flatMap((line, at): Box[] => {
    if (line.trim() === '') return [];
    const wrong = (detail: string) => new GossanError('LABELS_FORMAT', { path, line: at + 1, detail });
    const [number, x, y, w, h, ...more] = line.trim().split(/\s+/).map(Number);
    if (h === undefined || more.length > 1 || ![number, x, y, w, h, ...more].every(Number.isFinite)) {
      throw wrong('it is not "class x y w h"');
    }
    if (![x, y, w, h].every((value) => value! >= 0 && value! <= 1)) throw wrong('x y w h are fractions from 0 to 1');
    const label = classes[number!];
    if (label === undefined) throw wrong(`there is no class ${number}`);
    const edge = (value: number) => Math.round(1000 * Math.min(1, Math.max(0, value)));
    const box_1000: Box['box_1000'] = [edge(x! - w! / 2), edge(y! - h! / 2), edge(x! + w! / 2), edge(y! + h! / 2)];
    return [{ label, box_1000 }];
  });
}

/** Boxes as Qwen3-VL writes them; `parseBoxes` reads them back. Labels in Chinese where the glossary has them. */
export function boxesToQwen(boxes: readonly Box[], language: Language = 'en'): string {
  const rows = boxes.map(({ label, box_1000 }) => {
    const name = nameIn(label, language);
    return `{"bbox_2d": [${box_1000.join(', ')}], "label": ${JSON.stringify(name)}}`;
  });
  return `[${rows.join(', ')}]`;
}
