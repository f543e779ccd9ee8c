import type { Answer, Citation, QuoteVerdict } from '../core/answer.ts';
import { derivationOf } from '../core/derivations.ts';
import type { Language } from '../core/language.ts';
import { pagePlace } from '../core/page-place.ts';
import { plainLine, plainText } from '../core/plain-text.ts';
import { sourceAddress } from '../core/source-address.ts';
import type { Output } from './terminal/output.ts';

const WORDS = {
  en: { references: 'References', missing: 'Missing', disagree: 'The sources disagree', calculated: 'Calculated' },
  zh: { references: '参考文献', missing: '缺少', disagree: '来源不一致', calculated: '计算' },
} as const;

const VERDICTS: Record<Language, Record<QuoteVerdict, string>> = {
  en: { verified: 'verified', misattributed: 'stands elsewhere', fabricated: 'not found' },
  zh: { verified: '已核对', misattributed: '出处不符', fabricated: '未找到' },
};

/** An answer for reading: the text, what is missing, how derived numbers were made, numbered references, a faint line of models. */
export function printAnswer(answer: Answer, output: Output): void {
  for (const [text, style] of answerLines(answer)) output.print(text, style);
}

/** The same without colours. */
export function answerText(answer: Answer): string {
  return plainText(
    answerLines(answer)
      .map(([text]) => text)
      .join('\n'),
  );
}

type Line = [text: string, style?: 'bold' | 'yellow' | 'dim'];

function answerLines(answer: Answer): Line[] {
  const { citations, language } = answer;
  const set = (text: string, style: Line[1]): Line[] => (text ? [[`\n${text}`, style]] : []);
  return [
    [answer.answer.trim()],
    ...set(missingText(answer), 'yellow'),
    ...set(contradictionText(answer), 'yellow'),
    ...set(calculationText(answer), 'dim'),
    ...set(citations.length ? WORDS[language].references : '', 'bold'),
    ...citations.map((citation): Line => [referenceText(citation, language)]),
    ...set(modelsText(answer), 'dim'),
  ];
}

/** `[1] Ore deposits of Nevada, p. 12 (verified)`. */
export function referenceText(citation: Citation, language: Language): string {
  const place = pagePlace(citation, language);
  const address = sourceAddress(citation);
  const where = `${plainLine(citation.title)}, ${place}${address && `, ${address}`}`;
  return `[${citation.n}] ${where} (${verdictText(citation.verdict, language)})`;
}

export function verdictText(verdict: QuoteVerdict, language: Language): string {
  return VERDICTS[language][verdict];
}

/** What a refused answer lacks; empty where nothing was refused. */
export function missingText(answer: Answer): string {
  if (!answer.refusal?.missing.length) return '';
  const items = answer.refusal.missing.map((item) => `  - ${plainLine(item)}`);
  return `${WORDS[answer.language].missing}:\n${items.join('\n')}`;
}

/** Where scene and reports disagree, both sides. */
export function contradictionText(answer: Answer): string {
  if (!answer.contradictions.length) return '';
  const lines = answer.contradictions.map(
    ({ subject, sides }) => `  ${plainLine(subject)}: ${sides.map(({ says }) => plainLine(says)).join(' ↔ ')}`,
  );
  return `${WORDS[answer.language].disagree}:\n${lines.join('\n')}`;
}

/** How each derived number follows from addressed ones; empty where all numbers have an address of their own. */
export function calculationText(answer: Answer): string {
  const evidence = new Map(answer.evidence.map((one) => [one.id, one]));
  const lines = answer.numbers.flatMap((number) => {
    const derived = derivationOf(number, evidence);
    if (!derived) return [];
    const result = `${number.text}${number.unit ? ` ${number.unit}` : ''}`;
    return [plainLine(`${result} = ${derived.worked} ← ${derived.addresses.join(', ')}`)];
  });
  return lines.length
    ? `${WORDS[answer.language].calculated}:\n${[...new Set(lines)].map((line) => `  ${line}`).join('\n')}`
    : '';
}

/** What `models` says where no model took part. */
const NO_MODEL = new Set(['', 'none', 'not asked', 'not configured']);

/** One line: session, turn, review, models that took part, seconds. */
export function modelsText(answer: Answer): string {
  const named = Object.values(answer.models).filter((model) => !NO_MODEL.has(model));
  const seconds = (answer.ms / 1000).toFixed(1);
  const review = answer.review.verdict + (answer.review.rewrites ? ' (1 rewrite)' : '');
  return plainLine(`${answer.session} #${answer.turn} · ${review} · ${[...new Set(named)].join(' · ')} · ${seconds} s`);
}
