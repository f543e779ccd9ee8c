import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { asGossanError } from '../../core/errors.ts';
import type { Session } from '../../core/session.ts';
import { copyFigures, isoDay } from '../report/index.ts';
import { mapFigures } from './map-figures.ts';
import { sessionLanguage, sessionMarkdown } from './session-markdown.ts';

/**
 * Archives a session: the whole dialogue with plans, evidence, references and the pictures of its map, as
 * `FOLDER/<date>-<session>.md` with the pictures in a folder beside it. An existing file is never written over: the next
 * one is numbered. Returns the path.
 * @throws GossanError WRITE_FAILED, DISK_FULL and what the file system gives
 */
export async function saveSessionSummary(session: Session, folder: string): Promise<string> {
  const path = reserve(folder, `${isoDay(new Date())}-${fileName(session.id)}`);
  try {
    await writeSession(session, path);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return path;
}

/** Writes a session as Markdown to a file that may be there already, the pictures of its map in a folder beside it. */
export async function writeSession(session: Session, path: string): Promise<void> {
  const { figures, synthetic, lost } = await mapFigures(session, sessionLanguage(session));
  const { links } = await copyFigures(figures, path);
  const text = sessionMarkdown(session, {
    archived: new Date(),
    synthetic,
    figures: figures.map(({ path: figure, caption }) => ({ link: links.get(figure)!, caption })),
    ...(lost === undefined ? {} : { figuresLost: lost }),
  });
  writeFileAtomic(path, text);
}

/** A session as Markdown without pictures, for where there is no file that they could stand beside. */
export async function sessionText(session: Session): Promise<string> {
  const { synthetic } = await mapFigures(session, sessionLanguage(session));
  return sessionMarkdown(session, { archived: new Date(), synthetic, figures: [] });
}

/** Takes the first free name, in a way that two archives at once cannot take the same one. */
function reserve(folder: string, stem: string): string {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw asGossanError(error, folder);
  }
  for (let count = 1; ; count++) {
    const path = join(folder, `${stem}${count === 1 ? '' : `-${count}`}.md`);
    try {
      closeSync(openSync(path, 'wx'));
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asGossanError(error, path);
    }
  }
}

/** A session's id is the user's choice; in a file's name it must not climb out of the folder. */
function fileName(id: string): string {
  return (
    id
      .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'session'
  );
}
