import type { AgentName, PlanStep } from '../../core/answer.ts';

/** The fixed words of the chat, in the language of its frame. */
export interface ChatWords {
  plan: string;
  references: string;
  evidence: string;
  missing: string;
  disagree: string;
  quitHint: string;
  stopHint: string;
  stopping: string;
  preparing: string;
  placeholder: string;
  retraining: string;
  answer: string;
  openHint: string;
  search: string;
  searchHint: string;
  noMatch: string;
  pastedLines: (lines: number) => string;
  pastedCharacters: (characters: number) => string;
  moreLines: (lines: number) => string;
  /** Said of a language model while it writes. */
  writes: (model: string, words: number) => string;
  takenBack: string;
  /** Behind what was shown of an answer. */
  stoppedHere: string;
  cutHere: string;
  noScene: string;
  synthetic: string;
  kb: string;
  vision: string;
  off: string;
  error: string;
  /** For those who listen. */
  you: string;
  answerFollows: string;
  ready: string;
  planOf: (steps: number) => string;
  steps: Record<PlanStep['status'], string>;
  /** What an agent does, as in a plan. */
  doing: (agent: AgentName, what: string) => string;
  inSeconds: (seconds: string) => string;
  beginsToWrite: (model: string) => string;
}

const en: ChatWords = {
  plan: 'Plan',
  references: 'References',
  evidence: 'Evidence',
  missing: 'Missing',
  disagree: 'The sources disagree',
  quitHint: 'Ctrl-C again quits',
  stopHint: 'Esc stops',
  stopping: 'stopping…',
  preparing: 'preparing',
  placeholder: 'Ask a question, or /help',
  retraining: 'retraining',
  answer: 'Your answer; Esc turns away',
  openHint: 'o and Enter open it outside',
  search: 'search',
  searchHint: 'Ctrl-R older · Ctrl-S newer · Enter takes · Esc leaves',
  noMatch: 'nothing earlier',
  pastedLines: (lines) => `[pasted ${lines} lines]`,
  pastedCharacters: (characters) => `[pasted ${characters} characters]`,
  moreLines: (lines) => `… ${lines} more lines`,
  writes: (model, words) => `${words} words written; shown when checked · ${model}`,
  takenBack: 'Taken back',
  stoppedHere: 'Stopped here: the answer is not whole.',
  cutHere: 'Cut off here: the answer is not whole.',
  noScene: 'no scene',
  synthetic: '(synthetic)',
  kb: 'kb',
  vision: 'vision',
  off: 'off',
  error: 'Error',
  you: 'You',
  answerFollows: 'Answer:',
  ready: 'Ready',
  planOf: (steps) => (steps === 1 ? 'Plan of 1 step:' : `Plan of ${steps} steps:`),
  steps: { pending: 'To do', running: 'Running', done: 'Done', failed: 'Failed', skipped: 'Left out' },
  doing: (agent, what) => `${agent}: ${what}`,
  inSeconds: (seconds) => ` in ${seconds} seconds`,
  beginsToWrite: (model) => `${model} writes; the answer is read when it is checked.`,
};

const AGENTS_ZH: Record<AgentName, string> = {
  planner: '计划',
  'spectral-analyst': '光谱分析',
  'vision-analyst': '视觉判读',
  'knowledge-retriever': '资料检索',
  responder: '撰写',
  reviewer: '审核',
};

const zh: ChatWords = {
  plan: '计划',
  references: '参考文献',
  evidence: '证据',
  missing: '缺少',
  disagree: '来源不一致',
  quitHint: '再按一次 Ctrl-C 退出',
  stopHint: 'Esc 停止',
  stopping: '正在停止…',
  preparing: '准备中',
  placeholder: '请提问，或输入 /help',
  retraining: '重新训练',
  answer: '请回答；Esc 取消',
  openHint: '输入 o 并回车，在外部打开',
  search: '搜索',
  searchHint: 'Ctrl-R 更早 · Ctrl-S 更新 · 回车取用 · Esc 退出',
  noMatch: '没有更早的',
  pastedLines: (lines) => `[粘贴 ${lines} 行]`,
  pastedCharacters: (characters) => `[粘贴 ${characters} 字符]`,
  moreLines: (lines) => `… 另有 ${lines} 行`,
  writes: (model, words) => `已写 ${words} 字，核对后显示 · ${model}`,
  takenBack: '撤回',
  stoppedHere: '在此停止：回答不完整。',
  cutHere: '在此中断：回答不完整。',
  noScene: '无影像',
  synthetic: '（合成）',
  kb: '知识库',
  vision: '视觉',
  off: '关',
  error: '错误',
  you: '您',
  answerFollows: '回答：',
  ready: '就绪',
  planOf: (steps) => `计划，共 ${steps} 步：`,
  steps: { pending: '待做', running: '进行中', done: '完成', failed: '失败', skipped: '跳过' },
  doing: (agent, what) => `${AGENTS_ZH[agent]}：${what}`,
  inSeconds: (seconds) => `，用时 ${seconds} 秒`,
  beginsToWrite: (model) => `${model} 正在撰写；核对后给出回答。`,
};

/** `lang` of the chat, else the language that the terminal's locale names. */
export function chatLanguage(lang: 'en' | 'zh' | null): 'en' | 'zh' {
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  return lang ?? (locale.startsWith('zh') ? 'zh' : 'en');
}

export function chatWords(lang: 'en' | 'zh' | null): ChatWords {
  return chatLanguage(lang) === 'zh' ? zh : en;
}

/** Something to type first. */
export interface FirstStep {
  en: string;
  zh: string;
}

/** What to try first where a scene is open: a question to the scene, one to scene and reports together, a picture. */
export const FIRST_STEPS: readonly FirstStep[] = [
  { en: 'Where should I look first for copper?', zh: '铜的靶区应该先看哪里？' },
  { en: 'Do the reports agree with the scene?', zh: '报告与影像一致吗？' },
  { en: '/map alteration', zh: '/map 蚀变' },
];

/** And where none is: the notes that ship answer the first, `/scene` opens one. */
export const FIRST_STEPS_WITHOUT_SCENE: readonly FirstStep[] = [
  { en: 'How do I tell kaolinite from dickite?', zh: '怎么区分高岭石和地开石？' },
  { en: '/kb add reports/', zh: '/kb add reports/' },
  { en: '/scene cuprite.hdr', zh: '/scene cuprite.hdr' },
];

/** What to try first. @param synthetic also while the demo scene is being made */
export function firstSteps(scene: string | null, synthetic: boolean): readonly FirstStep[] {
  return scene === null && !synthetic ? FIRST_STEPS_WITHOUT_SCENE : FIRST_STEPS;
}

/** The step that its number stands for; null where there is none of that number, and without a scene, where they are only examples. */
export function firstStep(
  typed: string,
  scene: string | null,
  synthetic: boolean,
  lang: 'en' | 'zh' | null,
): string | null {
  const steps = firstSteps(scene, synthetic);
  const step = steps === FIRST_STEPS && /^[1-9]$/.test(typed.trim()) ? steps[Number(typed) - 1] : undefined;
  return step ? step[chatLanguage(lang)] : null;
}
