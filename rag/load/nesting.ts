/**
 * Elements in elements deeper than this are no document. Word nests some tens, web pages some hundreds; the parser's
 * time grows with the square of the depth.
 */
const DEEPEST = 2000;

export class NestedTooDeep extends Error {
  constructor() {
    super(`elements are nested more than ${DEEPEST} deep`);
  }
}

/** Counts the depth of elements. @throws NestedTooDeep */
export class Nesting {
  private depth = 0;

  open(): void {
    if (++this.depth > DEEPEST) throw new NestedTooDeep();
  }

  close(): void {
    this.depth--;
  }
}
