import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import { nameIn, nameOfLabel } from './parse/names.ts';
import subjects from './subjects.json' with { type: 'json' };

/** A mineral or an alteration type that a question names. */
export interface Subject {
  /** As answers and labels name it. */
  name: string;
  /** As a question names it: a type with its noun. */
  asked: Record<Language, string>;
}

const MINERALS: Record<string, string[]> = subjects.minerals;
const TYPES: Record<string, Record<Language, string>> = subjects.types;

/** Every name that Gossan's own models were trained to be asked about. */
export const OWN_SUBJECTS: readonly string[] = [...Object.keys(MINERALS), ...Object.keys(TYPES)];

/**
 * The subject that a user names in English or Chinese.
 * @param own the name of one of Gossan's own models, which know {@link OWN_SUBJECTS} alone: muscovite is asked for as white mica;
 *   null for other models, which are asked for whatever was named
 * @throws GossanError VISION_SUBJECT for what such a model was never asked about
 */
export function subjectOf(label: string, own: string | null): Subject {
  const name = nameOfLabel(label);
  const known = knownAs(name);
  if (known !== undefined) {
    const asked = TYPES[known] ?? { en: known, zh: nameIn(known, 'zh') };
    // another model is asked for muscovite, not for what ours counts it as
    if (own !== null || known === name) return { name: known, asked };
  }
  if (own !== null)
    throw new GossanError('VISION_SUBJECT', { model: own, name: label, known: OWN_SUBJECTS.join(', ') });
  return { name, asked: { en: name, zh: nameIn(name, 'zh') } };
}

/** "muscovite" counts as white mica, "potassium alunite" is an alunite. */
function knownAs(name: string): string | undefined {
  if (OWN_SUBJECTS.includes(name)) return name;
  const names = Object.keys(MINERALS);
  return names.find((one) => MINERALS[one]!.includes(name)) ?? names.find((one) => name.endsWith(` ${one}`));
}
