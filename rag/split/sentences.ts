/** A span of a text: [start, end), without white space at its ends. */
export interface Span {
  start: number;
  end: number;
  /** A blank line precedes it. */
  paragraph: boolean;
}

/** Points behind these end no sentence (abbreviations of reports and references). */
const ABBREVIATION =
  /(?:^|[\s([])(?:e\.g|i\.e|et al|cf|ca|approx|resp|vs|viz|Figs?|Eqs?|Tabs?|Refs?|Sect?|Chap|App|Nos?|Vols?|pp?|eds?|Dr|Mr|Mrs|Ms|Prof|St|Mt|Ft|Co|Ltd|Inc|Corp|Univ|Geol|Surv|Soc|Am|J|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]|U\.S|U\.S\.A)\.$/;

/**
 * The sentences of a text, Latin and Chinese; a line feed ends one too, because loaders leave line feeds only between
 * paragraphs, list items and table rows.
 */
export function sentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let paragraph = true;
  const close = (end: number) => {
    while (start < end && isSpace(text, start)) start++;
    let stop = end;
    while (stop > start && isSpace(text, stop - 1)) stop--;
    if (stop > start) spans.push({ start, end: stop, paragraph });
    if (stop > start) paragraph = false;
    start = end;
  };
  const ends = /\n[ \t]*(\n\s*)?|[。！？；](?:["'”’」』）)]*)|[.!?]+["'”’)\]]*(?=\s+[\p{Lu}\p{N}"'“‘([•–—-])/gu;
  for (const match of text.matchAll(ends)) {
    const at = match.index + match[0].length;
    if (match[0].startsWith('\n')) {
      close(match.index);
      start = at;
      if (match[1] !== undefined) paragraph = true;
    } else if (!(match[0] === '.' && ABBREVIATION.test(text.slice(Math.max(start, at - 12), at)))) {
      close(at);
    }
  }
  close(text.length);
  return spans;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000;
}
