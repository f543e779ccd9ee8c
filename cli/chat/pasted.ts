import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainText } from '../../core/plain-text.ts';
import { insert, insertPieces, type Line } from './line-editor.ts';
import type { ChatWords } from './words.ts';
import { TAB } from './wrap-line.ts';

/** More than this stands as a mark. */
const MOST_LINES = 5;
const MOST_CHARACTERS = 500;
/** And so much of it stands in the transcript. */
const SHOWN_LINES = 12;
const MOST_SHOWN = 2000;

/** What opens as a scene; ENVI's data files often have no ending at all. Everything else is offered to the knowledge base. */
const SCENE = /^(?:|\.(?:hdr|img|dat|raw|bil|bip|bsq|tiff?|nc|h5|he5|zip))$/i;

/** Puts a text in as it was typed; a long one as one piece, shown as a mark. */
export function insertLong(line: Line, text: string, words: ChatWords): Line {
  const clean = plainText(text);
  const lines = clean.trimEnd().split('\n').length;
  if (lines <= MOST_LINES && clean.length <= MOST_CHARACTERS) return insert(line, clean);
  const mark = lines > MOST_LINES ? words.pastedLines(lines) : words.pastedCharacters(clean.length);
  return insertPieces(line, [{ text: clean, mark }]);
}

/** A question as the transcript shows it: of a long one the beginning. The whole is in the session. */
export function shownQuestion(text: string, words: ChatWords): string {
  const lines = plainText(text.slice(0, MOST_SHOWN)).replaceAll('\t', TAB).split('\n');
  const all = text.split(/\r\n?|\n/).length;
  const left = all - Math.min(lines.length, SHOWN_LINES);
  const shown = lines.slice(0, SHOWN_LINES).join('\n');
  if (left > 0) return `${shown}\n${words.moreLines(left)}`;
  return text.length > MOST_SHOWN ? `${shown}…` : shown;
}

/**
 * Puts in what was pasted, or dropped on the terminal. Names of files become plain paths; where nothing else is typed, a
 * path comes behind the command that takes it, since a bare one would be read as a command.
 */
export function insertPaste(line: Line, text: string, words: ChatWords): Line {
  const paths = pastedPaths(text);
  if (!paths) return insertLong(line, text, words);
  const path = paths.length === 1 ? paths[0]! : paths.map((one) => (/\s/.test(one) ? `'${one}'` : one)).join(' ');
  const command = line.pieces.length === 0 && paths.length === 1 ? commandFor(path) : '';
  return insert(line, `${command}${path}`);
}

/**
 * The files that a paste names: bare, quoted, with escaped blanks, as `file://` addresses, one or several.
 * Undefined where one of them does not exist: then it is text.
 */
export function pastedPaths(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 4096 || plainText(trimmed) !== trimmed) return undefined;
  const whole = existing(trimmed);
  if (whole !== undefined && isPathLike(trimmed)) return [whole];
  const names = shellWords(trimmed);
  if (!names.every(isPathLike)) return undefined;
  const paths = names.map(existing);
  return paths.every((path) => path !== undefined) ? paths : undefined;
}

/** A word that happens to be the name of a file here is a word. */
function isPathLike(text: string): boolean {
  return /^(?:['"]?[~./]|['"]?file:\/\/)|[\\/]/.test(text);
}

/** Cuts at blanks that are neither quoted nor escaped; keeps the path of each. */
function shellWords(text: string): string[] {
  const found = text.match(/'[^']*'|"[^"]*"|(?:\\.|[^\s\\])+/g) ?? [];
  return found.map((word) => (/^(['"]).*\1$/.test(word) ? word.slice(1, -1) : word.replace(/\\(.)/g, '$1')));
}

function existing(name: string): string | undefined {
  let path = name;
  if (/^file:\/\//i.test(name)) {
    try {
      path = fileURLToPath(name.replace(/^file:\/\/localhost(?=\/)/i, 'file://'));
    } catch {
      return undefined;
    }
  } else if (name.startsWith('~/')) path = `${homedir()}${name.slice(1)}`;
  // a name that holds line breaks or invisible signs cannot be shown, and is left as it came
  return plainText(path) === path && !/[\n\t]/.test(path) && existsSync(path) ? path : undefined;
}

/** The command that takes a file. A folder is one of reports more often than a product's. */
function commandFor(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  return !isFolder && SCENE.test(extname(path)) ? '/scene ' : '/kb add ';
}
