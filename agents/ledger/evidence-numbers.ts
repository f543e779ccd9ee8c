import type { Evidence } from '../../core/evidence.ts';
import { detectLanguage, type Language } from '../../core/language.ts';
import { analyze } from '../../rag/index/analyzer.ts';
import { type Quantity, readNumbers } from './quantities.ts';
import { subjectsOf } from './subjects.ts';

/** A number that a document's span holds, with whose it is and the words beside it. */
export interface NumberSource {
  quantity: Quantity;
  owners: string[];
  context: Set<string>;
}

/** What a piece of evidence has to say about numbers. */
export interface EvidenceReading {
  sources: NumberSource[];
  dates: string[];
  /** Everything that the span, its title and its address name. */
  named: string[];
  /** What a field is the field of: the mineral of `/minerals/alunite/area_km2`; nothing for `/valid_pixels`. */
  subjects: string[];
  /** Words of the whole, for fields of a scene. */
  words: Set<string>;
  language: Language;
}

/** Evidence does not change, and many sentences cite the same. */
const readings = new WeakMap<Evidence, EvidenceReading>();

export function readEvidence(evidence: Evidence): EvidenceReading {
  const kept = readings.get(evidence);
  if (kept) return kept;
  const isDocument = evidence.kind === 'document';
  // marks of quotation inside a page hide nothing: its numbers are the document's own
  const text = isDocument ? evidence.text.replace(/[“”]/g, ' ') : evidence.text;
  const { quantities, dates } = isDocument ? readNumbers(text) : { quantities: [], dates: [] };
  const { owners, contexts, named } = subjectsOf(text, quantities);
  const addressed = namesIn(decodePointer(evidence.address));
  const reading: EvidenceReading = {
    sources: quantities.map((quantity, index) => ({
      quantity,
      owners: owners[index]!,
      context: contexts[index]!,
    })),
    dates,
    named: [...new Set([...named, ...namesIn(evidence.source), ...addressed])],
    subjects: addressed.length === 0 && /#x=/.test(evidence.address) ? named : addressed,
    words: isDocument ? new Set() : new Set(analyze(text)),
    language: detectLanguage(text),
  };
  readings.set(evidence, reading);
  return reading;
}

function namesIn(text: string): string[] {
  return subjectsOf(text, []).named;
}

/** An address in words: the field of an alteration type names the type. */
export function decodePointer(address: string): string {
  return address
    .replace(/\/alteration\/([^/]+)\//, '/alteration/$1 alteration/')
    .replace(/~1/g, '/')
    .replace(/~0/g, '~')
    .replace(/[/#_+]/g, ' ');
}
