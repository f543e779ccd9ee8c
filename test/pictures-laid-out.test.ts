import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../cli/terminal/display-width.ts';
import { layOut } from '../cli/terminal/pictures/lay-out.ts';
import type { Display, Picture } from '../cli/terminal/pictures/picture.ts';
import { asset } from '../core/paths.ts';
import { kittyPictures } from './support/kitty-graphics.ts';
import { decodeSixel } from './support/sixel.ts';

const BLOCKS: Display = {
  protocol: 'blocks',
  cell: { width: 8, height: 16 },
  colours: 'true',
  tmux: false,
  spoken: false,
};
const COLOURS = [
  [227, 56, 110],
  [60, 120, 216],
  [182, 182, 182],
  [235, 235, 238],
] as const;

/** A bull's eye of two minerals on bare ground, a strip without data to the right. */
function bullsEye(width = 120, height = 90): Picture & { labels: Uint8Array } {
  const labels = new Uint8Array(width * height);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const radius = Math.hypot(x - width * 0.45, y - height * 0.5) / height;
      labels[at] = x > 0.92 * width ? 3 : radius < 0.2 ? 0 : radius < 0.4 ? 1 : 2;
      rgb.set(COLOURS[labels[at]!]!, 3 * at);
    }
  }
  return {
    title: 'ridge: 2 µm group',
    width,
    height,
    rgb,
    labels,
    legend: [
      { colour: COLOURS[0], label: 'alunite', amount: '0.942 km²  12.4 %' },
      { colour: COLOURS[1], label: '高岭石 kaolinite', amount: '2.83 km²  37.2 %' },
      { colour: COLOURS[2], label: 'no mineral identified', amount: '3.82 km²', sign: '.' },
      { colour: COLOURS[3], label: 'no data', amount: '', sign: ' ' },
    ],
    notes: ['SYNTHETIC SCENE: it shows no real place.'],
    ground: { metres: 30, north: [0.1, -0.99] },
    file: 'output/ridge/minerals.png',
  };
}

const withoutColours = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '');

describe('a picture laid out', () => {
  // What is kept was looked at; a change of the layout is to be looked at again: vitest run -u.
  it.each([40, 80, 160])('%i columns: half-blocks and letters as they were approved', async (columns) => {
    const room = { columns, rows: 30 };
    await expect(layOut(bullsEye(), BLOCKS, room)).toMatchFileSnapshot(
      `support/screens/bulls-eye-blocks-${columns}.txt`,
    );
    const letters: Display = { ...BLOCKS, protocol: 'ascii', colours: 'none' };
    await expect(layOut(bullsEye(), letters, room)).toMatchFileSnapshot(
      `support/screens/bulls-eye-ascii-${columns}.txt`,
    );
  });

  it.each([20, 33, 40, 69, 70, 80, 120, 200])(
    '%i columns: nothing is wider than the terminal, nor as high',
    (columns) => {
      for (const protocol of ['blocks', 'ascii', 'sixel', 'kitty', 'off'] as const) {
        for (const rows of [12, 24, 50]) {
          const text = layOut(bullsEye(), { ...BLOCKS, protocol }, { columns, rows });
          const shown = withoutColours(text)
            .replace(/\x1b7[\s\S]*\x1b8/, '')
            .split('\n');
          expect(Math.max(...shown.map(displayWidth))).toBeLessThan(columns);
          const picture = shown.filter((line) => /^[▀]+|^\s{10}/.test(line)).length;
          expect(picture).toBeLessThan(rows);
        }
      }
    },
  );

  it('256 colours: no colour of 24 bits is written, and the classes stay apart', () => {
    const text = layOut(bullsEye(), { ...BLOCKS, colours: '256' }, { columns: 80, rows: 30 });
    expect(text).not.toMatch(/[34]8;2;/);
    const inks = new Set([...text.matchAll(/38;5;(\d+)/g)].map(([, ink]) => ink));
    expect(inks.size).toBe(COLOURS.length);
  });

  it('half-blocks show the class that most of a cell has, in its colour', () => {
    const [, ...lines] = layOut(bullsEye(), BLOCKS, { columns: 80, rows: 30 }).split('\n');
    const middle = lines[Math.floor(lines.filter((line) => line.includes('▀')).length / 2)]!;
    const runs = [...middle.matchAll(/\x1b\[38;2;(\d+;\d+;\d+);48;2;\d+;\d+;\d+m▀+/g)].map(([, ink]) => ink);
    const [alunite, kaolinite, ground, none] = COLOURS.map((colour) => colour.join(';'));
    expect(runs.filter((ink, at) => ink !== runs[at - 1])).toEqual([
      ground,
      kaolinite,
      alunite,
      kaolinite,
      ground,
      none,
    ]);
  });

  it('pixels: laid over blank rows that stand already, and the cursor is back behind them', () => {
    for (const protocol of ['sixel', 'kitty'] as const) {
      const text = layOut(bullsEye(), { ...BLOCKS, protocol }, { columns: 100, rows: 30 });
      const [, before, up, over] = /^([\s\S]*)\x1b7\x1b\[(\d+)A\r([\s\S]*)\x1b8/.exec(text)!;
      // the rows of the picture with the legend beside, without the title
      expect(before!.split('\n').length - 2).toBe(Number(up));
      if (protocol === 'sixel') {
        const { width, height, rgb } = decodeSixel(over!);
        expect(width % 8).toBe(0);
        expect(height).toBeLessThanOrEqual(16 * (Number(up) + 1));
        const at = 3 * (Math.floor(height / 2) * width + Math.floor(0.45 * width));
        for (const [channel, value] of COLOURS[0].entries())
          expect(Math.abs(rgb[at + channel]! - value)).toBeLessThan(2);
      } else {
        const [picture] = kittyPictures(over!);
        expect(Number(picture!.keys.r)).toBeLessThanOrEqual(Number(up) + 1);
      }
    }
  });

  it('words, where pictures are off and for those who listen: all of the legend, no sequence', () => {
    for (const display of [
      { ...BLOCKS, protocol: 'off' as const },
      { ...BLOCKS, spoken: true },
    ]) {
      const text = layOut(bullsEye(), display, { columns: 80, rows: 30 });
      expect(text).not.toContain('\x1b');
      for (const words of ['ridge', 'alunite 0.942 km²', 'kaolinite', 'SYNTHETIC', 'minerals.png'])
        expect(text).toContain(words);
    }
  });

  it('what a file or a model wrote into names, notes and paths reaches the terminal as plain text', () => {
    const hostile = '\x1b]0;owned\x07\x1b[2Jalunite\x9b31m\x1bPq#0~\x1b\\\x1b_Ga=T;AAAA\x1b\\';
    const picture = bullsEye();
    const bad: Picture = {
      ...picture,
      title: hostile,
      legend: picture.legend.map((entry) => ({ ...entry, label: hostile, amount: hostile })),
      notes: [hostile],
      file: hostile,
    };
    for (const protocol of ['blocks', 'ascii', 'off'] as const) {
      const text = layOut(bad, { ...BLOCKS, protocol }, { columns: 80, rows: 30 });
      expect(text).toContain('alunite');
      // colours only
      expect(text.replace(/\x1b\[[34]8;2;\d+;\d+;\d+(?:;48;2;\d+;\d+;\d+)?m|\x1b\[0m/g, '')).not.toMatch(
        /[\x00-\x09\x0b-\x1f\x7f-\x9f]/,
      );
    }
    expect(layOut(bad, { ...BLOCKS, protocol: 'sixel' }, { columns: 80, rows: 30 })).not.toMatch(
      /\x1b\]|\x07|\x1b\[2J|\x1b_G/,
    );
  });

  it('the kept screens hold the picture', () => {
    const kept = readFileSync(asset('test', 'support', 'screens', 'bulls-eye-ascii-80.txt'), 'utf8');
    expect(kept).toMatch(/\.{4,}B+A{4,}B+\.+/);
  });
});
