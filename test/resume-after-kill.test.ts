import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let talk: DemoTalk;
beforeAll(async () => {
  talk = await demoTalk();
});
afterAll(() => talk.remove());

/** Asks in a process of its own and kills that with SIGKILL when `when` stands on its stderr. */
async function askAndKill(session: string, when: RegExp) {
  let killed = false;
  const finished = await gossan(
    ['ask', 'Is there alunite?', '--scene', talk.scene, '--kb', talk.kb, '--session', session],
    {
      onStderr: (all, child) => {
        if (!killed && when.test(all)) killed = child.kill('SIGKILL');
      },
    },
  );
  expect(finished.signal).toBe('SIGKILL');
}

describe('a turn that was killed in the middle', () => {
  it.each([
    ['as soon as it speaks', 'killed-early', /./],
    ['while the analysts work', 'killed-late', /mapping|fitting|spectral-analyst/],
  ])('%s is finished by resume, once', async (_, session, when) => {
    await askAndKill(session, when);
    const before = talk.assistant.sessions.get(session);
    expect(before.unfinished).toBe(true);
    expect(before.history.map((turn) => turn.status)).toEqual(['running']);

    const resumed = await gossan(['resume', session, '--json']);
    expect(resumed.code, resumed.stderr).toBe(0);
    const answer = jsonOf(resumed) as unknown as Answer;
    expect(answer.turn).toBe(1);
    expect(answer.answer).toMatch(/alunite/i);
    expect(answer.review.verdict).toBe('PASS');

    const after = talk.assistant.sessions.get(session);
    expect(after.unfinished).toBe(false);
    expect(after.history).toHaveLength(1);
    expect(after.history[0]!.answer!.answer).toBe(answer.answer);

    const again = await gossan(['resume', session, '--json']);
    expect(again.code).toBe(1);
    expect((jsonOf(again).error as { code: string }).code).toBe('SESSION_NOTHING_TO_RESUME');
  });

  it('does not lock the session for the next question', async () => {
    await askAndKill('killed-then-asked', /./);
    const next = await talk.assistant.ask('Is there kaolinite?', {
      scene: talk.scene,
      kb: talk.kb,
      session: 'killed-then-asked',
    });
    expect(next.turn).toBe(2);
    expect(talk.assistant.sessions.get('killed-then-asked').unfinished).toBe(true);
  });

  it('an unknown session is an error with a code', async () => {
    const finished = await gossan(['resume', 'no-such-session', '--json']);
    expect(finished.code).toBe(2);
    expect((jsonOf(finished).error as { code: string }).code).toBe('SESSION_UNKNOWN');
  });
});

it('one session takes one turn at a time', async () => {
  const first = talk.assistant.ask('Where is the alteration?', { scene: talk.scene, kb: talk.kb, session: 'busy' });
  await expect(
    talk.assistant.ask('Is there alunite?', { scene: talk.scene, kb: talk.kb, session: 'busy' }),
  ).rejects.toMatchObject({
    code: 'SESSION_BUSY',
  });
  expect((await first).turn).toBe(1);
});
