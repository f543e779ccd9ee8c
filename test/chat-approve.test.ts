import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredEntry } from '../fine-tune/curation/entry.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { AT_REST, type ChatStage, chatStage } from './support/chat.ts';

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))('approving in the chat', () => {
  let stage: ChatStage;
  beforeAll(async () => {
    stage = await chatStage({ model: true });
  });
  afterAll(() => stage.close());

  const entries = () =>
    readFileSync(join(stage.home, 'curation', 'entries.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StoredEntry);

  it('asks once for agreement and a name, shows a correction before it is kept, and refuses what it does not understand', async () => {
    const chat = stage.open({ env: { GIT_CONFIG_GLOBAL: '/dev/null', USER: 'prospector' } });
    let at = await chat.until(AT_REST, { ms: 90_000 });
    chat.press('/approve\r');
    at = await chat.until(/There is no answer yet/, { from: at });

    chat.press('What is in window 40 60 48 48?\r');
    at = await chat.until(/gossan-nano reads this window\s+as: white mica \d+%/, { from: at, ms: 120_000 });
    at = await chat.until(AT_REST, { from: at });

    chat.press('/approve\r');
    at = await chat.until(/is sent nowhere[\s\S]*不会发送到别处[\s\S]*Do you agree/, { from: at });
    chat.press('no\r');
    at = await chat.until(/Nothing was kept/, { from: at });
    expect(existsSync(join(stage.home, 'curation', 'entries.jsonl'))).toBe(false);
    chat.press('/approve\r');
    at = await chat.until(/Do you agree/, { from: at });
    chat.press('yes\r');
    at = await chat.until(/Under which name\? Enter takes prospector/, { from: at });
    chat.press('Li Wei\r');
    at = await chat.until(/approved · minerals, window 40 60 48 48: white mica/, { from: at });
    at = await chat.until(/Kept for Li Wei: \S+/, { from: at, ms: 90_000 });
    at = await chat.until(AT_REST, { from: at });

    chat.press('/correct something else\r');
    at = await chat.until(/The correction is not understood: "something else"/, { from: at });
    at = await chat.until(/是地开石，不是高岭石/, { from: at });
    chat.press('/correct dickite, not white mica\r');
    at = await chat.until(/said: {2}white mica[\s\S]*right: dickite[\s\S]*Keep it like this/, { from: at });
    chat.press('\x1b');
    at = await chat.until(/Nothing was kept/, { from: at });
    chat.press('/correct 是地开石，不是白色云母\r');
    at = await chat.until(/Keep it like this/, { from: at });
    chat.press('\r');
    at = await chat.until(/Kept for Li Wei: \S+, in place of the earlier one/, { from: at, ms: 90_000 });
    at = await chat.until(AT_REST, { from: at });
    chat.press('/reject thin cloud\r');
    at = await chat.until(/rejected · minerals/, { from: at });
    at = await chat.until(/Kept for Li Wei: \S+, in place of the earlier one/, { from: at, ms: 90_000 });
    chat.press('/quit\r');
    expect(await chat.exited).toBe(0);

    const [approved, corrected, rejected, ...more] = entries();
    expect(more).toEqual([]);
    expect(approved).toMatchObject({ verdict: 'approved', by: 'Li Wei', turn: 1, replaces: null });
    expect(corrected).toMatchObject({ verdict: 'corrected', replaces: approved!.id, words: '是地开石，不是白色云母' });
    expect(rejected).toMatchObject({ verdict: 'rejected', replaces: corrected!.id, words: 'thin cloud' });
    const [said, right] = [approved!.dialogues[0]!.right!, corrected!.dialogues[0]!.right!];
    expect(right).toBe(said.replace('white mica', 'dickite'));
  });
});
