import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerQuestions } from './support/answer-questions.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { kittyPictures } from './support/kitty-graphics.ts';
import { decodeSixel } from './support/sixel.ts';
import type { Terminal } from './support/terminal.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await chatStage({ model: true });
});
afterAll(() => stage.close());

const CELL = '\x1b[6;20;10t';
const SIXEL = { cell: CELL, attributes: '\x1b[?62;4c' };
const KITTY = { kitty: '\x1b_Gi=31;OK\x1b\\', cell: CELL, attributes: '\x1b[?62c' };
const HINT = /o and Enter open it outside/;

async function leave(chat: Terminal): Promise<void> {
  chat.press('/quit\r');
  expect(await chat.exited).toBe(0);
}

/** What was written besides Gossan's own sequences: colours, cursor, how keys are told, and pictures. */
const strange = (raw: string) =>
  raw
    .replace(/\x1bP0;1q"[^\x1b]*\x1b\\|\x1b_G[^\x1b]*\x1b\\|\x1b[78]/g, '')
    // the question about the background
    .replace('\x1b]11;?\x1b\\', '')
    .replace(/\x1b\[[\d;?<>]*[A-HJKcfhlmqtu]/g, '')
    .match(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f].{0,20}/g);

describe('pictures in the chat', () => {
  it('a map, a view and spectra as Sixel, each printed once; o opens the last one outside', async () => {
    const programs = join(stage.folder, 'programs');
    mkdirSync(programs, { recursive: true });
    const opened = join(stage.folder, 'opened.txt');
    writeFileSync(join(programs, 'xdg-open'), `#!/bin/sh\necho "$1" > "${opened}"\n`);
    chmodSync(join(programs, 'xdg-open'), 0o755);
    const chat = stage.open({
      columns: 100,
      rows: 40,
      env: { PATH: `${programs}:${process.env.PATH}`, COLORTERM: 'truecolor' },
    });
    const end = answerQuestions(chat, SIXEL);
    let at = await chat.until(AT_REST);

    chat.press('/open\r');
    at = await chat.until(/no picture yet/, { from: at });
    chat.press('/map alteration\r');
    at = await chat.until(/mapping gossan-demo/, { from: at });
    at = await chat.until(/advanced argillic +\d[\s\S]*SYNTHETIC SCENE/, { from: at });
    at = await chat.until(HINT, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('o\r');
    at = await chat.until(/Opened \S+alteration\.png/, { from: at });
    await expect
      .poll(() => existsSync(opened) && readFileSync(opened, 'utf8'))
      .toMatch(/maps\/gossan-demo-\w+\/alteration\.png\n/);

    chat.press('/view swir-alteration 40 20 100 60\r');
    at = await chat.until(/gossan-demo-swir-alteration-40-20-100-60\.png/, { from: at });
    at = await chat.until(HINT, { from: at });
    at = await chat.until(AT_REST, { from: at });
    const view = decode(
      readFileSync(join(stage.folder, 'output', 'pictures', 'gossan-demo-swir-alteration-40-20-100-60.png')),
    );
    expect(view.width / view.height).toBeCloseTo(100 / 60, 1);

    chat.press('/spectrum 120 40\r');
    at = await chat.until(
      /2 µm group: kaolinite[\s\S]*library: kaolinite[\s\S]*▲ +2\.20\d µm, depth 0\.\d+, must[\s\S]*Fit (0\.9|1\.0)/,
      { from: at },
    );
    at = await chat.until(HINT, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/compare 120 40 100 40\r');
    at = await chat.until(/120, 40: kaolinite[^\n]*\n[^\n]*100, 40: montmorillonite/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/spectrum 200 0\r');
    at = await chat.until(/200 0 1 1 does not lie inside/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/map gold\r');
    at = await chat.until(/\/map takes minerals, alteration, quicklook, copper/, { from: at });
    await leave(chat);
    end();

    const pictures = chat.raw.match(/\x1bP0;1q"[^\x1b]*\x1b\\/g)!.map(decodeSixel);
    // the map, the view, the spectrum and its window, the comparison
    expect(pictures).toHaveLength(5);
    const [map] = pictures;
    expect(map!.width / map!.height).toBeCloseTo(1, 1);
    for (const { rgb } of pictures) expect(rgb).not.toContain(-1);
    expect(strange(chat.raw)).toBeNull();
  });

  it('by the Kitty protocol, in Chinese', async () => {
    const chat = stage.open({ columns: 90, rows: 40, args: ['--scene', stage.scene, '--kb', 'field', '--lang', 'zh'] });
    const end = answerQuestions(chat, KITTY);
    let at = await chat.until(AT_REST);
    chat.press('/map 矿物\r');
    at = await chat.until(/2 µm 组：粘土[\s\S]*绿帘石[\s\S]*合成影像[\s\S]*1 µm 组[\s\S]*赤铁矿/, { from: at });
    at = await chat.until(/在外部打开/, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/spectrum 120 40\r');
    await chat.until(/2 µm 组：高岭石[\s\S]*光谱库[\s\S]*深度 0\.\d+，必需[\s\S]*比次优/, { from: at });
    await leave(chat);
    end();
    const pictures = kittyPictures(chat.raw);
    expect(pictures.length).toBe(4);
    for (const { png, keys } of pictures) {
      const { width, height } = decode(png);
      expect([width, height]).toEqual([10 * Number(keys.c), 20 * Number(keys.r)]);
    }
    expect(strange(chat.raw)).toBeNull();
  });

  it("the vision model's heatmap: Esc stops it, and again it is drawn", async () => {
    const chat = stage.open({ columns: 80, rows: 30, env: { COLORTERM: 'truecolor' } });
    let at = await chat.until(AT_REST);
    chat.press('/heatmap\r');
    at = await chat.until(/asking the vision model \d+ \/ \d+/, { from: at });
    chat.press('\x1b');
    at = await chat.until(/Stopped\./, { from: at });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/heatmap alunite\r');
    at = await chat.until(/▀{20}[\s\S]*Asked: [\s\S]*heatmap\.png/, { from: at });
    await leave(chat);
    expect(existsSync(join(stage.folder, 'output', 'pictures', 'gossan-demo-heatmap', 'heatmap.tif'))).toBe(true);
  }, 120_000);

  it('40 columns without colours: letters, and nothing else than letters', async () => {
    const chat = stage.open({ columns: 40, rows: 24, env: { NO_COLOR: '1' } });
    let at = await chat.until(/› Ask a question/);
    await chat.until(/gossan-demo/, { from: at });
    chat.press('/map\r');
    at = await chat.until(/A {2}epidote[\s\S]*\|-+\| 1 km {3}N up/, { from: at });
    at = await chat.until(HINT, { from: at });
    await leave(chat);
    expect(chat.raw).not.toMatch(/\x1b\[[\d;]*m|▀/);
  });

  it('a screen reader gets words', async () => {
    const chat = stage.open({ env: { INK_SCREEN_READER: 'true' } });
    const at = await chat.until(/›\s+Ask a question/);
    await chat.until(/gossan-demo\.hdr.*·/, { from: at });
    chat.press('/map\r');
    await chat.until(/epidote 6\.\d+ km²/, { from: at });
    chat.press('/quit\r');
    await chat.exited;
    expect(chat.raw).not.toMatch(/▀|█|\x1b_G/);
  });

  it('answers of the terminal that come late are not typed into the prompt', async () => {
    const chat = stage.open();
    const end = answerQuestions(chat, { ...KITTY, name: '\x1bP>|kitty(0.35.2)\x1b\\' }, { lateMs: 1500 });
    let at = await chat.until(AT_REST);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    chat.press('/lang en\r');
    at = await chat.until(/Answers are in English/, { from: at });
    await leave(chat);
    end();
    expect(chat.text).not.toMatch(/Gi=31|kitty\(|62c|6;20;10/);
  });
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

it.skipIf(!hasTmux)('in a real tmux: a picture is text that scrolls, each of its rows in its place', async () => {
  const socket = `gossan-chat-${process.pid}`;
  const settings = join(stage.folder, 'tmux.conf');
  writeFileSync(settings, 'set -g allow-passthrough on\nset -g status off\nset -s escape-time 20\n');
  const chat = stage.open({
    columns: 100,
    rows: 24,
    env: { LC_ALL: 'C.UTF-8', NO_COLOR: '', TMUX: '' },
    inside: { program: 'tmux', args: ['-L', socket, '-f', settings, 'new-session'] },
  });
  const end = answerQuestions(chat, { kitty: KITTY.kitty });
  const screen = () =>
    execFileSync('tmux', ['-L', socket, 'capture-pane', '-p', '-S', '-200'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n');
  try {
    await expect.poll(screen, { timeout: 45_000 }).toContainEqual(expect.stringMatching(/gossan-demo\.hdr.*·/));
    chat.press('/map alteration\r');
    await expect.poll(screen, { timeout: 45_000 }).toContainEqual(expect.stringMatching(HINT));
    await expect.poll(screen, { timeout: 45_000 }).not.toContainEqual(expect.stringMatching(/Esc stops$/));
    chat.press('/spectrum 120 40\r');
    await expect.poll(screen, { timeout: 45_000 }).toContainEqual(expect.stringMatching(/runner-up halloysite/));
    // two plots of 23 rows and more are below the map: it has scrolled out
    const rows = screen().filter((line) => line.startsWith('\u{10eeee}'));
    const marks = rows.map((line) => /^\u{10eeee}(\p{M})\u{10eeee}+/u.exec(line)?.[1]);
    expect(marks.length).toBeGreaterThan(10);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.slice(0, 4)).toEqual(['\u0305', '\u030d', '\u030e', '\u0310']);
    expect(rows[3]).toMatch(/██ advanced argillic/);
  } finally {
    end();
    execFileSync('tmux', ['-L', socket, 'kill-server']);
  }
});
