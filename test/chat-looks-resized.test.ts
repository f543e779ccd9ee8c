import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../cli/terminal/display-width.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { buildGossan } from './support/built-gossan.ts';
import { temporaryHome } from './support/home.ts';
import { aluniteWriter, FIRST_SENTENCE } from './support/llm/alunite-writer.ts';
import { hasScreens, Screen } from './support/screen.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
let built: ReturnType<typeof buildGossan>;
let writer: Awaited<ReturnType<typeof aluniteWriter>>;
let screen: Screen;
beforeAll(async () => {
  folder = mkdtempSync('/tmp/gossan-sized-');
  home = temporaryHome();
  built = buildGossan();
  await ensureDemoScene(join(folder, 'demo'));
});
afterEach(() => {
  screen.close();
  writer.close();
});
afterAll(() => {
  home.remove();
  built.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The last row with the status, as often as it may stand on a screen: once. */
const STATUS = /^(?:[⠀-⣿] .*s · |gossan-demo.* · kb )/;

describe.skipIf(!hasScreens)('the window changes while an answer is written', { timeout: 300_000 }, () => {
  it.each([
    { from: 80, over: [], to: 40 },
    { from: 40, over: [], to: 160 },
    // as a hand pulls it
    { from: 40, over: [64], to: 44 },
  ])('from $from over $over to $to columns: all of it stands there, once, and fits', async ({ from, over, to }) => {
    writer = await aluniteWriter();
    const args = ['chat', '--scene', 'demo/gossan-demo.hdr', '--kb', 'none', '--no-vision'];
    screen = new Screen([process.execPath, built.main, ...args], {
      folder,
      columns: from,
      rows: 30,
      env: { GOSSAN_HOME: home.path, GOSSAN_LLM_URL: writer.url, GOSSAN_LLM_MODEL: 'scripted' },
    });
    await screen.until(/gossan-demo.* · kb none/);
    await screen.type('How large is alunite?');
    const first = new RegExp(FIRST_SENTENCE.source.replaceAll(' ', '\\s+'));
    await screen.until(first);
    for (const columns of over) {
      screen.resize(columns, 26);
      // tmux tells a program of a second change a quarter of a second after it has made it
      await new Promise((resolve) => setTimeout(resolve, 800));
    }
    screen.resize(to, 20);
    // the running turn is drawn for the new size, and nothing of the old drawing is left below it
    await expect
      .poll(
        () =>
          screen
            .now()
            .split('\n')
            .filter((row) => STATUS.test(row)).length,
        { timeout: 10_000 },
      )
      .toBe(1);
    await expect.poll(() => screen.now(), { timeout: 10_000 }).toMatch(first);
    // no row of the transcript went with the old drawing
    expect(screen.all()).toMatch(/非真实地点。\n\n› How large is alunite\?\n\nPlan/);
    expect(screen.now().split('\n').length).toBeLessThanOrEqual(20);
    writer.goOn();
    await screen.until(/#1 · PASS[^\n]*(?:\n[^\n]*)*\ngossan-demo/);
    const shown = screen.all().split('\n');
    expect(shown.filter((row) => displayWidth(row) > to)).toEqual([]);
    // of the drawings in between nothing is left among what stays
    expect(shown).not.toContain('Plan');
    const answer = shown.join('\n').slice(shown.join('\n').lastIndexOf('› How large is alunite?'));
    expect(answer.replace(/\s+/g, ' ')).toMatch(
      /The map counts alunite over (\d+\.\d\d) km² of ground\. So alunite takes up \1 km² in all\./,
    );
    expect(
      screen
        .now()
        .split('\n')
        .filter((row) => STATUS.test(row)),
    ).toHaveLength(1);
  });
});
