import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import { earlierLines, keepCommand } from '../cli/chat/earlier-lines.ts';
import { KeyDecoder } from '../cli/chat/key-decoder.ts';
import { keyAction } from '../cli/chat/keys.ts';
import { headOf, textOf } from '../cli/chat/line-editor.ts';
import { QuestionHistory } from '../cli/chat/question-history.ts';
import { Typing } from '../cli/chat/typing.ts';
import { chatWords } from '../cli/chat/words.ts';
import { temporaryHome } from './support/home.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-typing-'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A prompt without a screen: keys in, lines out. */
function prompt(earlier: readonly string[] = []) {
  const history = new QuestionHistory();
  for (const line of earlier) history.add(line);
  const typing = new Typing(history);
  const decoder = new KeyDecoder();
  const sent: string[] = [];
  const interrupts: boolean[] = [];
  let escapes = 0;
  typing.host = {
    columns: 40,
    words: chatWords('en'),
    context: { kb: 'default', references: [{ n: 3, title: 'Ridge report' }] },
    takesEmpty: false,
    onSubmit: (text) => sent.push(text),
    onInterrupt: (typed) => interrupts.push(typed),
    onEscape: () => escapes++,
  };
  return {
    sent,
    interrupts,
    typing,
    escapes: () => escapes,
    text: () => textOf(typing.line),
    head: () => headOf(typing.line),
    press(keys: string): void {
      for (const press of [...decoder.push(keys), ...decoder.flush()]) {
        const action = keyAction(press);
        if (action) typing.act(action);
      }
    },
    /** Waits for what Tab looks up. */
    settled: () => expect.poll(() => typing.looksUp, { timeout: 20_000 }).toBe(false),
  };
}

const [UP, DOWN] = ['\x1b[A', '\x1b[B'];

describe('a question of several lines', () => {
  it.each([
    ['Alt-Enter', '\x1b\r'],
    ['Ctrl-J', '\n'],
    ['a backslash and Enter', '\\\r'],
    ['Shift-Enter where the terminal tells it', '\x1b[13;2u'],
  ])('%s begins a line, Enter sends them all', (_, key) => {
    const { press, sent, text } = prompt();
    press(`one${key}二`);
    expect(sent).toEqual([]);
    expect(text()).toBe('one\n二');
    press('\r');
    expect(sent).toEqual(['one\n二']);
    expect(text()).toBe('');
  });

  it('up and down go through its lines before they go through the history', () => {
    const { press, text, head } = prompt(['earlier']);
    press('first\nsecond line\nx');
    press(UP);
    expect(head()).toBe('first\ns');
    press('\x05');
    press(UP);
    expect(head()).toBe('first');
    press(DOWN);
    expect(head()).toBe('first\nsecond line');
    press(`${UP}${UP}`);
    expect(text()).toBe('earlier');
    press(DOWN);
    expect(text()).toBe('first\nsecond line\nx');
  });

  it('is edited as in a shell, by lines and words', () => {
    const { press, text } = prompt();
    press('where is the alunite\nof the ridge');
    press('\x01\x0b');
    expect(text()).toBe('where is the alunite\n');
    press('\x19!');
    expect(text()).toBe('where is the alunite\nof the ridge!');
    press('\x15\x15');
    expect(text()).toBe('where is the alunite');
    press('\x05\x17\x1b\x7f');
    expect(text()).toBe('where is ');
    // two cuts in a row come back as one
    press('\x19');
    expect(text()).toBe('where is the alunite');
    press('\x1bb\x1bb\x1bd');
    expect(text()).toBe('where is  alunite');
    press('\x1b[1;5H\x1b[3~');
    expect(text()).toBe('here is  alunite');
  });

  it('a paste is never sent by its own line breaks', () => {
    const { press, sent, text } = prompt();
    press(`see \x1b[200~one\r\ntwo\r\n\x1b[201~`);
    expect(sent).toEqual([]);
    expect(text()).toBe('see one\ntwo\n');
    press(`\x15\x15\x1b[200~${'row\r'.repeat(312)}\x1b[201~?`);
    press('\r');
    expect(sent).toEqual([`see one\n${'row\n'.repeat(312)}?`]);
  });
});

describe('Ctrl-R', () => {
  const earlier = ['where is alunite?', '明矾石在哪里？', 'area of alunite', '/scene north.hdr'];

  it('finds the newest that fits, then older ones; Enter takes it and does not send it', () => {
    const { press, text, sent, typing } = prompt(earlier);
    press('draft\x12');
    press('alun');
    expect(typing.search!.found).toBe('area of alunite');
    press('\x12');
    expect(typing.search!.found).toBe('where is alunite?');
    press('\x12');
    expect(typing.search).toMatchObject({ failed: true, found: 'where is alunite?' });
    press('\x13');
    expect(typing.search!.found).toBe('area of alunite');
    press('\r');
    expect([text(), sent, typing.search]).toEqual(['area of alunite', [], null]);
    press('\r');
    expect(sent).toEqual(['area of alunite']);
  });

  it('finds Chinese and commands; backspace widens; Escape leaves what was typed', () => {
    const { press, text, typing, escapes } = prompt(earlier);
    press('draft\x12矾石');
    expect(typing.search!.found).toBe('明矾石在哪里？');
    press('\x7f\x7fnorth');
    expect(typing.search!.found).toBe('/scene north.hdr');
    press('\x1b');
    expect([text(), escapes()]).toEqual(['draft', 0]);
    press('\x1b');
    expect(escapes()).toBe(1);
    // a key that edits takes what was found
    press('\x12矾\x01x');
    expect(text()).toBe('x明矾石在哪里？');
  });
});

describe('what was typed in earlier runs', () => {
  it('comes from all sessions that are kept and from the commands, in the order of time', async () => {
    const sessions = new SessionDatabase();
    for (const [id, question] of [
      ['one', 'where is alunite?'],
      ['two', '铜在哪里？'],
    ] as const) {
      sessions.acquire(id, { title: question, scene: null, kb: 'default' });
      const focus = { minerals: [], alteration: [] };
      const options = { session: id, mode: 'ask', scene: null, kb: 'default', rag: true, vision: true } as const;
      sessions.begin(id, question, { ...options, lang: null, focus, dwellOn: null });
      sessions.release(id);
      keepCommand(`/resume ${id}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    sessions.close();
    keepCommand('not a command');
    expect(await earlierLines()).toEqual(['where is alunite?', '/resume one', '铜在哪里？', '/resume two']);
  });
});

describe('Tab', () => {
  it('takes the only one; of several what they share, then one after the other, round and round', () => {
    const { press, text, typing } = prompt();
    press('/hel\t');
    expect([text(), typing.offers]).toEqual(['/help ', null]);
    press('\x15/re\t');
    expect(text()).toBe('/report ');
    press('\t');
    expect(text()).toBe('/resume ');
    const last = typing.offers!.candidates.at(-1)!.value;
    expect(last).toMatch(/^\/re(?!port|sume)/);
    press('\x1b[Z\x1b[Z');
    expect(text()).toBe(last);
    press('\x1b');
    expect([text(), typing.offers]).toEqual(['/re', null]);
  });

  it('Enter takes the chosen one without sending it; keys typed after Tab wait for what it finds', async () => {
    const { press, text, sent, settled } = prompt();
    press('/lang \t\r');
    await settled();
    expect([text(), sent]).toEqual(['/lang en', []]);
    press('\x15/rag of\t\r');
    await settled();
    expect(sent).toEqual(['/rag off']);
  });

  it('knows minerals in both languages, within a question', async () => {
    const { press, text, typing, settled } = prompt();
    press('where is dicki\t');
    await settled();
    expect(text()).toBe('where is dickite');
    press('\x15\x0b这里有没有地开\t');
    await settled();
    expect(text()).toBe('这里有没有地开石');
    press('\x15\x0bis kaol\t');
    await settled();
    expect(typing.offers!.candidates.map(({ label }) => label)).toContain('kaolinite');
    press('\x03');
    press('xyzzy\t');
    await settled();
    expect([text(), typing.offers]).toEqual(['xyzzy', null]);
  });

  it('knows the references of the last answer', async () => {
    const { press, text, settled } = prompt();
    press('/cite \t');
    await settled();
    expect(text()).toBe('/cite 3');
  });

  it('leaves a long paste before the cursor alone', async () => {
    const { press, text, settled } = prompt();
    const rows = 'row\n'.repeat(40);
    press(`\x1b[200~${rows}\x1b[201~ and dicki\t`);
    await settled();
    expect(text()).toBe(`${rows} and dickite`);
  });
});
