import { styleText } from 'node:util';
import { plainText } from '../../core/plain-text.ts';
import type { OnProgress } from '../../core/progress.ts';
import { ProgressLine } from './progress-line.ts';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/**
 * Where a command's words go. With --json, stdout carries one JSON document and nothing else; narration, notes and progress
 * always go to stderr. Text is made plain here, so that no command can forget it.
 */
export class Output {
  readonly json: boolean;
  readonly progress: ProgressLine;

  constructor(json: boolean) {
    this.json = json;
    this.progress = new ProgressLine(process.stderr);
  }

  /** For people, on stdout; nothing with --json. */
  print(text: string, style?: Style): void {
    if (this.json) return;
    this.progress.clear();
    const plain = plainText(text);
    process.stdout.write(`${style ? styleText(style, plain, { stream: process.stdout }) : plain}\n`);
  }

  /** The one JSON document; nothing without --json. */
  document(value: unknown): void {
    if (!this.json) return;
    this.progress.clear();
    process.stdout.write(`${jsonText(value)}\n`);
  }

  /** Narration, on stderr. */
  note(text: string, style?: Style): void {
    this.progress.clear();
    const plain = plainText(text);
    process.stderr.write(`${style ? styleText(style, plain, { stream: process.stderr }) : plain}\n`);
  }

  /** To hand to slow calls: one line on stderr that is written over, in a terminal; a line a step elsewhere. */
  get onProgress(): OnProgress {
    return (progress) => this.progress.show(progress);
  }
}

/**
 * JSON that is safe in a terminal and in JavaScript: what JSON.stringify leaves raw (DEL, C1 controls, direction overrides,
 * line separators) is escaped, so that the document's value is unchanged. @param indent 0 for one line
 */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
