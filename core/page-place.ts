import type { Language } from './language.ts';
import { plainLine } from './plain-text.ts';

/** Where a passage stands, and what a reader has to know of its page. */
export interface PagePlace {
  page: number;
  /** The printed page number, or the name of a chapter or a sheet. */
  label?: string;
  /** The page is a picture whose text was recognised, so surely (0..1). */
  ocr?: { confidence: number };
}

/** Numbers as books print them: 12, xii, A-3. Everything else names the page. */
const PRINTED = /^(?:[\p{L}]{0,3}[-–.]?\d+[\p{L}]?|[ivxlcdm]+)$/iu;
/** A page that is recognised less surely holds wrong characters in most lines. */
const POOR = 0.85;

/** `p. 12`, `p. 12 (printed iv)`, `p. 3 ("Alteration"; read by OCR, 96 % sure)`; the label is text of the document. */
export function pagePlace({ page, label, ocr }: PagePlace, language: Language): string {
  const name = plainLine(label ?? '');
  const marks: string[] = [];
  if (name !== '' && name !== String(page)) marks.push(named(name, language));
  if (ocr !== undefined) marks.push(ocrMark(ocr, language));
  if (language === 'zh') return `第 ${page} 页${marks.length ? `（${marks.join('；')}）` : ''}`;
  return `p. ${page}${marks.length ? ` (${marks.join('; ')})` : ''}`;
}

/** `read by OCR, 96 % sure`. */
export function ocrMark({ confidence }: { confidence: number }, language: Language): string {
  const percent = `${Math.round(100 * confidence)} %`;
  if (language === 'zh') return `OCR 识别，置信度 ${percent}${confidence < POOR ? '，请核对原件' : ''}`;
  return `read by OCR, ${percent} sure${confidence < POOR ? ': check the original' : ''}`;
}

function named(name: string, language: Language): string {
  const printed = PRINTED.test(name);
  if (language === 'zh') return printed ? `印刷页码 ${name}` : `“${name}”`;
  return printed ? `printed ${name}` : `"${name}"`;
}
