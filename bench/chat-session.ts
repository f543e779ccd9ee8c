import { SessionDatabase } from '../agents/sessions/session-database.ts';
import type { Answer } from '../core/answer.ts';
import { demoTalk } from '../test/support/demo-talk.ts';

const QUESTIONS = [
  'Where is the advanced argillic alteration, and how large is it?',
  'Do the reports agree with the scene?',
  '铜的靶区应该先看哪里？',
  'Is there alunite, and what does the field report say about it?',
] as const;

/**
 * A session of so many turns in the store's own form, with answers that the assistant really gave on the demo scene: some
 * questions are asked, and their turns stored again and again. Sets up the home of this process; `remove` takes it away.
 */
export async function longSession(
  turns: number,
): Promise<{ id: string; kb: string; scene: string; remove(): Promise<void> }> {
  const talk = await demoTalk();
  const answers: Answer[] = [];
  for (const question of QUESTIONS) {
    answers.push(await talk.assistant.ask(question, { scene: talk.scene, kb: talk.kb, session: 'asked' }));
  }
  const id = 'long-talk';
  const { scene, kb } = talk;
  const sessions = new SessionDatabase();
  sessions.acquire(id, { title: QUESTIONS[0], scene, kb });
  const focus = sessions.lastFocus('asked');
  for (let at = 0; at < turns; at++) {
    const kind = at % QUESTIONS.length;
    const question = `${QUESTIONS[kind]} (${at + 1})`;
    const turn = sessions.begin(id, question, {
      session: id,
      mode: 'ask',
      scene,
      kb,
      rag: true,
      vision: true,
      lang: null,
      focus,
      dwellOn: null,
    });
    sessions.finish(id, turn, 'done', { ...answers[kind]!, session: id, turn }, focus);
  }
  sessions.release(id);
  sessions.close();
  return { id, kb, scene, remove: () => talk.remove() };
}
