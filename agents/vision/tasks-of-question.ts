import type { QuestionPart } from '../reasoner/builtin/question.ts';
import type { TaskName } from './tasks.ts';

/** What each kind of question is worth asking a model that looks at the whole scene. */
const OF_SCENE: Partial<Record<QuestionPart['intent'], TaskName[]>> = {
  inventory: ['minerals'],
  presence: ['minerals'],
  locate: ['minerals', 'yesno'],
  meaning: ['minerals', 'yesno'],
  target: ['probability'],
};

/** What the words of a question about a window ask for; the first that fits. */
const OF_WINDOW: [TaskName, RegExp][] = [
  ['describe', /\bdescri|\binterpret|\bcharacteri[sz]e|描述|解译|说明/i],
  ['probability', /\bfavou?rab|\bscore\b|\bprospectiv|0 to 1|有利度|打分|得分|评分/i],
  ['ground', /\bwhere\b|\bbox(es)?\b|\blocate\b|哪里|位置|方框|框出/i],
  ['yesno', /\bcopper\b|铜/i],
];

/** The tasks that a part of a question puts to the vision model. */
export function tasksOfQuestion({ intent, text }: QuestionPart): TaskName[] {
  if (intent !== 'window') return OF_SCENE[intent] ?? ['minerals'];
  return [OF_WINDOW.find(([, words]) => words.test(text))?.[0] ?? 'minerals'];
}
