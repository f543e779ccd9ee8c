/** A DOI's prefix and suffix (ISO 26324); the end of a sentence or a bracket is not a part of it. */
const NAME = /10\.\d{4,9}\/[-._;()/:a-z\d<>[\]+&]*[a-z\d]/gi;
const MARKED = new RegExp(String.raw`(?:\bdoi(?:\.org/|\s*[:：]|\s)\s*)(${NAME.source})`, 'gi');

/** The DOI in what a page states of itself ("doi:10.1000/182", "https://doi.org/10.1000/182"), or undefined. */
export function doiOf(stated: string): string | undefined {
  return stated.match(NAME)?.[0].toLowerCase();
}

/**
 * The DOI that a document's first page gives as its own: marked as one, and the only one there; a page that names several
 * cites others.
 */
export function doiOnPage(text: string): string | undefined {
  const found = new Set([...text.matchAll(MARKED)].map(([, name]) => withoutBracket(name!).toLowerCase()));
  return found.size === 1 ? [...found][0] : undefined;
}

/** "(doi:10.1000/182)": a closing bracket that was opened outside is not a part of the name. */
function withoutBracket(name: string): string {
  const unopened = name.endsWith(')') && !name.includes('(');
  return unopened ? name.slice(0, -1) : name;
}
