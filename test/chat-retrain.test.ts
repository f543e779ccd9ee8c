import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerAdapter } from '../fine-tune/registry/register.ts';
import { showRun } from '../fine-tune/workflow/run.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { ORIGIN, writeTrained } from './support/adapter-folder.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { writeDistrictSet } from './support/district-set.ts';
import { passedRun } from './support/passed-run.ts';
import { trainingPythonOfTests } from './support/training-python.ts';

// Python loads torch for each of its parts.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

const possible = existsSync(join(shippedBase(), 'model.json')) && trainingPythonOfTests !== null;

describe.skipIf(!possible)('retraining in the chat', () => {
  let stage: ChatStage;
  beforeAll(async () => {
    stage = await chatStage({ model: true });
    await registerAdapter(writeTrained(join(stage.folder, 'trained'), 0.5), 'ridge-1', ORIGIN);
    await writeDistrictSet('ridge', {
      python: trainingPythonOfTests!,
      scenes: join(stage.folder, 'scenes'),
      tasks: ['minerals'],
      windows: { train: 3, val: 1, target: 3 },
    });
  });
  afterAll(() => stage.close());

  const env = { GOSSAN_PYTHON: trainingPythonOfTests ?? '' };

  it('/adapter shows the adapters, activates one, whose name answers give, and goes back', async () => {
    const chat = stage.open({ env });
    let at = await chat.until(AT_REST, { ms: 90_000 });
    chat.press('/adapter\r');
    at = await chat.until(/gossan-nano answers without an adapter[\s\S]*ridge-1 +gossan-nano +lora +ridge v1/, {
      from: at,
    });
    chat.press('/adapter use ridge-1\r');
    at = await chat.until(/ridge-1 answers on gossan-nano from now on; before: the base/, { from: at });
    chat.press('What is in window 40 60 48 48?\r');
    at = await chat.until(/ridge-1/, { from: at, ms: 120_000 });
    at = await chat.until(AT_REST, { from: at, ms: 120_000 });
    chat.press('/adapter rollback\r');
    at = await chat.until(/the base answers on gossan-nano from now on; before: ridge-1/, { from: at });
    chat.press('/adapter rollback\r');
    at = await chat.until(/There is nothing to roll back to/, { from: at });
    chat.press('/adapter nonsense\r');
    at = await chat.until(/\/adapter takes use NAME/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('/retrain shows what it will do, asks, runs while one goes on asking, and stops where it can go on', async () => {
    const chat = stage.open({ env });
    let at = await chat.until(AT_REST, { ms: 90_000 });
    chat.press('/retrain nothing\r');
    at = await chat.until(/nothing/, { from: at });
    chat.press('/retrain yes\r');
    at = await chat.until(/No retraining waits for a decision/, { from: at });
    chat.press('/retrain ridge lora\r');
    at = await chat.until(
      /ridge v1, sha256[\s\S]*lora learns 6 lines \(2 validate, 6 are the target\)[\s\S]*About \d+:\d\d/,
      {
        from: at,
      },
    );
    at = await chat.until(/Begin\? yes or no/, { from: at });
    chat.press('no\r');
    at = await chat.until(/Nothing was begun/, { from: at });
    chat.press('/retrain\r');
    at = await chat.until(/Begin\? yes or no/, { from: at });
    chat.press('yes\r');
    at = await chat.until(/Retraining (\S+) runs in the background/, { from: at });
    const id = /Retraining (\S+) runs/.exec(chat.text)![1]!;
    at = await chat.until(/⟳ retraining · /, { from: at });
    chat.press('Is there alunite in the scene?\r');
    at = await chat.until(/· PASS · builtin/, { from: at, ms: 180_000 });
    expect(showRun(id).status).toBe('running');
    chat.press('/retrain stop\r');
    at = await chat.until(new RegExp(`The retraining was stopped\\. .*--run ${id}`), { from: at, ms: 90_000 });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
    expect(showRun(id).status).toBe('interrupted');
  });

  it('reports what the gate found and activates on /retrain yes', async () => {
    expect((await passedRun('Li')).status).toBe('waiting');
    const chat = stage.open({ env });
    let at = await chat.until(AT_REST, { ms: 90_000 });
    chat.press('/retrain yes\r');
    at = await chat.until(/ridge-2 is active[\s\S]*The target improves from 40\.0 to 70\.0/, { from: at });
    chat.press('/adapter\r');
    at = await chat.until(/gossan-nano answers with the adapter ridge-2/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('/retrain alone learns from what was judged, after asking which scene proves it, and takes in what is judged later', async () => {
    const chat = stage.open({ env });
    let at = await chat.until(AT_REST, { ms: 90_000 });
    /** Asks about a window and approves the answer. */
    const approve = async (window: string, first = false) => {
      chat.press(`What is in window ${window}?\r`);
      at = await chat.until(/· PASS · builtin/, { from: at, ms: 180_000 });
      chat.press('/approve\r');
      if (first) {
        at = await chat.until(/yes or no/, { from: at });
        chat.press('yes\r');
        at = await chat.until(/Under which name\? Enter takes/, { from: at });
        chat.press('\r');
      }
      at = await chat.until(/Kept for /, { from: at, ms: 60_000 });
    };
    await approve('40 60 48 48', true);
    chat.press('/retrain\r');
    at = await chat.until(/All judged answers are about gossan-demo/, { from: at });
    const other = readdirSync(join(stage.folder, 'scenes'), { recursive: true })
      .map(String)
      .find((name) => name.endsWith('.hdr'))!;
    chat.press(`/scene ${join(stage.folder, 'scenes', other)}\r`);
    at = await chat.until(/96×96 pixels/, { from: at, ms: 60_000 });
    await approve('0 0 48 48');
    chat.press('/retrain\r');
    at = await chat.until(/Which scene shall prove it\?/, { from: at });
    const rows = await chat.until(/several such as 1 3/, { from: at });
    const number = /(\d) {2}gossan-demo/.exec(chat.text.slice(at, rows))![1]!;
    chat.press(`${number}\r`);
    at = await chat.until(/approved v1, sha256/, { from: rows, ms: 60_000 });
    at = await chat.until(/lora learns 1 line \(0 validate, 1 is the target\)/, { from: at });
    at = await chat.until(/Begin\? yes or no/, { from: at });
    chat.press('no\r');
    await approve('48 48 48 48');
    chat.press('/retrain dora\r');
    at = await chat.until(/approved v2, sha256[\s\S]*dora learns 2 lines/, { from: at, ms: 60_000 });
    at = await chat.until(/Begin\? yes or no/, { from: at });
    chat.press('no\r');
    at = await chat.until(/Nothing was begun/, { from: at });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });
});
