/** Words that begin with a capital in questions without being names. */
const NOT_NAMES = new Set(
  'i a an the what which who whom whose when where why how is are was were do does did can could should would will in on at for from to of by with and or if my our walk compare explain describe give list name tell limitations usable earlier'.split(
    ' ',
  ),
);

/** Elements that pairs are named by: isotope systems, ratios, metal associations. */
const ELEMENTS: Record<string, string> = {
  Ag: 'silver',
  Ar: 'argon',
  As: 'arsenic',
  Au: 'gold',
  C: 'carbon',
  Cu: 'copper',
  Fe: 'iron',
  H: 'hydrogen',
  He: 'helium',
  Hf: 'hafnium',
  K: 'potassium',
  Li: 'lithium',
  Lu: 'lutetium',
  Mg: 'magnesium',
  Mo: 'molybdenum',
  N: 'nitrogen',
  Na: 'sodium',
  Nd: 'neodymium',
  Ni: 'nickel',
  O: 'oxygen',
  Os: 'osmium',
  Pb: 'lead',
  Rb: 'rubidium',
  Re: 'rhenium',
  S: 'sul(?:f|ph)ur',
  Sb: 'antimony',
  Sm: 'samarium',
  Sn: 'tin',
  Sr: 'strontium',
  Th: 'thorium',
  U: 'uranium',
  W: 'tungsten',
  Zn: 'zinc',
  Zr: 'zirconium',
};

/** Whether a text has a name as a word of its own; short acronyms in capitals, as "NI" is not in "mining". */
export function namesIt(text: string, name: string): boolean {
  const elements = /^[A-Z][a-z]?(?:[-/][A-Z][a-z]?)+$/.test(name) ? name.split(/[-/]/).map((one) => ELEMENTS[one]) : [];
  if (elements.length > 0 && elements.every((one) => one !== undefined && new RegExp(one, 'i').test(text))) return true;
  const bare = name.replace(/s$/, '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const exact = /^[A-Z][A-Z/-]+s?$/.test(name) && name.length < 5;
  return new RegExp(`(?<![\\p{L}\\p{N}])${bare}`, exact ? 'u' : 'iu').test(text);
}

/**
 * What a question names that only an answer which names it too can be about: proper names, acronyms, codes and version
 * numbers, chemical formulas. Written as they stand in the question.
 */
export function specificNames(question: string): string[] {
  const found = new Set<string>();
  for (const match of question.matchAll(
    /[A-Za-z][A-Za-z0-9./-]*[A-Za-z0-9](?:\d*[+])?|\d[\d.]*[A-Za-z][A-Za-z0-9.]*|\b\d+-\d+\b/g,
  )) {
    const word = match[0].replace(/'s$/, '');
    if (NOT_NAMES.has(word.toLowerCase())) continue;
    const code = /\d/.test(word) && /[A-Za-z-]/.test(word) && !/[+]$/.test(word);
    const acronym = /^[A-Z][A-Z/-]+s?$/.test(word);
    const inner = /^[A-Z]/.test(word) && !isSentenceStart(question, match.index);
    if (code || acronym || inner) found.add(word);
  }
  return [...found];
}

function isSentenceStart(text: string, at: number): boolean {
  return /(^|[.!?:]["')]?\s+)$/.test(text.slice(0, at));
}
