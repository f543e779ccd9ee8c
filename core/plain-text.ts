// CSI; then the string kinds (OSC, DCS, SOS, PM, APC), with their content where they are terminated on the same line; then
// two-character ones. An unterminated string loses its introducer only, or one stray byte would swallow the rest of a page.
const ESCAPE_SEQUENCE =
  /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c))?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
// Direction overrides turn a path or a number round on screen; tag characters hide text altogether.
const DECEPTIVE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/**
 * Text from a document, a file name or a model, made safe to show: no escape sequences, no control characters but
 * newline and tab, no direction overrides, no invisible tag characters. Everything that people read passes through here:
 * a PDF must not be able to clear the screen, set the window's title or write to the clipboard.
 */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(ESCAPE_SEQUENCE, '').replace(CONTROL, '').replace(DECEPTIVE, '');
}

/** {@link plainText} on one line: line breaks and runs of white space become one space. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
