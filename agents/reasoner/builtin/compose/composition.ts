import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { micrometres, pixels, sentence } from './say.ts';

/** Wavelength positions and what they say of composition. */
export function composition(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const rows: [string, string, string][] = [
    ['aloh', 'the Al-OH absorption', 'Al-OH 吸收'],
    ['alunite', 'the OH absorption by which alunite shows its K-Na composition', '反映明矾石钾钠成分的 OH 吸收'],
    ['carbonate', 'the carbonate absorption', '碳酸盐吸收'],
    ['feoh', 'the Fe-OH absorption', 'Fe-OH 吸收'],
  ];
  const wanted = part.minerals.length
    ? rows.filter(([key]) => wavelengthConcerns(key, part.minerals))
    : rows.slice(0, 2);
  const sentences: Sentence[] = [];
  for (const [key, en, zh] of wanted.length ? wanted : rows) {
    const [median, p10, p90, count] = ['median', 'p10', 'p90', 'pixels'].map((leaf) =>
      facts.at(`/wavelengths/${key}/${leaf}`),
    );
    if (!median || !p10 || !p90 || !count) continue;
    const label = named(language === 'zh' ? zh : en, median);
    sentences.push(
      sentence(
        part.id,
        sentences.length ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${label}的中位位置是 ${micrometres(median)}，大多数像元落在 ${micrometres(p10)} 到 ${micrometres(p90)} 之间（${pixels(count, language)}）。`
          : phrase`${label} has its median position at ${micrometres(median)}; most of the ${pixels(count, language)} lie between ${micrometres(p10)} and ${micrometres(p90)}.`,
      ),
    );
  }
  return sentences;
}

function wavelengthConcerns(key: string, minerals: string[]): boolean {
  const concerned: Record<string, string[]> = {
    aloh: ['white mica', 'muscovite', 'illite', 'paragonite', 'kaolinite', 'montmorillonite', 'clay minerals'],
    alunite: ['alunite', 'sulfates'],
    carbonate: ['calcite', 'dolomite', 'carbonates', 'siderite'],
    feoh: ['chlorite', 'epidote', 'nontronite', 'biotite'],
  };
  return minerals.some((mineral) => concerned[key]!.includes(mineral));
}
