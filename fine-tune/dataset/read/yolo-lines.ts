import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { writeReply } from '../../../agents/vision/answer-form.ts';
import { GROUNDING_CLASSES, yoloToBoxes } from '../../../agents/vision/grounding-labels.ts';
import { nameOfLabel } from '../../../agents/vision/parse/names.ts';
import { taskQuestion } from '../../../agents/vision/tasks.ts';
import type { Language } from '../../../core/language.ts';
import { expectedOf } from '../../curation/replies.ts';
import type { LooseLine } from '../set-line.ts';

const PICTURES = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff'];

/**
 * Pictures with YOLO labels as questions where the minerals are: `images/…` and `labels/…` with the same names, classes from
 * `data.yaml` or `classes.txt`, else Gossan's own. Each picture counts as one view and, without a folder of its own, as a scene.
 * @param view what the pictures are, a recipe of Gossan's where they are one
 * @throws GossanError LABELS_FORMAT naming the line
 */
export function* yoloLines(
  folder: string,
  { language, view = 'picture' }: { language: Language; view?: string },
): Generator<LooseLine> {
  const classes = classesOf(folder);
  const { question } = taskQuestion('ground', language);
  for (const [at, image] of picturesUnder(join(folder, 'images')).entries()) {
    const labels = image.replace(`${join(folder, 'images')}`, join(folder, 'labels')).slice(0, -extname(image).length);
    const path = `${labels}.txt`;
    // a picture without a file of labels has no boxes, as YOLO takes it
    const boxes = (existsSync(path) ? yoloToBoxes(readFileSync(path, 'utf8'), path, classes) : []).map(
      ({ label, box_1000 }) => ({
        label: nameOfLabel(label),
        box_1000,
      }),
    );
    const reply = { task: 'ground' as const, boxes };
    const scene = basename(image, extname(image));
    yield {
      origin: { path: image, line: at + 1 },
      image: [image],
      conversations: [
        { from: 'user', value: `${view}: <image>\n${question}` },
        { from: 'assistant', value: writeReply(reply, language) },
      ],
      task: 'ground',
      language,
      views: view === 'picture' ? [] : [view],
      scene,
      district: basename(resolve(folder)),
      weight: 1,
      source: 'imported',
      expected: expectedOf(reply),
    };
  }
}

function picturesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && PICTURES.includes(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Names by number: `names: [a, b]`, `names:` with `0: a` or `- a` lines below it, or a name a line in classes.txt. */
function classesOf(folder: string): readonly string[] {
  const text = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined;
  const plain = (name: string) => name.trim().replace(/^(['"])(.*)\1$/, '$2');
  const listed = text('classes.txt');
  if (listed !== undefined) return listed.split(/\r?\n/).map(plain).filter(Boolean);
  const yaml = text('data.yaml') ?? text('dataset.yaml');
  if (yaml === undefined) return GROUNDING_CLASSES;
  const inline = /^names:\s*\[([^\]]*)\]/m.exec(yaml)?.[1];
  if (inline !== undefined) return inline.split(',').map(plain).filter(Boolean);
  const block = /^names:[^\n]*\n((?:[ \t]*(?:-|\d+:)[^\n]*\n?)+)/m.exec(yaml)?.[1] ?? '';
  return block
    .split('\n')
    .map((line) => plain(line.replace(/^[ \t]*(?:-|\d+:)\s*/, '')))
    .filter(Boolean);
}
