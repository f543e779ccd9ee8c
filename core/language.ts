/** The languages of questions, documents and answers. Both are first-class. */
export type Language = 'en' | 'zh';

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[A-Za-z]{2,}/g;

/**
 * The language of a text. Chinese needs few characters to say much, and Chinese questions quote English terms
 * ("这里有没有 alunite"), so one Han character weighs as much as one Latin word.
 */
export function detectLanguage(text: string): Language {
  const han = text.match(HAN)?.length ?? 0;
  const words = text.match(LATIN_WORD)?.length ?? 0;
  return han > 0 && han >= words ? 'zh' : 'en';
}
