import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { boxesToYolo } from '../../../agents/vision/grounding-labels.ts';
import { ensureFolder, writeFileAtomic } from '../../../core/atomic.ts';
import { replyFromJson } from '../../curation/replies.ts';
import { linesOf, type OpenSet } from '../manifest.ts';
import { type SetLine, SPLITS, type Split } from '../set-line.ts';

export const EXPORT_FORMATS = ['seeds', 'llamafactory', 'ms-swift', 'qwen', 'yolo'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Files written, and how many lines each format could hold. */
export interface Exported {
  folder: string;
  files: string[];
  lines: Record<Split, number>;
  /** Lines that the format has no place for. */
  left_out: number;
}

/**
 * Writes a set in another framework's form, with its pictures. Weights, sources and scenes stay in the seeds' form alone; YOLO
 * takes the lines that ask for boxes, with their first view.
 * @throws GossanError WRITE_FAILED, DISK_FULL
 */
export async function exportSet(set: OpenSet, format: ExportFormat, folder: string): Promise<Exported> {
  return format === 'yolo' ? exportYolo(set, folder) : exportTalks(set, format, folder);
}

async function exportTalks(set: OpenSet, format: Exclude<ExportFormat, 'yolo'>, folder: string): Promise<Exported> {
  ensureFolder(join(folder, 'images'));
  const files: string[] = [];
  const lines = { train: 0, val: 0, target: 0 };
  const info: Record<string, unknown> = {};
  for (const split of SPLITS) {
    const rows: string[] = [];
    for await (const line of linesOf(set, split)) {
      for (const image of line.image) copyInto(set.folder, folder, image);
      rows.push(JSON.stringify(ROWS[format](line)));
      lines[split]++;
    }
    // LLaMA-Factory and Qwen read a JSON list, the others a line at a time
    const list = format === 'llamafactory' || format === 'qwen';
    const file = `${split}.${list ? 'json' : 'jsonl'}`;
    writeFileAtomic(join(folder, file), list ? `[\n${rows.join(',\n')}\n]\n` : rows.map((row) => `${row}\n`).join(''));
    files.push(file);
    info[`${set.manifest.name}_${split}`] = { file_name: file, ...LLAMAFACTORY };
  }
  if (format === 'llamafactory') {
    writeFileAtomic(join(folder, 'dataset_info.json'), `${JSON.stringify(info, null, 2)}\n`);
    files.push('dataset_info.json');
  }
  return { folder, files, lines, left_out: 0 };
}

const LLAMAFACTORY = {
  formatting: 'sharegpt',
  columns: { messages: 'messages', images: 'images' },
  tags: { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant' },
};

type Row = (line: SetLine) => object;

const roles: Row = ({ conversations, image }) => ({
  messages: conversations.map(({ from, value }, at) => ({
    role: from,
    content: at === 0 ? withMarkers(value, image) : value,
  })),
  images: image,
});

const ROWS: Record<Exclude<ExportFormat, 'yolo'>, Row> = {
  seeds: ({ spectra: _, said: __, ...line }) => line,
  llamafactory: roles,
  'ms-swift': roles,
  qwen: ({ id, conversations, image }) => ({
    id,
    image: image.length === 1 ? image[0] : image,
    conversations: conversations.map(({ from, value }, at) => ({
      from: from === 'user' ? 'human' : 'gpt',
      value: at === 0 ? withMarkers(value, image) : value,
    })),
  }),
};

/** These frameworks want as many places in the text as there are pictures. */
function withMarkers(value: string, image: readonly string[]): string {
  return value.includes('<image>') || image.length === 0 ? value : `${image.map(() => '<image>').join('')}\n${value}`;
}

async function exportYolo(set: OpenSet, folder: string): Promise<Exported> {
  const lines = { train: 0, val: 0, target: 0 };
  const files: string[] = [];
  let classes: string[] | undefined;
  let left = 0;
  const labels: [path: string, text: string][] = [];
  for (const split of SPLITS) {
    ensureFolder(join(folder, 'images', split));
    ensureFolder(join(folder, 'labels', split));
    for await (const { id, task, expected, image } of linesOf(set, split)) {
      const reply = task === 'ground' ? replyFromJson('ground', expected) : null;
      const [first] = image;
      if (reply?.task !== 'ground' || first === undefined) {
        left++;
        continue;
      }
      const { text, classes: known } = boxesToYolo(reply.boxes, classes);
      classes = known;
      const ending = first.slice(first.lastIndexOf('.'));
      copyFileSync(join(set.folder, first), join(folder, 'images', split, `${id}${ending}`));
      labels.push([join(folder, 'labels', split, `${id}.txt`), text]);
      lines[split]++;
    }
  }
  for (const [path, text] of labels) {
    writeFileAtomic(path, text);
    files.push(relative(folder, path));
  }
  const names = (classes ?? []).map((name, at) => `  ${at}: ${name}`);
  const splits = SPLITS.map((split) => `${split === 'target' ? 'test' : split}: images/${split}`);
  writeFileAtomic(join(folder, 'data.yaml'), ['path: .', ...splits, 'names:', ...names, ''].join('\n'));
  return { folder, files: [...files, 'data.yaml'], lines, left_out: left };
}

function copyInto(from: string, folder: string, image: string): void {
  const to = join(folder, 'images', basename(image));
  if (!existsSync(to)) writeFileAtomic(to, readFileSync(join(from, image)));
}
