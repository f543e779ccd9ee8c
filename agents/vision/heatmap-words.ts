import type { Language } from '../../core/language.ts';
import { nameIn } from './parse/names.ts';

export interface HeatmapWords {
  /** Of the picture, in English: its letters have no Chinese. */
  title: string;
  /** Beside the scale of colours. */
  label: string;
  /** Under the picture. */
  smallPrint: string;
  /** What the values are, and are not, for heatmap.json and the terminal. */
  meaning: string;
}

/**
 * The words of a heatmap.
 * @param mineral the mineral or alteration type that was asked about; undefined: copper-related alteration
 * @param language of `meaning`
 */
export function heatmapWords(
  task: 'yesno' | 'probability',
  calibrated: boolean,
  mineral: string | undefined,
  language: Language,
): HeatmapWords {
  const zh = language === 'zh';
  if (task === 'probability') {
    return {
      title: 'Copper-related favourability, by the model',
      label: 'favourability',
      smallPrint: 'A score, not a probability.',
      meaning: zh
        ? '模型给出的铜矿有利度（是评分，不是概率）'
        : "Copper-related favourability by the model's numbers: a score, not a probability",
    };
  }
  const subject = mineral ?? 'copper-related alteration';
  const inChinese = mineral === undefined ? '与铜有关的蚀变' : nameIn(mineral, 'zh');
  return {
    title: `${capital(subject)}, by the vision model`,
    label: mineral === undefined ? 'probability' : `probability of ${mineral}`,
    smallPrint: calibrated ? 'Calibrated on rendered scenes.' : 'Odds of the answer, not calibrated.',
    meaning: zh
      ? `模型认为有${inChinese}的${calibrated ? '概率，在渲染影像上校准' : '词元概率，未校准'}`
      : `Model's ${calibrated ? 'probability' : 'odds'} of ${subject}, ${calibrated ? 'calibrated on rendered scenes' : 'not calibrated'}`,
  };
}

function capital(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1);
}
