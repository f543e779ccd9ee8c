/**
 * For the Python tests: every prompt that the program can put to the small model, and its tokens, as JSON on stdout.
 *
 *     node test/support/dump-prompts.ts
 */
import { taskMessages } from '../../agents/vision/messages.ts';
import { OWN_SUBJECTS, subjectOf } from '../../agents/vision/subject.ts';
import { TASKS, taskQuestion } from '../../agents/vision/tasks.ts';
import { readBaseFiles } from '../../model-server/embedded/base-files.ts';
import { chatPrompt } from '../../model-server/embedded/chat-prompt.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';

const { card, tokenizer, sizes } = readBaseFiles(shippedBase());
const image = { width: 1, height: 1, data: new Uint8Array(3) };
const views = card.views.map((recipe) => ({ recipe, about: '', image, valid: 1 }));
const subjects = OWN_SUBJECTS.map((name) => subjectOf(name, card.name));
const questions = (['en', 'zh'] as const).flatMap((language) =>
  TASKS.flatMap((task) => {
    const named = task === 'yesno' || task === 'ground' ? subjects : [];
    const all = [taskQuestion(task, language), ...named.map((subject) => taskQuestion(task, language, subject))];
    return all.map((asked) => {
      const { tokens } = chatPrompt({ messages: taskMessages(views, asked, true) }, tokenizer, sizes.grid);
      return { task, language, question: asked.question, tokens };
    });
  }),
);
process.stdout.write(JSON.stringify({ views: card.views, questions }));
