import { readdirSync, realpathSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { asGossanError, type GossanError } from '../../core/errors.ts';
import { isDocumentName } from './registry.ts';

/** Documents of other programs: named in a folder they are reported as refused; all else there is no document. */
const OTHER_DOCUMENTS = new Set('.doc .odt .rtf .wps .ppt .pptx .xls .xlsb .ods .mobi .djvu .caj .ps .tex'.split(' '));

/**
 * The files that `kb add PATH…` means: files as named, folders with all the documents in them and below, in the order
 * of their names. Hidden files and folders are left out; links are followed once.
 */
export function collectFiles(paths: string[]): { files: string[]; problems: { path: string; error: GossanError }[] } {
  const files: string[] = [];
  const problems: { path: string; error: GossanError }[] = [];
  const visited = new Set<string>();
  const visit = (path: string, named: boolean): void => {
    try {
      const real = realpathSync(path);
      const isFolder = statSync(real).isDirectory();
      if (!isFolder && !named && !isDocumentName(path) && !OTHER_DOCUMENTS.has(extname(path).toLowerCase())) return;
      if (visited.has(real)) return;
      visited.add(real);
      if (!isFolder) {
        files.push(path);
        return;
      }
      for (const name of readdirSync(path).sort()) {
        if (!name.startsWith('.')) visit(join(path, name), false);
      }
    } catch (error) {
      problems.push({ path, error: asGossanError(error, path) });
    }
  };
  for (const path of paths) visit(path, true);
  return { files, problems };
}
