import { basename } from 'node:path';
import { plainLine } from '../core/plain-text.ts';
import type { SessionInfo } from '../core/session.ts';
import { textTable } from './terminal/columns.ts';
import { cutDisplay } from './terminal/display-width.ts';

/** The sessions for reading, the latest first. */
export function sessionTable(sessions: readonly SessionInfo[]): string {
  if (!sessions.length) return 'There are no sessions yet. Ask something: gossan ask "…".';
  return textTable(
    ['id', 'updated', 'turns', 'title', 'scene', ''],
    sessions.map((session) => [
      session.id,
      session.updated.slice(0, 16).replace('T', ' '),
      String(session.turns),
      cutDisplay(plainLine(session.title), 48),
      session.scene ? basename(session.scene) : '–',
      session.unfinished ? 'unfinished: gossan resume' : '',
    ]),
  );
}
