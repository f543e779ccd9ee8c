// CSI; then the string kinds (OSC, DCS, SOS, PM, APC), with their content where they are terminated on the same line; then
// two-character ones. An unterminated string loses its introducer only, or one stray byte would swallow the rest of a page.
const ESCAPE_SEQUENCE =
  /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c))?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
// Signs that show nothing: soft hyphens, spaces without width, fillers, marks that hold a text within a text. What joins
// emoji or letters of scripts that need it stays.
const UNSEEN =
  /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0100}-\u{e01ef}]|(?<!\p{Extended_Pictographic}|\p{M}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]|(?![\p{Script=Latin}\p{Script=Han}])\p{L})[\u200c\u200d]|(?<!\p{Emoji})[\ufe00-\ufe0f]/gu;
// Direction overrides turn a path or a number round on screen; tag characters hide text altogether.
const DECEPTIVE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/**
 * Text from a document, a file name or a model, made safe to show: no escape sequences, no control characters but
 * newline and tab, no direction overrides, no invisible characters. Everything that people read passes through here:
 * a PDF must not be able to clear the screen, set the window's title or write to the clipboard.
 */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(ESCAPE_SEQUENCE, '')
    .replace(CONTROL, '')
    .replace(DECEPTIVE, '')
    .replace(UNSEEN, '');
}

/** {@link plainText} on one line: line breaks and runs of white space become one space. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
