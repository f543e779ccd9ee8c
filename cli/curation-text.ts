import { writeReply } from '../agents/vision/answer-form.ts';
import type { Dialogue, StoredEntry } from '../fine-tune/curation/entry.ts';
import type { JudgedTurn } from '../fine-tune/curation/judge-turn.ts';
import { replyOf } from '../fine-tune/curation/replies.ts';
import { textTable } from './terminal/columns.ts';
import { cutDisplay } from './terminal/display-width.ts';

const WORDS = {
  en: { approved: 'approved', corrected: 'corrected', rejected: 'rejected', open: 'left open' },
  zh: { approved: '批准', corrected: '更正', rejected: '否决', open: '未判断' },
} as const;

/** What a judgement makes of each answer of the vision model, before and after. */
export function judgementText(dialogues: JudgedTurn['dialogues'], zh: boolean): string {
  return dialogues.map((dialogue) => dialogueText(dialogue, zh)).join('\n');
}

function dialogueText(
  { task, window, answer, probability, language, judgement, right }: JudgedTurn['dialogues'][number],
  zh: boolean,
): string {
  const reply = replyOf(task, answer, probability);
  const said = reply ? writeReply(reply, language) : answer;
  const place = zh ? `窗口 ${window.join(' ')}` : `window ${window.join(' ')}`;
  const head = `${WORDS[zh ? 'zh' : 'en'][judgement]} · ${task}, ${place}`;
  if (judgement !== 'corrected') return `${head}: ${said}`;
  return zh ? `${head}\n  原答：${said}\n  更正：${right}` : `${head}\n  said:  ${said}\n  right: ${right}`;
}

/** The list for reading, the latest last. */
export function curationTable(entries: readonly StoredEntry[]): string {
  if (!entries.length) return 'Nothing was approved yet. In the chat: /approve, /correct …, /reject.';
  return textTable(
    ['id', 'verdict', 'by', 'session', 'turn', 'what'],
    entries.map(({ id, verdict, by, session, turn, dialogues, question }) => [
      id,
      verdict,
      cutDisplay(by, 20),
      session,
      String(turn),
      cutDisplay(dialogues.map(summaryOf).join(' | ') || question, 60),
    ]),
  );
}

function summaryOf({ task, window, right, answer }: Dialogue): string {
  return `${task} ${window.join(' ')}: ${(right ?? answer).replace(/\n/g, ' / ')}`;
}
