import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_LINE, lineOf, textOf } from '../cli/chat/line-editor.ts';
import { insertPaste, pastedPaths, shownQuestion } from '../cli/chat/pasted.ts';
import { chatWords } from '../cli/chat/words.ts';

const words = chatWords('en');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-pasted-'));
  mkdirSync(join(folder, 'ridge reports'));
  for (const name of ['scene.hdr', 'north ridge.hdr', '报告 (终).pdf', "it's.pdf", 'cube', 'alunite']) {
    writeFileSync(join(folder, name), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

describe('a pasted text', () => {
  it('keeps its line breaks, and loses what a terminal would obey', () => {
    const line = insertPaste(EMPTY_LINE, 'one\r\ntwo\rthree\x1b[2J\x1b]0;owned\x07\x9b31m\x03 矾\u202e', words);
    expect(textOf(line)).toBe('one\ntwo\nthree 矾');
    expect(line.pieces).toHaveLength(15);
  });

  it('stands as a mark where it is long, and is whole behind it', () => {
    const text = Array.from({ length: 312 }, (_, row) => `row ${row}`).join('\n');
    const line = insertPaste(lineOf('see '), text, words);
    expect(line.pieces.at(-1)).toEqual({ text, mark: '[pasted 312 lines]' });
    expect(textOf(line)).toBe(`see ${text}`);
    const wide = insertPaste(EMPTY_LINE, 'x'.repeat(15_230), chatWords('zh'));
    expect(wide.pieces).toEqual([{ text: 'x'.repeat(15_230), mark: '[粘贴 15230 字符]' }]);
  });

  it('of a megabyte of hostile signs is taken', () => {
    const text = '\x1b[31m\x9b2J矾\u200b\n'.repeat(100_000);
    expect(textOf(insertPaste(EMPTY_LINE, text, words))).toBe('矾\n'.repeat(100_000));
  });

  it('is shown by its beginning when it has been asked', () => {
    expect(shownQuestion('short\nenough', words)).toBe('short\nenough');
    const shown = shownQuestion('row\x1b[2J\n'.repeat(100_000), words).split('\n');
    expect(shown).toHaveLength(13);
    expect(shown.at(-1)).toBe('… 99989 more lines');
    expect(shown[0]).toBe('row');
    expect(shownQuestion('x'.repeat(1e6), words)).toHaveLength(2001);
  });
});

describe('a pasted or dropped file', () => {
  it('is a plain path, however it was written', () => {
    for (const written of [
      at('north ridge.hdr'),
      `'${at('north ridge.hdr')}'`,
      `"${at('north ridge.hdr')}" `,
      at('north\\ ridge.hdr'),
      `${pathToFileURL(at('north ridge.hdr')).href}\r\n`,
      pathToFileURL(at('north ridge.hdr')).href.replace('file://', 'file://localhost'),
    ]) {
      expect(pastedPaths(written)).toEqual([at('north ridge.hdr')]);
    }
    expect(pastedPaths(at('报告\\ \\(终\\).pdf'))).toEqual([at('报告 (终).pdf')]);
    expect(pastedPaths(`${pathToFileURL(at('报告 (终).pdf')).href}`)).toEqual([at('报告 (终).pdf')]);
    expect(pastedPaths(`"${at("it's.pdf")}"`)).toEqual([at("it's.pdf")]);
    expect(pastedPaths(`'${at('north ridge.hdr')}' ${at('scene.hdr')}`)).toEqual([
      at('north ridge.hdr'),
      at('scene.hdr'),
    ]);
  });

  it('is text where there is no such file, or where it is a word', () => {
    for (const text of [
      at('gone.hdr'),
      `${at('scene.hdr')} and more`,
      'alunite',
      'a/b ratio',
      'file://server/share',
      '',
    ]) {
      expect(pastedPaths(text)).toBeUndefined();
    }
    expect(textOf(insertPaste(lineOf('is '), "it's\nalunite", words))).toBe("is it's\nalunite");
  });

  it('comes behind the command that takes it, where nothing else is typed', () => {
    const pasted = (text: string, before = '') => textOf(insertPaste(lineOf(before), text, words));
    expect(pasted(`'${at('north ridge.hdr')}'`)).toBe(`/scene ${at('north ridge.hdr')}`);
    expect(pasted(at('cube'))).toBe(`/scene ${at('cube')}`);
    expect(pasted(at("it's.pdf"))).toBe(`/kb add ${at("it's.pdf")}`);
    expect(pasted(at('ridge\\ reports'))).toBe(`/kb add ${at('ridge reports')}`);
    expect(pasted(at('scene.hdr'), '/scene ')).toBe(`/scene ${at('scene.hdr')}`);
    expect(pasted(`"${at('scene.hdr')}"`, 'What is in ')).toBe(`What is in ${at('scene.hdr')}`);
  });
});
