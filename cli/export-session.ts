import { writeFileAtomic } from '../core/atomic.ts';
import type { Session } from '../core/session.ts';
import { jsonText } from './terminal/output.ts';

export type ExportFormat = 'md' | 'json';

/** The format that a file's ending names; undefined where it names none. */
export function formatOf(path: string): ExportFormat | undefined {
  if (/\.(md|markdown)$/i.test(path)) return 'md';
  return /\.json$/i.test(path) ? 'json' : undefined;
}

/** A whole session as text. */
export async function sessionAs(session: Session, format: ExportFormat): Promise<string> {
  if (format === 'json') return `${jsonText(session)}\n`;
  const { sessionText } = await import('../tools/session-summary/index.ts');
  return sessionText(session);
}

/** Writes a whole session to a file; Markdown with the pictures of its map beside it. @throws GossanError WRITE_FAILED, DISK_FULL */
export async function exportSession(session: Session, format: ExportFormat, path: string): Promise<void> {
  if (format === 'json') return writeFileAtomic(path, await sessionAs(session, format));
  const { writeSession } = await import('../tools/session-summary/index.ts');
  await writeSession(session, path);
}
