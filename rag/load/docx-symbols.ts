/**
 * Characters of Adobe's Symbol encoding, from which Word takes signs such as µ, ± and ° ("Insert symbol"). Codes from
 * 0x20 on; Unicode's mapping table adobe/symbol.txt, the parts that text uses.
 */
const SYMBOL = ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼';
const SYMBOL_HIGH = '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓';

/** The character of a w:sym element: its code in hexadecimal, in the private area or not; empty for dingbats. */
export function symbolCharacter(hex: string, font: string): string {
  const code = Number.parseInt(hex, 16);
  if (Number.isNaN(code)) return '';
  const own = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  if (!/^symbol$/i.test(font)) return own === code && code >= 0x20 ? String.fromCodePoint(Math.min(code, 0xfffd)) : '';
  if (own >= 0x20 && own < 0x7f) return [...SYMBOL][own - 0x20] ?? '';
  return [...SYMBOL_HIGH][own - 0xa0] ?? '';
}
