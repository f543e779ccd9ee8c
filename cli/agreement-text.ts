import type { TaskAgreement } from '../agents/vision/evaluate/agreement.ts';
import type { Language } from '../core/language.ts';
import { textTable } from './terminal/columns.ts';

const FIGURES: Record<string, Record<Language, string>> = {
  agreement: { en: 'agreement', zh: '一致率' },
  f1: { en: 'F1', zh: 'F1' },
  auc: { en: 'AUC', zh: 'AUC' },
  calibration_error: { en: 'calibration error', zh: '校准误差' },
  fraction_error: { en: 'error of the shares', zh: '比例误差' },
  mean_absolute_error: { en: 'mean absolute error', zh: '平均绝对误差' },
  iou: { en: 'IoU', zh: 'IoU' },
  f1_at_half: { en: 'F1 at IoU 0.5', zh: 'IoU 0.5 时的 F1' },
  mineral_f1: { en: 'F1 of minerals', zh: '矿物 F1' },
  alteration_f1: { en: 'F1 of alteration types', zh: '蚀变类型 F1' },
  copper_error: { en: 'error of favourability', zh: '有利度误差' },
};

const WORDS = {
  en: {
    about: (model: string) => `Agreement of ${model} with the set; "majority" is the best answer without looking.`,
    unreadable: (count: number) => `, ${count} unreadable`,
    columns: ['task', 'windows', 'majority'],
  },
  zh: {
    about: (model: string) => `${model} 与该集合的一致程度；“多数”是不看图时的最佳回答。`,
    unreadable: (count: number) => `，${count} 个无法解读`,
    columns: ['任务', '窗口', '多数'],
  },
} as const;

/** How far a model agrees with a set of known windows, as a table a task beside the answer that needs no look. */
export function agreementText(tasks: readonly TaskAgreement[], model: string, language: Language): string {
  const words = WORDS[language];
  const cell = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(3));
  const rows = tasks.flatMap(({ task, language: asked, windows, unreadable, figures, majority }) =>
    Object.entries(figures).map(([key, value], at) => [
      at === 0 ? `${task} (${asked})` : '',
      at === 0 ? `${windows}${unreadable ? words.unreadable(unreadable) : ''}` : '',
      FIGURES[key]?.[language] ?? key,
      cell(value),
      cell(majority[key]),
    ]),
  );
  const [task, windows, majority] = words.columns;
  return [words.about(model), textTable([task, windows, '', model, majority], rows)].join('\n\n');
}
