import { basename, extname } from 'node:path';

/** The title of a document that names itself nowhere: its file name without the ending. */
export function titleFromFile(path: string): string {
  const name = basename(path);
  const stem = name.slice(0, name.length - extname(name).length);
  return (stem || name).replace(/_+/g, ' ').trim() || name;
}

/** Leftovers of templates and of the programs that wrote the file; nobody would call a report so. */
const LEFTOVER =
  /^(microsoft (word|powerpoint|excel)\b|untitled|title\b.?$|document\d*$|slide \d|presentation\d*$|无标题|新建|文档\d*$)|__|\?\?|\.(docx?|pptx?|xlsx?|pdf|indd|qxd|p65|tex|dvi|wpd|rtf)$|^[\w-]*\d{3,}[\w-]*$|[\\/]/i;

/** A title from a file's metadata, or null where it says nothing ("Microsoft Word - final2.doc", "ofr2013-1300", "09-__"). */
export function usableTitle(title: unknown): string | null {
  if (typeof title !== 'string') return null;
  const clean = title
    .replace(/[\u0000-\u001f\ufffd]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (clean.length < 3 || clean.length > 300 || !/\p{L}{2}/u.test(clean) || LEFTOVER.test(clean)) return null;
  return clean;
}
