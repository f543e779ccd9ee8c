import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { displayWidth } from '../cli/terminal/display-width.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { hasScreens } from './support/screen.ts';
import { trainingPythonOfTests } from './support/training-python.ts';
import { type Loop, loopStage } from './support/whole-loop.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

const possible = hasScreens && existsSync(join(shippedBase(), 'model.json')) && trainingPythonOfTests !== null;

/** All sizes in both languages with `npm run check:long whole-loop`; two of them with `npm test`. */
const ALL = [40, 80, 160].flatMap((columns) => [
  { columns, lang: 'en' as const },
  { columns, lang: 'zh' as const },
]);
const LONG = process.env.GOSSAN_WHOLE_LOOP === 'all';
const SIZES = LONG ? ALL : [ALL[1]!, ALL[4]!];

describe.skipIf(!possible)('from the scene to the swap of the adapter, typed as a person would', () => {
  let stage: Awaited<ReturnType<typeof loopStage>>;
  let loop: Loop | undefined;
  beforeAll(async () => {
    stage = await loopStage(trainingPythonOfTests!);
  });
  afterEach(() => loop?.screen.close());
  afterAll(() => stage.close());

  // What is kept was looked at; a change of the screens is to be looked at again: vitest run -u.
  it.each(SIZES)('$columns columns, $lang', async ({ columns, lang }) => {
    loop = stage.open(columns, 40, lang);
    await loop.begin();
    await loop.asks({ pull: LONG });
    await loop.approves();
    await loop.retrainsAndSwaps();
    const shown = loop.text();
    expect(shown.split('\n').filter((row) => displayWidth(row) > columns)).toEqual([]);
    await expect(`${shown}\n`).toMatchFileSnapshot(`support/screens/whole-loop-${lang}-${columns}.txt`);
  });
});
