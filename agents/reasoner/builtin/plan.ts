import type { AgentName, PlanStep } from '../../../core/answer.ts';
import type { Language } from '../../../core/language.ts';
import type { PlanInput, PlanOutput } from '../reasoner.ts';
import { alterationName, mineralName } from './compose/say.ts';
import type { QuestionPart } from './question.ts';

/** Questions about what the picture shows are also put to the vision model. */
const VISUAL = new Set<QuestionPart['intent']>(['inventory', 'presence', 'meaning', 'locate', 'target', 'window']);

const GOALS: Record<Language, Partial<Record<AgentName, (part: QuestionPart) => string>>> = {
  en: {
    'spectral-analyst': (part) =>
      part.window
        ? `Read the map in window ${Object.values(part.window).join(' ')}`
        : part.point
          ? `Read the map at pixel ${part.point.x}, ${part.point.y}`
          : part.intent === 'distinguish'
            ? `Compare the diagnostic absorptions of ${subject(part, 'en')}`
            : `Map the scene and measure ${subject(part, 'en') || 'minerals and alteration'}`,
    'vision-analyst': () => 'Ask the vision model what the picture shows',
    'knowledge-retriever': (part) => `Find pages about: ${inShort(part.text)}`,
    responder: () => 'Write the answer from the evidence',
    reviewer: () => 'Check quotations, numbers and claims',
  },
  zh: {
    'spectral-analyst': (part) =>
      part.window
        ? `读取窗口 ${Object.values(part.window).join(' ')} 内的填图结果`
        : part.point
          ? `读取像元 ${part.point.x}, ${part.point.y} 处的填图结果`
          : part.intent === 'distinguish'
            ? `比较${subject(part, 'zh')}的诊断吸收`
            : `对影像填图并量算${subject(part, 'zh') || '矿物与蚀变'}`,
    'vision-analyst': () => '请视觉模型判读影像',
    'knowledge-retriever': (part) => `检索相关页面：${inShort(part.text)}`,
    responder: () => '依据证据撰写回答',
    reviewer: () => '核查引文、数字与论断',
  },
};

const LONGEST_GOAL = 160;

/** The plan by rule: one step an agent and part, then write, then check. */
export function planByRule({ question, options, visionConfigured }: PlanInput): PlanOutput {
  const steps: PlanStep[] = [];
  const stepParts: Record<string, string[]> = {};
  const goals = GOALS[question.language];
  const add = (agent: AgentName, parts: QuestionPart[]) => {
    const id = `s${steps.length + 1}`;
    const goal = goals[agent]!(parts[0]!);
    steps.push({ id, agent, goal, status: 'pending', ms: 0 });
    stepParts[id] = parts.map((part) => part.id);
  };
  const asksScene = (part: QuestionPart) => part.needs.includes('scene');
  const scene = question.parts.filter(asksScene);
  const isPlace = (part: QuestionPart) => part.point !== undefined || part.window !== undefined;
  const points = scene.filter(isPlace);
  const rest = scene.filter((part) => !isPlace(part));
  if (rest.length) add('spectral-analyst', rest);
  for (const part of points) add('spectral-analyst', [part]);
  const visual = scene.filter((part) => VISUAL.has(part.intent));
  if (visual.length && visionConfigured && options.vision) add('vision-analyst', visual);
  // with no scene open, the documents are all there is to ask
  const asksDocuments = (part: QuestionPart) =>
    part.needs.includes('documents') || (options.scene === null && part.needs.includes('scene'));
  for (const part of question.parts.filter(asksDocuments)) add('knowledge-retriever', [part]);
  if (!question.parts.every((part) => part.intent === 'archive')) {
    add('responder', question.parts);
    add('reviewer', question.parts);
  }
  return { steps, stepParts, notes: [] };
}

/** A goal is a line to tick off, also where the question is a page of text. */
function inShort(text: string): string {
  return text.length <= LONGEST_GOAL ? text : `${text.slice(0, LONGEST_GOAL)}…`;
}

function subject(part: QuestionPart, language: Language): string {
  return [
    ...part.minerals.map((name) => mineralName(name, [name], language)),
    ...part.alteration.map((name) => alterationName(name, language)),
  ].join(language === 'zh' ? '、' : ', ');
}
