// @ts-check
import { plainText } from './plain-text.js';

/** @typedef {import('../core/answer.ts').Answer} Answer */
/** @typedef {import('../core/answer.ts').AnswerNumber} AnswerNumber */
/** @typedef {import('../core/answer.ts').Citation} Citation */
/** @typedef {{kind: 'text', text: string} | {kind: 'number', text: string, number: AnswerNumber} | {kind: 'citation', text: string, citation: Citation}} Part */

/**
 * An answer's text in its parts: numbers, which come in the order of the text, and the marks of citations, `[1]`.
 * @param {Pick<Answer, 'answer' | 'numbers' | 'citations'>} answer
 * @returns {Part[]}
 */
export function answerParts({ answer, numbers, citations }) {
  const text = plainText(answer).trim();
  const found = [...numbersIn(text, numbers), ...citationsIn(text, citations)].sort((a, b) => a.start - b.start);
  /** @type {Part[]} */
  const parts = [];
  let at = 0;
  for (const { start, part } of found) {
    if (start < at) continue;
    if (start > at) parts.push({ kind: 'text', text: text.slice(at, start) });
    parts.push(part);
    at = start + part.text.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** @param {string} text @param {readonly AnswerNumber[]} numbers */
function numbersIn(text, numbers) {
  /** @type {{start: number, part: Part}[]} */
  const found = [];
  let from = 0;
  for (const number of numbers) {
    const start = placeOf(text, number.text, from);
    if (start < 0) continue;
    found.push({ start, part: { kind: 'number', text: number.text, number } });
    from = start + number.text.length;
  }
  return found;
}

/** Where a number stands by itself, no piece of a longer one and no mark of a citation; -1 for nowhere. @param {string} text @param {string} number @param {number} from */
function placeOf(text, number, from) {
  if (number === '') return -1;
  for (let at = text.indexOf(number, from); at >= 0; at = text.indexOf(number, at + 1)) {
    const [before, after] = [
      text.slice(Math.max(0, at - 2), at),
      text.slice(at + number.length, at + number.length + 2),
    ];
    const isPiece = /\d[.,]?$/.test(before) || /^[.,]?\d/.test(after);
    if (!isPiece && !(before.endsWith('[') && after.startsWith(']'))) return at;
  }
  return -1;
}

/** @param {string} text @param {readonly Citation[]} citations */
function citationsIn(text, citations) {
  const known = new Map(citations.map((citation) => [`[${citation.n}]`, citation]));
  return [...text.matchAll(/\[\d+\]/g)].flatMap(({ 0: mark, index }) => {
    const citation = known.get(mark);
    return citation ? [{ start: index, part: /** @type {Part} */ ({ kind: 'citation', text: mark, citation }) }] : [];
  });
}
