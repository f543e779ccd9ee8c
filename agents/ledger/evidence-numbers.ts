import type { Evidence } from '../../core/evidence.ts';
import { detectLanguage, type Language } from '../../core/language.ts';
import { type Entities, findEntities } from '../reasoner/builtin/lexicon.ts';
import type { Context } from './contexts.ts';
import { type Quantity, readNumbers } from './quantities.ts';
import { subjectsOf, wordsOf } from './subjects.ts';

/** A number that a document's span or a model's answer holds, with whose it is and the words beside it. */
export interface NumberSource {
  quantity: Quantity;
  owners: string[];
  context(): Context;
}

/** What a piece of evidence has to say about numbers. */
export interface EvidenceReading {
  sources: NumberSource[];
  dates: string[];
  /** Everything that the span, its title and its address name. */
  named: string[];
  /** What a field is the field of: the mineral of `/minerals/alunite/area_km2`; nothing for `/valid_pixels`. */
  subjects: string[];
  /** Minerals and alteration types that text, address, title or value name. */
  entities: Entities;
  /** Words of text, title, address and value. */
  words(): Set<string>;
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
  // a scene's number is its value; a document's and a model's stand in their words
  const { quantities, dates } = evidence.kind === 'scene' ? { quantities: [], dates: [] } : readNumbers(text);
  const { owners, context, named } = subjectsOf(text, quantities);
  const addressed = isDocument ? [] : namesIn(decodePointer(evidence.address));
  let words: Set<string> | undefined;
  const reading: EvidenceReading = {
    entities: findEntities(
      `${evidence.text} ${decodePointer(evidence.address)} ${evidence.source} ${evidence.value ?? ''}`,
    ),
    sources: quantities.map((quantity, index) => ({
      quantity,
      owners: owners[index]!,
      context: () => context(index),
    })),
    dates,
    named: [...new Set([...named, ...namesIn(evidence.source), ...addressed])],
    // the file of a raster says nothing of the pixel: copper.tif at a pixel of alunite
    subjects: /#x=/.test(evidence.address) ? named : addressed,
    words: () =>
      (words ??= wordsOf(
        `${text} ; ${evidence.source} ; ${decodePointer(evidence.address)} ; ${evidence.value ?? ''}`,
      )),
    language: detectLanguage(text),
  };
  readings.set(evidence, reading);
  return reading;
}

const names = new Map<string, string[]>();

/** Titles and addresses come again and again. */
function namesIn(text: string): string[] {
  const kept = names.get(text);
  if (kept) return kept;
  const found = subjectsOf(text, []).named;
  if (names.size > 5000) names.clear();
  names.set(text, found);
  return found;
}

/** An address in words: the field of an alteration type names the type. */
function decodePointer(address: string): string {
  return address
    .replace(/\/alteration\/([^/]+)\//, '/alteration/$1 alteration/')
    .replace(/~1/g, '/')
    .replace(/~0/g, '~')
    .replace(/[/#_+]/g, ' ');
}
