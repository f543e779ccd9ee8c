import { existsSync, readFileSync, statSync } from 'node:fs';
import { asGossanError, GossanError } from '../core/errors.ts';
import type { Judging } from '../fine-tune/curation/judge-turn.ts';
import { curationFolder } from '../fine-tune/curation/list.ts';
import { agreeToCuration, curationNote, hasAgreedToCuration } from '../fine-tune/curation/note.ts';
import { knownName } from '../fine-tune/curation/who.ts';
import { judgementText } from './curation-text.ts';
import type { Invocation } from './invocation.ts';

/** `approve` and `reject`: judges a turn, keeps the judgement, says what was kept. */
export async function curate(call: Invocation, verdict: Judging['verdict'], words: string | undefined): Promise<void> {
  const { args, options, output, signal } = call;
  const by = (options.text('by') ?? knownName() ?? '').trim();
  if (!by) {
    const detail = '--by is missing: the name under which this is kept (or `user` in gossan.config.json).';
    throw new GossanError('USAGE', { detail, command: call.command });
  }
  const turn = Number(args[1]);
  if (!Number.isInteger(turn) || turn < 1)
    throw new GossanError('USAGE', { detail: `TURN is a number from 1, not "${args[1]}".`, command: call.command });
  const { SessionDatabase } = await import('../agents/sessions/session-database.ts');
  const { answeredTurn, judgeTurn, keepJudgement } = await import('../fine-tune/curation/judge-turn.ts');
  const sessions = new SessionDatabase();
  try {
    const asked = answeredTurn(sessions.get(args[0]!), turn);
    const district = options.text('district');
    const judged = judgeTurn(args[0]!, asked, { verdict, by, words, district });
    agree(call, by);
    const { stored, torn } = await keepJudgement(judged, { signal, onProgress: output.onProgress });
    const zh = asked.answer.language === 'zh';
    output.print(judgementText(judged.dialogues, zh) || stored.question);
    output.print(
      `${zh ? '已保存为' : 'kept as'} ${stored.id}${stored.replaces ? ` (${zh ? '取代' : 'in place of'} ${stored.replaces})` : ''}`,
    );
    if (torn) output.note(`A line that an earlier stop had cut off was put aside: ${torn}`);
    output.document({ ...stored, folder: curationFolder() });
  } finally {
    sessions.close();
  }
}

/** Shows the note before the first entry. @throws GossanError CURATION_CONSENT until it is agreed to */
function agree({ options, output }: Invocation, by: string): void {
  if (hasAgreedToCuration()) return;
  const note = curationNote();
  output.note(`${note.en}\n${note.zh}`);
  if (!options.flag('agree')) throw new GossanError('CURATION_CONSENT');
  agreeToCuration(by);
}

/** Words, or the content of the file that they name. */
export function wordsOrFile(value: string): string {
  if (!existsSync(value) || !statSync(value).isFile()) return value;
  try {
    return readFileSync(value, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw asGossanError(error, value);
  }
}
