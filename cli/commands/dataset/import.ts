import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { buildSet, type LineSource } from '../../../fine-tune/dataset/build.ts';
import { conversationLines, llamaFactoryFiles } from '../../../fine-tune/dataset/read/conversation-lines.ts';
import { yoloLines } from '../../../fine-tune/dataset/read/yolo-lines.ts';
import { buildOptions, printSet } from '../../dataset-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [name, path] = call.args;
  if (!existsSync(path!)) throw new GossanError('FILE_NOT_FOUND', { path });
  const set = await buildSet(name!, sourcesOf(path!, call), await buildOptions(call));
  printSet(set, call.output);
}

function sourcesOf(path: string, { options, command }: Invocation): LineSource[] {
  const images = options.text('images');
  const folder = statSync(path).isDirectory();
  const info = join(path, 'dataset_info.json');
  const format = options.text('format') ?? (folder ? (existsSync(info) ? 'llamafactory' : 'yolo') : 'talks');
  if ((format === 'talks') === folder) {
    const detail = folder
      ? `${path} is a folder: --format is llamafactory or yolo.`
      : `${path} is a file: --format is talks.`;
    throw new GossanError('USAGE', { detail, command });
  }
  if (format === 'talks') return [{ name: path, lines: conversationLines(path, { images }) }];
  if (format === 'yolo') {
    const view = options.text('view');
    const language = options.text('lang') === 'zh' ? 'zh' : 'en';
    return [{ name: path, lines: yoloLines(path, { language, ...(view === undefined ? {} : { view }) }) }];
  }
  return llamaFactoryFiles(readInfo(info), path).map(({ path: file, columns }) => ({
    name: file,
    lines: conversationLines(file, { images: images ?? path, columns }),
  }));
}

function readInfo(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new GossanError('DATASET_LINE', { path, line: 1, detail: 'it is not JSON' });
    throw asGossanError(error, path);
  }
}
