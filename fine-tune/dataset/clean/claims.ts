import type { Reply } from '../../../agents/vision/answer-form.ts';
import comparison from '../../../agents/vision/comparison.json' with { type: 'json' };
import names from '../../../model-server/python/gossan_scenes/data/names.json' with { type: 'json' };
import { replyFromJson, replyOf } from '../../curation/replies.ts';
import type { SetLine } from '../set-line.ts';
import rules from './agreement.json' with { type: 'json' };

/** One thing that a line states clearly enough to be held against a witness: a mineral, or copper. */
export interface Claim {
  about: string;
  /** The geologist and the spectra say the same. */
  spectra: boolean;
  /** The geologist and the model say the same; undefined where the model said nothing clear. */
  model?: boolean;
}

/** What a line claims beside what its witnesses clearly show. Empty where it has none, or nobody signed it. */
export function claimsOf(line: SetLine): Claim[] {
  const { task, expected, spectra } = line;
  if (!task || expected === undefined || !spectra || spectra.valid === 0) return [];
  const label = replyFromJson(task, expected);
  if (!label) return [];
  const said = line.said === undefined ? null : replyOf(task, line.said);
  switch (label.task) {
    case 'yesno':
      return copperClaim(label.yes, spectra.alteration, said);
    case 'probability': {
      if (spectra.copper === null) return [];
      const near = (value: number) => Math.abs(label.value - value) <= rules.favourability_apart.value;
      const model = said?.task === 'probability' ? { model: near(said.value) } : {};
      return [{ about: 'favourability', spectra: near(spectra.copper), ...model }];
    }
    default:
      return mineralClaims(sharesOf(label), spectra.minerals, said && sharesOf(said));
  }
}

function copperClaim(yes: boolean, alteration: Record<string, number>, said: Reply | null): Claim[] {
  const share = comparison.copper_types.value.reduce((sum, type) => sum + (alteration[type] ?? 0), 0);
  const shown = share >= rules.clear_copper.yes ? true : share <= rules.clear_copper.no ? false : null;
  if (shown === null) return [];
  return [{ about: 'copper', spectra: yes === shown, ...(said?.task === 'yesno' ? { model: yes === said.yes } : {}) }];
}

const SPOKEN = new Set(names.minerals.map(({ name }) => name));

/** Shares by mineral; null where a mineral is named without one. */
type Shares = ReadonlyMap<string, number | null>;

function sharesOf(reply: Reply): Shares {
  if (reply.task === 'ground') return new Map(reply.boxes.map(({ label }) => [label, null]));
  if (reply.task === 'minerals' || reply.task === 'describe')
    return new Map(reply.minerals.map(({ mineral, fraction }) => [mineral, fraction]));
  return new Map();
}

function mineralClaims(label: Shares, spectra: Record<string, number>, said: Shares | null): Claim[] {
  // the map also names what no answer can name: ferrous silicate, olivine
  const shown = Object.keys(spectra).filter((name) => SPOKEN.has(name));
  return [...new Set([...label.keys(), ...shown])].flatMap((about): Claim[] => {
    const inSpectra = clearly(spectra[about] ?? 0, label.has(about), label.get(about) ?? null);
    if (inSpectra === null) return [];
    // the model's word counts where it is as clear as the spectra's
    const share = said?.get(about);
    const named = said?.has(about) ?? false;
    const model =
      said === null || (named && share !== null && share! < rules.clear_share.value)
        ? null
        : named === label.has(about);
    return [{ about, spectra: inSpectra, ...(model === null ? {} : { model }) }];
  });
}

/** Whether geologist and spectra agree about a mineral; null where one of them is not clear. */
function clearly(shown: number, named: boolean, share: number | null): boolean | null {
  if (shown >= rules.clear_share.value) return named;
  if (!named || (share ?? 0) < rules.clear_share.value) return null;
  return shown >= rules.absent_share.value;
}
