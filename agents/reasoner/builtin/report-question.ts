import type { Language } from '../../../core/language.ts';
import { INTENTS, type Intent } from './intents.ts';
import { type Question, type QuestionPart, understand } from './question.ts';

/** The sections of an alteration report, in the order in which a client reads them. */
export const REPORT_SECTIONS: {
  id: string;
  intent: Intent;
  heading: Record<Language, string>;
  asks: Record<Language, string>;
}[] = [
  {
    id: 'r1',
    intent: 'locate',
    heading: { en: 'Alteration and its zoning', zh: '蚀变及其分带' },
    asks: { en: 'Where is the hydrothermal alteration?', zh: '热液蚀变在哪里？' },
  },
  {
    id: 'r2',
    intent: 'table',
    heading: { en: 'Minerals', zh: '矿物' },
    asks: { en: 'Which minerals?', zh: '有哪些矿物？' },
  },
  {
    id: 'r3',
    intent: 'composition',
    heading: { en: 'Mineral composition from wavelengths', zh: '由吸收波长看矿物成分' },
    asks: {
      en: 'Al-OH wavelength position and composition of white mica and alunite',
      zh: '白云母与明矾石的吸收波长和成分',
    },
  },
  {
    id: 'r4',
    intent: 'meaning',
    heading: { en: 'Interpretation', zh: '解释' },
    asks: { en: 'What does the alteration pattern mean for exploration?', zh: '蚀变分带对找矿意味着什么？' },
  },
  {
    id: 'r5',
    intent: 'comparison',
    heading: { en: 'Scene and documents compared', zh: '影像与资料对照' },
    asks: { en: 'Do the reports agree with the minerals mapped in the scene?', zh: '资料与影像识别的矿物是否一致？' },
  },
  {
    id: 'r6',
    intent: 'target',
    heading: { en: 'Copper favourability and first targets', zh: '铜有利度与首选靶区' },
    asks: { en: 'Where is the copper favourability highest?', zh: '铜的有利地段在哪里？' },
  },
  {
    id: 'r7',
    intent: 'confidence',
    heading: { en: 'How sure this is', zh: '可靠程度' },
    asks: { en: 'How sure is the identification?', zh: '识别有多大把握？' },
  },
  {
    id: 'r8',
    intent: 'limits',
    heading: { en: 'What was not, and could not be, seen', zh: '没有看到和无法看到的' },
    asks: { en: 'What can these bands not detect?', zh: '这些波段探测不到什么？' },
  },
  {
    id: 'r9',
    intent: 'field-check',
    heading: { en: 'What to check in the field', zh: '野外检查' },
    asks: { en: 'What should be checked in the field?', zh: '野外应检查什么？' },
  },
];

/** A report as a question with one part a section; what the user wants to dwell on comes first. */
export function reportQuestion(language: Language, dwellOn: string | null): Question {
  const sections = REPORT_SECTIONS.map(
    (section): QuestionPart => ({
      id: section.id,
      text: section.asks[language],
      intent: section.intent,
      needs: [...(INTENTS.find((row) => row.intent === section.intent)?.needs ?? ['scene' as const])],
      minerals: section.intent === 'composition' ? ['white mica', 'alunite'] : [],
      alteration: [],
      unknownMinerals: [],
      optional: true,
    }),
  );
  const focus = dwellOn
    ? understand(dwellOn, { minerals: [], alteration: [] }, language).parts.map((part) => ({
        ...part,
        id: `f${part.id}`,
        optional: true,
      }))
    : [];
  return {
    text: dwellOn ?? '',
    language,
    parts: [...focus, ...sections],
    left: 0,
    focus: { minerals: [], alteration: [] },
  };
}
