import { describe, expect, it } from 'vitest';
import { KeyDecoder, type KeyPress } from '../cli/chat/key-decoder.ts';
import { keyAction } from '../cli/chat/keys.ts';

/** What the pieces do at the prompt; typed text as it is, `null` for keys that do nothing. */
function actions(...pieces: string[]): unknown[] {
  const decoder = new KeyDecoder();
  const presses = pieces.flatMap((piece) => decoder.push(piece));
  return [...presses, ...decoder.flush()].map((press) => {
    const action = keyAction(press);
    if (!action) return null;
    return 'text' in action ? (action.do === 'paste' ? { paste: action.text } : action.text) : { do: action.do };
  });
}
const does = (name: string) => [{ do: name }];

describe('keys of a terminal', () => {
  it.each([
    ['\r', 'enter'],
    ['\n', 'newline'],
    ['\x1b\r', 'newline'],
    ['\x1b\n', 'newline'],
    ['\x1b[13;2u', 'newline'],
    ['\x1b[27;2;13~', 'newline'],
    ['\x1b[13;3u', 'newline'],
    ['\x1b[13u', 'enter'],
    ['\x1b[57414u', 'enter'],
    ['\x1bOM', 'enter'],
    ['\t', 'complete'],
    ['\x1b[Z', 'complete-back'],
    ['\x1b[9;2u', 'complete-back'],
    ['\x1b', 'escape'],
    ['\x1b[27u', 'escape'],
    ['\x03', 'interrupt'],
    ['\x1b[99;5u', 'interrupt'],
    ['\x1b[99;5:1u', 'interrupt'],
    ['\x7f', 'erase'],
    ['\x08', 'erase'],
    ['\x1b[3~', 'erase-after'],
    ['\x1b\x7f', 'cut-word'],
    ['\x1b[127;5u', 'cut-word'],
    ['\x17', 'cut-blank-word'],
    ['\x1bd', 'cut-word-after'],
    ['\x1b[3;5~', 'cut-word-after'],
    ['\x1b[A', 'up'],
    ['\x1bOA', 'up'],
    ['\x1b[1;5D', 'word-left'],
    ['\x1b[1;3D', 'word-left'],
    ['\x1b\x1b[D', 'word-left'],
    ['\x1bb', 'word-left'],
    ['\x1b[98;3u', 'word-left'],
    ['\x1b[1;5C', 'word-right'],
    ['\x1b[H', 'home'],
    ['\x1b[1~', 'home'],
    ['\x1b[7~', 'home'],
    ['\x1bOF', 'end'],
    ['\x1b[1;5H', 'text-start'],
    ['\x12', 'search'],
    ['\x19', 'yank'],
  ])('%j is %s', (sent, name) => {
    expect(actions(sent)).toEqual(does(name));
    // torn anywhere, as over a slow line
    for (let cut = 1; cut < sent.length; cut++)
      expect(actions(sent.slice(0, cut), sent.slice(cut))).toEqual(does(name));
  });

  it('are text where they are characters, also by code point', () => {
    expect(actions('矾 alunite')).toEqual(['矾 alunite']);
    expect(actions('\x1b[233u')).toEqual(['é']);
    expect(actions('\x1b[97;2u')).toEqual(['A']);
    expect(actions('\x1b[97:65;2;65u')).toEqual(['A']);
  });

  it('are no key: answers, reports, mouse, keys let go, what no terminal sends', () => {
    for (const sent of [
      '\x1b[?62;4c',
      '\x1b[24;80R'.replace('R', 'y'),
      '\x1b[I',
      '\x1b[<0;3;4M',
      '\x1b[97;1:3u',
      '\x1b]11;rgb:ffff/ffff/ffff\x07',
      '\x1bP>|xterm(390)\x1b\\',
      '\x1b_Gi=31;OK\x1b\\',
      '\x1b[57358u',
      '\x1b[1114112u',
      '\x1b[55296u',
      '\x1b[[A',
      '\x1b[12;',
    ]) {
      expect(actions(sent).filter((action) => action !== null)).toEqual([]);
    }
    // a broken sequence takes no key with it
    expect(actions('\x1b[12\r')).toEqual(does('enter'));
    expect(actions('\x1b[1矾')).toEqual(['矾']);
  });

  it('may come in one piece', () => {
    expect(actions('ab\x7fc\r')).toEqual(['ab', { do: 'erase' }, 'c', { do: 'enter' }]);
    expect(actions('one\rtwo\r')).toEqual(['one', { do: 'enter' }, 'two', { do: 'enter' }]);
    // no key sends both: it was a paste of a terminal that does not mark them
    expect(actions('one\r\ntwo\r\n')).toEqual(['one', '\r\n', 'two', { do: 'enter' }]);
    const console = new KeyDecoder({ marksPastes: false });
    expect(console.push('one\rtwo\r').map(({ kind }) => kind)).toEqual(['text', 'text', 'text', 'key']);
  });
});

describe('pastes', () => {
  const wrapped = (text: string) => `\x1b[200~${text}\x1b[201~`;

  it('are one event whatever they hold', () => {
    const text = 'a\r\nb\x1b[2J\x03\t\x1b[A矾';
    expect(actions(wrapped(text), 'x')).toEqual([{ paste: text }, 'x']);
    expect(actions(`x${wrapped(text)}\r`)).toEqual(['x', { paste: text }, { do: 'enter' }]);
  });

  it('may be torn anywhere, within their marks too', () => {
    const sent = `${wrapped('ab\x1b[201')}c`;
    for (let cut = 1; cut < sent.length; cut++) {
      const found = actions(sent.slice(0, cut), sent.slice(cut));
      expect(found.filter((one) => one !== null)).toEqual([{ paste: 'ab\x1b[201' }, 'c']);
    }
  });

  it('of a megabyte come in many pieces', () => {
    const text = `${'lorem ipsum 矾\n'.repeat(70_000)}end`;
    const sent = wrapped(text);
    const decoder = new KeyDecoder();
    const presses: KeyPress[] = [];
    for (let at = 0; at < sent.length; at += 4093) presses.push(...decoder.push(sent.slice(at, at + 4093)));
    expect(presses).toHaveLength(1);
    expect(presses[0]).toEqual({ kind: 'paste', text });
    expect(decoder.waitsFor).toBeNull();
  });

  it('whose end is lost do not make the chat deaf', () => {
    const decoder = new KeyDecoder();
    expect(decoder.push('\x1b[200~half\x1b[20')).toEqual([]);
    expect(decoder.waitsFor).toBe('paste');
    expect(decoder.flush()).toEqual([{ kind: 'paste', text: 'half\x1b[20' }]);
    expect(decoder.push('\r')).toHaveLength(1);
  });
});
