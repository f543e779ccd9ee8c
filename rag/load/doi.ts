/** A DOI's prefix and suffix (ISO 26324), and perhaps the end of the sentence that it stands in. */
const NAME = String.raw`10\.\d{4,9}/[-._;()/:a-z\d<>[\]+&]+`;
const ANY = new RegExp(NAME, 'i');
const MARKED = new RegExp(String.raw`(?:\bdoi(?:\.org/|\s*[:：]|\s)\s*)(${NAME})`, 'gi');
/** After such a sign it may go on in the next line, and half a DOI leads to something else. */
const BROKEN = /^[-._/:(]\s+[a-z\d]/;

/** The DOI in what a file's own metadata state ("doi:10.1000/182", "https://doi.org/10.1000/182"), or undefined. */
export function doiOf(stated: string): string | undefined {
  const found = ANY.exec(stated)?.[0];
  return found === undefined ? undefined : withoutEnd(found);
}

/**
 * The DOI that a document's first page gives as its own: marked as one, whole, and the only one there; a page that names
 * several cites others.
 */
export function doiOnPage(text: string): string | undefined {
  const names = new Set<string>();
  for (const { 0: all, 1: found, index } of text.matchAll(MARKED)) {
    const name = withoutEnd(found!);
    const end = index + all.length - (found!.length - name.length);
    if (BROKEN.test(text.slice(end))) return undefined;
    names.add(name);
  }
  return names.size === 1 ? [...names][0] : undefined;
}

/** Without the full stop of a sentence, and a bracket that was opened before it. Upper case means the same. */
function withoutEnd(found: string): string {
  let name = found.toLowerCase();
  while (/[^a-z\d]$/.test(name) && !(name.endsWith(')') && count(name, '(') >= count(name, ')')))
    name = name.slice(0, -1);
  return name;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
