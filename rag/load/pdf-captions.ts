import type { Caption } from './document.ts';

/** How captions of figures and tables begin, and what tells them from sentences that begin with "Figure 3". */

const KIND = 'fig(?:ure|s)?|table|tab|plate|photo(?:graph)?|scheme|chart|map|box|exhibit';
const NUMBER = '(?:[A-Z]{1,2}[-.–]?)?\\d+(?:[.\\-–]\\d+)*[a-z]?|[IVXL]+';
const LATIN = new RegExp(
  `^((?:supplementary |extended data )?(?:${KIND})\\.?)\\s*(${NUMBER})(?=[\\s.:,;|)—–-]|$)`,
  'i',
);
const CHINESE = /^((?:附|插)?[图圖表]版?|照片|图版)\s*([\dA-Z]+(?:[-–.—·]\d+)*[a-z]?|[一二三四五六七八九十]+)/;
/** "图3为…", "表2所示": a sentence that speaks of the picture. */
const CHINESE_SENTENCE = /^\s*(?:[为是中示列给显可表所和、，,及与]|能看|反映|说明)/;

export interface CaptionStart {
  kind: Caption['kind'];
  /** "Figure 4", "表2-1". */
  label: string;
}

/**
 * The figure or table that a paragraph is the caption of, or null.
 * @param marked its type differs from the text's: bold, italic or smaller; then less punctuation is asked for
 */
export function captionStart(text: string, marked: boolean): CaptionStart | null {
  // An entry of a list of figures ends with its page.
  if (/ \.\.\. ?[\divxl]+$/.test(text)) return null;
  const chinese = CHINESE.exec(text);
  if (chinese !== null) {
    const rest = text.slice(chinese[0].length);
    if (CHINESE_SENTENCE.test(rest) || (rest !== '' && !/^[\s:：.．、。\p{Script=Han}]/u.test(rest))) return null;
    return { kind: chinese[1]!.includes('表') ? 'table' : 'figure', label: chinese[0].replace(/\s+/g, '') };
  }
  const latin = LATIN.exec(text);
  if (latin === null) return null;
  const rest = text.slice(latin[0].length);
  const parted = /^\s?[.:|—–](?:\s|$)/.test(rest) || /^\s?[-.:]\s*\p{Lu}/u.test(rest);
  const named = /^\s+[\p{Lu}(“"‘\d]/u.test(rest) || rest.trim() === '';
  // "Figure 3 shows", "Table 1 and": a sentence.
  const sentence = /^\s*[,;)]|^\s+\p{Ll}/u.test(rest) && !marked;
  if (sentence || !(parted || named || marked)) return null;
  const kind = /^(?:supplementary |extended data )?tab/i.test(latin[1]!) ? 'table' : 'figure';
  return { kind, label: `${latin[1]} ${latin[2]}`.replace(/\s+/g, ' ') };
}
