import { GossanError } from '../../core/errors.ts';
import type { Judging } from '../../fine-tune/curation/judge-turn.ts';
import { agreeToCuration, curationNote, hasAgreedToCuration } from '../../fine-tune/curation/note.ts';
import { knownName, proposedName, rememberName } from '../../fine-tune/curation/who.ts';
import { judgementText } from '../curation-text.ts';
import type { Conversation } from './conversation.ts';

/**
 * `/approve`, `/correct …`, `/reject …` of the last turn, or of the one that `#N` names. Asks once for agreement and for a name;
 * shows a correction as it is understood before it is kept.
 * @throws GossanError what judging and keeping throw
 */
export async function curateInChat(chat: Conversation, verdict: Judging['verdict'], argument: string): Promise<void> {
  const [, number, words = ''] = /^(?:#(\d+)\s*)?([\s\S]*)$/.exec(argument) ?? [];
  if (verdict === 'correct' && !words.trim())
    throw new GossanError('CORRECTION_UNCLEAR', { detail: 'there are no words in it' });
  if (verdict === 'approve' && words.trim())
    throw new GossanError('USAGE', {
      detail: '/approve takes no words. /correct says what is right instead.',
      command: 'chat',
    });
  const { answeredTurn, judgeTurn, keepJudgement } = await import('../../fine-tune/curation/judge-turn.ts');
  const assistant = await chat.ready();
  const { session, turn } = place(chat, number);
  const asked = answeredTurn(assistant.sessions.get(session), turn);
  const zh = asked.answer.language === 'zh';
  const judging = { verdict, words: words.trim() || undefined };
  // what cannot be understood is refused before anything is asked
  const preview = judgeTurn(session, asked, { ...judging, by: '' });
  if (!(await agreed(chat, zh))) return;
  const by = await nameOf(chat, zh);
  if (by === null) return;
  const text = judgementText(preview.dialogues, zh);
  if (verdict === 'correct') {
    chat.say({ kind: 'text', text });
    const kept = await chat.askUser(
      zh ? '这样保存吗？回车 = 是，Esc = 否' : 'Keep it like this? Enter is yes, Esc is no.',
      zh ? '是' : 'yes',
    );
    if (!isYes(kept)) return chat.say({ kind: 'note', text: zh ? '未保存。' : 'Nothing was kept.' });
  } else if (text) chat.say({ kind: 'text', text });
  await chat.runTurn(async (_, { signal, onEvent }) => {
    const { stored, torn } = await keepJudgement(judgeTurn(session, asked, { ...judging, by }), {
      signal,
      onProgress: ({ step, ...count }) => onEvent({ type: 'progress', agent: 'vision-analyst', text: step, ...count }),
    });
    const replaced = stored.replaces === null ? '' : zh ? '，取代之前的条目' : ', in place of the earlier one';
    chat.say({
      kind: 'note',
      text: zh ? `已保存（${by}）：${stored.id}${replaced}` : `Kept for ${by}: ${stored.id}${replaced}`,
    });
    if (torn) chat.say({ kind: 'note', text: `A line that an earlier stop had cut off was put aside: ${torn}` });
  });
}

function place(chat: Conversation, number: string | undefined): { session: string; turn: number } {
  const answer = chat.lastAnswer;
  if (!answer && number === undefined)
    throw new GossanError('USAGE', { detail: 'There is no answer yet. Ask something first.', command: 'chat' });
  return {
    session: answer?.session ?? chat.state.session ?? '',
    turn: number === undefined ? answer!.turn : Number(number),
  };
}

/** Shows the note on what is kept, once. */
async function agreed(chat: Conversation, zh: boolean): Promise<boolean> {
  if (hasAgreedToCuration()) return true;
  const note = curationNote();
  chat.say({ kind: 'text', text: `${note.en}\n\n${note.zh}` });
  const answer = await chat.askUser(zh ? '同意吗？请输入 是 或 否' : 'Do you agree? yes or no');
  if (isYes(answer)) {
    agreeToCuration(knownName() ?? proposedName());
    return true;
  }
  chat.say({ kind: 'note', text: zh ? '未保存任何内容。' : 'Nothing was kept.' });
  return false;
}

/** The name under which it is kept, asked once; null where the user turned away. */
async function nameOf(chat: Conversation, zh: boolean): Promise<string | null> {
  const known = knownName();
  if (known !== undefined) return known;
  const proposed = proposedName();
  const question = zh ? `以谁的名义保存？回车 = ${proposed}` : `Under which name? Enter takes ${proposed}.`;
  const name = (await chat.askUser(question, proposed))?.trim();
  if (!name) return null;
  rememberName(name);
  return name;
}

function isYes(answer: string | null): boolean {
  return answer !== null && /^(y|yes|是|同意|好)$/i.test(answer.trim());
}
