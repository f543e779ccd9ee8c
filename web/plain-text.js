// @ts-check
// As core/plain-text.ts has them; a test holds the two together.

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const UNSEEN =
  /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0100}-\u{e01ef}]|(?<!\p{Extended_Pictographic}|\p{M}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]|(?![\p{Script=Latin}\p{Script=Han}])\p{L})[\u200c\u200d]|(?<!\p{Emoji})[\ufe00-\ufe0f]/gu;
const DECEPTIVE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/**
 * Text of a document or a model, made safe to read: no control characters, no direction overrides, nothing unseen. What a
 * terminal would take for a command shows here as the letters that it is.
 * @param {string} text
 */
export function plainText(text) {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '').replace(DECEPTIVE, '').replace(UNSEEN, '');
}

/** On one line. @param {string} text */
export function plainLine(text) {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
