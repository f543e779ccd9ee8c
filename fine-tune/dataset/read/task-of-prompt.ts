import prompts from '../../../agents/vision/prompts.json' with { type: 'json' };
import { TASKS, type TaskName } from '../../../agents/vision/tasks.ts';
import questions from '../../../model-server/python/gossan_scenes/data/questions.json' with { type: 'json' };

/** Tasks of the training scenes' questions; those about a named mineral are forms of yes/no and of grounding. */
const OF_SCENES: Record<keyof typeof questions.tasks, TaskName> = {
  copper: 'yesno',
  present: 'yesno',
  minerals: 'minerals',
  probability: 'probability',
  ground: 'ground',
  'ground minerals': 'ground',
  'ground types': 'ground',
  describe: 'describe',
};

const WORDINGS: [string, TaskName][] = [
  ...TASKS.flatMap((task) =>
    [prompts.tasks[task].en, prompts.tasks[task].zh].map(({ question }) => [question, task] as [string, TaskName]),
  ),
  ...Object.entries(questions.tasks).flatMap(([name, { en, zh }]) =>
    [...en, ...zh]
      .filter((wording) => !wording.includes('{name}'))
      .map((wording) => [wording, OF_SCENES[name as keyof typeof questions.tasks]] as [string, TaskName]),
  ),
];

/** The task whose question a prompt ends with, or holds; null where it is none of ours. */
export function taskOfPrompt(prompt: string): TaskName | null {
  return WORDINGS.find(([wording]) => prompt.includes(wording))?.[1] ?? null;
}
