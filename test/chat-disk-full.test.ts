import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';
import { aluniteWriter, FIRST_SENTENCE } from './support/llm/alunite-writer.ts';

const SLOW = { ms: 100_000 };
const disk = mkdtempSync(join(tmpdir(), 'gossan-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0;
let stage: ChatStage;

const ballast = () => join(disk, 'ballast');
function fill(): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast(), Buffer.alloc(bavail * bsize));
  expect(statfsSync(disk).bavail).toBe(0);
}
const free = () => rmSync(ballast(), { force: true });

// A small disk can be mounted by root alone.
describe.skipIf(!mounted)('a chat whose disk is full', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    stage = await chatStage();
    symlinkSync(disk, join(stage.home, 'sessions'));
  });
  afterAll(() => {
    stage.close();
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  it('in the middle of an answer shows it whole, says that it is not stored, and stores it when there is room', async () => {
    const writer = await aluniteWriter();
    const session = ['--scene', stage.scene, '--kb', 'field', '--session', 'full'];
    const chat = stage.open({ args: session, env: { GOSSAN_LLM_URL: writer.url, GOSSAN_LLM_MODEL: 'scripted' } });
    let at = await chat.until(AT_REST, SLOW);
    chat.press('How large is alunite?\r');
    at = await chat.until(FIRST_SENTENCE, { from: at, ...SLOW });
    fill();
    writer.goOn();
    at = await chat.until(/The disk is full: this answer is not stored yet/, { from: at, ...SLOW });
    at = await chat.until(/So alunite takes up \d+\.\d\d km² in all/, { from: at });
    at = await chat.until(AT_REST, { from: at });

    // nothing more is begun that could not be kept
    chat.press('Is there kaolinite?\r');
    at = await chat.until(/✗ The disk is full while writing \S+[\s\S]*Free some space/, { from: at, ...SLOW });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/cost\r');
    at = await chat.until(/1 +scripted \(127\.0\.0\.1:\d+\) +2 +200 +40/, { from: at });

    free();
    at = await chat.until(/There is room on the disk again, and all is stored/, { from: at });
    chat.kill();
    await chat.exited;
    await writer.close();

    const again = stage.open({ args: session });
    at = await again.until(/So alunite takes up \d+\.\d\d km² in all/, SLOW);
    at = await again.until(AT_REST, { from: at, ...SLOW });
    again.press('Is there kaolinite?\r');
    at = await again.until(/#2 · PASS · builtin/, { from: at, ...SLOW });
    again.press('/quit\r');
    expect(await again.exited).toBe(0);
  });

  it('from its start says so, and opens when there is room', async () => {
    fill();
    const chat = stage.open();
    let at = await chat.until(/✗ The disk is full while writing/, SLOW);
    free();
    chat.press('Is there alunite?\r');
    at = await chat.until(/#1 · PASS · builtin/, { from: at, ...SLOW });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);
  });

  it('when it is left with something unstored says that it is lost', async () => {
    const writer = await aluniteWriter();
    const chat = stage.open({ env: { GOSSAN_LLM_URL: writer.url, GOSSAN_LLM_MODEL: 'scripted' } });
    let at = await chat.until(AT_REST, SLOW);
    chat.press('How large is alunite?\r');
    at = await chat.until(FIRST_SENTENCE, { from: at, ...SLOW });
    fill();
    writer.goOn();
    at = await chat.until(/not stored yet/, { from: at, ...SLOW });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/quit\r');
    await chat.until(/the last of this session could not be stored/, { from: at });
    await chat.exited;
    free();
    await writer.close();
  });
});
