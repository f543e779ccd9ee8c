/** A picture or table, named as its caption names it; the loaders of textbooks leave `[Figure]`. */
const CAPTION =
  /^(?:\[Figure\]|(?:(?:Fig(?:ure)?s?|FIGURE|Table|TABLE|Plate|Map)\.?|图|表)\s*[A-Z]?\d+(?:[.\-–]\d+)*[a-z]?(?:\s*[.:：)）|]|\s+(?=[\p{Lu}\p{Script=Han}])))/u;
/** A line of a table of contents or list of figures: dots and a page number behind it. */
const CONTENTS = /(?:\.\s?){3,}\s*[\divxl]+$|…+\s*\d+$/iu;
/**
 * Entries of reference lists: initials, a year with a colon or in brackets behind names, a publisher's number; or what
 * stands behind the names where an entry was cut there, "1934a: The tin placers".
 */
const REFERENCE =
  /^(?:19|20)\d\d[a-z]?\s?:\s|\b[A-Z]\.(?:\s?[A-Z]\.)*[;,].*\b(?:19|20)\d\d[a-z]?\s?[:.]|\bdoi\b|\bpp?\. ?\d+[-–]\d+/u;
/** Parts of a document that list, ask or thank, and tell nothing themselves. */
const LISTING =
  /^(?:[\d.\s]*)(?:references?\b|bibliography|further reading|(?:table of )?contents$|(?:list of )?(?:figures|tables)$|acknowledge?ments?|exercises?\b|review questions|quiz|参考文献|目录|插图目录|致谢|练习|习题|思考题)/iu;
/** Questions for just that. */
const ASKS_FOR_THEM =
  /\b(?:fig(?:ure)?s?|tables?|captions?|references|cited?|bibliography|exercises?)\b|图\s?\d|表\s?\d|参考文献|习题|练习/iu;
/** What is numbered, and not a value: Figure 4.3, Table A1, chapter 2. */
const LABEL =
  /\b(?:Fig(?:ure)?s?\.?|Tables?|Sections?|Chapters?|Eqs?\.?|Appendix|Group)\s*(?:@ref\([^)]*\)|[A-Z]?\d[\d.\-–]*)|[图表第]\s?\d[\d.\-–]*/giu;

/** Whether a question wants a caption, a reference or an exercise, which are no answers else. */
export function wantsListings(question: string): boolean {
  return ASKS_FOR_THEM.test(question);
}

/** Whether a line of a page is an entry of a reference list. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Whether a line of a page names a figure or table, or lists one, instead of telling something. */
export function isCaption(text: string): boolean {
  return CAPTION.test(text) || CONTENTS.test(text);
}

/** A text without the numbers of its figures, tables and chapters. */
export function withoutLabels(text: string): string {
  return text.replace(LABEL, ' ');
}

/**
 * Share of a passage that tells something, 0..1: neither a caption, nor a line of contents or references, nor a part of the
 * document that only lists or asks.
 * @param heading path, outermost first, joined by " › "
 */
export function substance(heading: string, text: string): number {
  if (heading.split(' › ').some((one) => LISTING.test(one))) return 0;
  const lines = text.split('\n').map((line) => line.trim());
  const length = (some: readonly string[]) => some.reduce((sum, line) => sum + line.length, 0);
  const telling = lines.filter((line) => !isCaption(line) && !isReference(line));
  return length(telling) / Math.max(length(lines), 1);
}
