import type { Language } from '../../core/language.ts';
import type { Turn } from '../../core/session.ts';

export interface SummaryWords {
  session: string;
  started: string;
  archived: string;
  scene: string;
  kb: string;
  turns: string;
  none: string;
  question: string;
  /** Behind what had been shown of an answer that was cut off. */
  shown: string;
  answer: string;
  plan: string;
  agent: string;
  goal: string;
  state: string;
  time: string;
  evidence: string;
  source: string;
  address: string;
  says: string;
  figuresLost: string;
  status: Record<Turn['status'], string>;
}

const en: SummaryWords = {
  session: 'Session',
  started: 'Started',
  archived: 'Archived',
  scene: 'Scene',
  kb: 'Knowledge base',
  turns: 'Turns',
  none: 'none',
  question: 'Question',
  shown: 'Cut off here: the answer is not whole.',
  answer: 'Answer',
  plan: 'Plan',
  agent: 'Agent',
  goal: 'Goal',
  state: 'State',
  time: 'Time',
  evidence: 'Evidence',
  source: 'Source',
  address: 'Address',
  says: 'Says',
  figuresLost: 'The pictures of the map could not be added',
  status: {
    running: 'This turn was cut off; `gossan resume` finishes it.',
    done: '',
    failed: 'This turn failed.',
    stopped: 'This turn was stopped.',
  },
};

const zh: SummaryWords = {
  session: '会话',
  started: '开始时间',
  archived: '归档时间',
  scene: '影像',
  kb: '知识库',
  turns: '轮数',
  none: '无',
  question: '问题',
  shown: '在此中断：回答不完整。',
  answer: '回答',
  plan: '计划',
  agent: '智能体',
  goal: '目标',
  state: '状态',
  time: '用时',
  evidence: '证据',
  source: '来源',
  address: '地址',
  says: '内容',
  figuresLost: '未能附上图件',
  status: {
    running: '本轮被中断；可用 `gossan resume` 继续。',
    done: '',
    failed: '本轮失败。',
    stopped: '本轮已停止。',
  },
};

export function summaryWords(language: Language): SummaryWords {
  return language === 'zh' ? zh : en;
}
