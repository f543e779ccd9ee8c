import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../cli/terminal/pictures/picture.ts';
import { asset } from '../core/paths.ts';
import { answerQuestions, type TerminalScript } from './support/answer-questions.ts';
import { Terminal, type TerminalOptions } from './support/terminal.ts';

const PROGRAM = asset('test', 'support', 'show-display.ts');
/** No trace of the terminal in which the tests run. */
const BARE = Object.fromEntries(
  [
    'TERM_PROGRAM',
    'LC_TERMINAL',
    'KITTY_WINDOW_ID',
    'TMUX',
    'STY',
    'COLORTERM',
    'NO_COLOR',
    'FORCE_COLOR',
    'GOSSAN_PICTURES',
    'INK_SCREEN_READER',
    'CI',
  ].map((name) => [name, '']),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-display-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program in a terminal that answers by a script, once each, in the order of the questions. */
async function displayIn(script: TerminalScript, options: Partial<TerminalOptions> & { typed?: string } = {}) {
  const { typed, ...rest } = options;
  const args = typed === undefined ? [] : ['--typed'];
  const terminal = new Terminal([PROGRAM, ...args], {
    cwd: folder,
    columns: 200,
    ...rest,
    env: { ...BARE, ...rest.env },
  });
  try {
    // typed before the first answer
    const end = answerQuestions(terminal, { ...script, kitty: `${typed ?? ''}${script.kitty ?? ''}` });
    await terminal.until(/DISPLAY .*\n/);
    if (typed !== undefined) await terminal.until(/TYPED .*\n/);
    end();
    const display = JSON.parse(/DISPLAY (.*)\n/.exec(terminal.text)![1]!) as Display;
    return { display, raw: terminal.raw, text: terminal.text };
  } finally {
    terminal.kill();
  }
}

const KITTY = '\x1b_Gi=31;OK\x1b\\';
const CELL = '\x1b[6;20;10t';
const VT220 = '\x1b[?62;22c';

describe('how pictures are shown', () => {
  it.each<[string, TerminalScript, Display['protocol']]>([
    ['kitty', { kitty: KITTY, cell: CELL, name: '\x1bP>|kitty(0.35.2)\x1b\\', attributes: '\x1b[?62;c' }, 'kitty'],
    [
      'one that knows the Kitty protocol and refuses',
      { kitty: '\x1b_Gi=31;ENOTSUP:no\x1b\\', attributes: VT220 },
      'blocks',
    ],
    ['iTerm2', { cell: CELL, name: '\x1bP>|iTerm2 3.4.23\x1b\\', attributes: '\x1b[?64;1;2;4c' }, 'iterm2'],
    ['foot', { cell: CELL, name: '\x1bP>|foot(1.16.2)\x1b\\', attributes: '\x1b[?62;4;22c' }, 'sixel'],
    ['xterm', { name: '\x1bP>|XTerm(390)\x1b\\', attributes: '\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c' }, 'blocks'],
  ])('%s', async (_, script, protocol) => {
    const { display } = await displayIn(script);
    expect(display.protocol).toBe(protocol);
    expect(display.cell).toEqual(script.cell ? { width: 10, height: 20 } : { width: 8, height: 16 });
  });

  it('a terminal that says nothing gets what its variables tell, and blocks where they tell nothing', async () => {
    expect((await displayIn({})).display.protocol).toBe('blocks');
    expect((await displayIn({}, { env: { KITTY_WINDOW_ID: '1' } })).display.protocol).toBe('kitty');
    expect((await displayIn({}, { env: { TERM_PROGRAM: 'iTerm.app' } })).display.protocol).toBe('iterm2');
  });

  it('a terminal that answered is believed more than its variables, which ssh and sudo carry along', async () => {
    const { display } = await displayIn(
      { attributes: VT220 },
      { env: { KITTY_WINDOW_ID: '1', TERM_PROGRAM: 'iTerm.app' } },
    );
    expect(display.protocol).toBe('blocks');
  });

  it('keys that are pressed meanwhile are not lost, and no answer is taken for one', async () => {
    const { text } = await displayIn({ kitty: KITTY, cell: CELL, attributes: VT220 }, { typed: '明矾石?' });
    expect(text).toContain('TYPED "明矾石?"');
  });

  it.each<[Record<string, string>, Partial<Display>]>([
    [{ GOSSAN_PICTURES: 'sixel' }, { protocol: 'sixel' }],
    [{ GOSSAN_PICTURES: 'ascii' }, { protocol: 'ascii' }],
    [{ COLORTERM: 'truecolor' }, { protocol: 'blocks', colours: 'true' }],
    [{}, { protocol: 'blocks', colours: '256' }],
  ])('with %j: %j', async (env, expected) => {
    expect((await displayIn({ attributes: VT220 }, { env })).display).toMatchObject(expected);
  });

  it.each<[Record<string, string>, Partial<Display>]>([
    [{ NO_COLOR: '1' }, { protocol: 'ascii', colours: 'none' }],
    [{ INK_SCREEN_READER: 'true' }, { spoken: true }],
    [{ GOSSAN_PICTURES: 'off' }, { protocol: 'off' }],
    [{ TERM: 'linux' }, { protocol: 'ascii' }],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, { protocol: 'blocks' }],
  ])('with %j the terminal is not asked: %j', async (env, expected) => {
    const { display, raw } = await displayIn({ kitty: KITTY, attributes: VT220 }, { env });
    expect(display).toMatchObject(expected);
    expect(raw).not.toContain('\x1b_G');
    expect(raw).not.toContain('\x1b[c');
  });
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

describe.skipIf(!hasTmux)('in a real tmux', () => {
  /** tmux around the program, in a terminal that answers as Kitty does. */
  async function inTmux(passthrough: 'on' | 'off') {
    const socket = `gossan-${process.pid}-${passthrough}`;
    const settings = join(folder, `${passthrough}.conf`);
    writeFileSync(settings, `set -g allow-passthrough ${passthrough}\nset -g status off\nset -s escape-time 20\n`);
    const command = `${process.execPath} ${PROGRAM} > /dev/tty; sleep 5`;
    const terminal = new Terminal(['-L', socket, '-f', settings, 'new-session', command], {
      cwd: folder,
      program: 'tmux',
      columns: 200,
      env: { ...BARE, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
    });
    const end = answerQuestions(terminal, { kitty: KITTY });
    try {
      await terminal.until(/DISPLAY \{[^\n]*\}/);
      return JSON.parse(/DISPLAY (\{[^\n]*\})/.exec(terminal.text)![1]!) as Display;
    } finally {
      end();
      execFileSync('tmux', ['-L', socket, 'kill-server']);
      terminal.kill();
    }
  }

  it('the terminal around it is asked where tmux lets questions through', async () => {
    expect(await inTmux('on')).toMatchObject({ protocol: 'kitty', tmux: true });
  });

  it('and blocks are drawn where it does not', async () => {
    expect(await inTmux('off')).toMatchObject({ protocol: 'blocks', tmux: true });
  });
});
