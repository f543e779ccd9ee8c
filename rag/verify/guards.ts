/**
 * What must be the same in a quotation and in the text that it is found in, however leniently the letters between were
 * compared: numbers with their signs and units, and negations. Both texts are folded ones.
 */

/** A number with its sign and what may be its unit: "-39 °C", "2.2 µm", "5 %", "3 g/t", "10⁵ t". */
const NUMBER =
  /[-+±~<>≤≥≈]?\p{N}[\p{N}.,:/^-]*(?:\s?(?:[%‰]|°\s?[CFK]?|[A-Za-zµΩÅ]{1,4}(?:\/[A-Za-z]{1,3})?(?![A-Za-z])[²³⁻¹]*))?/gu;

const NEGATION =
  /\b(?:no|not|non|nor|none|never|neither|without|cannot|lack|lacks|lacking|absent|absence|fails?|failed|except|unless|hardly)\b|n't\b|[不无未没非勿否莫]|缺乏|缺少|除/giu;

/** Units and signs belong to their numbers: "2.2 nm" is not "2.2 µm". */
export function sameNumbersAndNegations(a: string, b: string): boolean {
  return list(a, NUMBER) === list(b, NUMBER) && list(a, NEGATION) === list(b, NEGATION);
}

/** Whether a passage denies something. */
export function hasNegation(text: string): boolean {
  return list(text, NEGATION) !== '';
}

function list(text: string, pattern: RegExp): string {
  return (text.match(pattern) ?? []).map((match) => match.replace(/\s+/g, '').replace(/[.,:/]+$/, '')).join('|');
}
