import { describe, expect, it } from 'vitest';
import { listedMinerals } from '../agents/vision/answer-form.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { claimsOf } from '../fine-tune/dataset/clean/claims.ts';
import { binomialTail, fisherTail, holm } from '../fine-tune/dataset/clean/exact-tests.ts';
import { holdAgainstWitnesses, type Statement } from '../fine-tune/dataset/clean/witnesses.ts';
import type { SetLine } from '../fine-tune/dataset/set-line.ts';

const MINERALS = ['alunite', 'kaolinite', 'dickite', 'white mica', 'chlorite', 'epidote', 'calcite', 'montmorillonite'];
/** Who is taken for whom where labels are flipped. */
const FLIPPED: Record<string, string> = {
  alunite: 'kaolinite',
  kaolinite: 'alunite',
  dickite: 'white mica',
  'white mica': 'dickite',
  chlorite: 'calcite',
  calcite: 'chlorite',
  epidote: 'montmorillonite',
  montmorillonite: 'epidote',
};

interface Rules {
  flipped: number;
  /** The base reads dickite as kaolinite, and the geologist says so every time. */
  habit?: boolean;
  /** The spectra too read dickite as kaolinite. */
  blind?: boolean;
  by?: (line: number) => string;
}

/** 60 lines of a geologist who looks at windows of two or three minerals, half of them about copper. */
function statements(seed: number, { flipped, habit = false, blind = false, by = () => 'Li Wei' }: Rules): Statement[] {
  const random = seededRandom(seed);
  return Array.from({ length: 60 }, (_, at): Statement => {
    const wrong = random() < flipped;
    const truth = new Map<string, number>();
    const count = random() < 0.5 ? 2 : 3;
    while (truth.size < count) truth.set(MINERALS[Math.floor(random() * MINERALS.length)]!, 0.1 + 0.5 * random());
    if (habit && random() < 0.6) truth.set('dickite', 0.3 + 0.3 * random());
    const noisy = (share: number) => Math.max(0, share * (0.6 + 0.8 * random()));
    const seen = (name: string) => (blind && name === 'dickite' ? 'kaolinite' : name);
    const spectra: Record<string, number> = {};
    for (const [name, share] of truth) {
      // the map overlooks a mineral now and then, and names its neighbour
      const shown = random() < 0.04 ? FLIPPED[name]! : seen(name);
      spectra[shown] = (spectra[shown] ?? 0) + noisy(share);
    }
    const said = new Map<string, number>();
    for (const [name, share] of truth) {
      const mistaken = random() < 0.12 ? FLIPPED[name]! : habit && name === 'dickite' ? 'kaolinite' : name;
      said.set(mistaken, noisy(share));
    }
    const label = new Map([...truth].map(([name, share]) => [wrong ? FLIPPED[name]! : name, share]));
    const yes = random() < 0.5;
    const copper = random() < 0.03 ? !yes : yes;
    const asksCopper = at % 3 === 0;
    const line: SetLine = {
      id: String(at),
      image: [],
      conversations: [],
      task: asksCopper ? 'yesno' : 'minerals',
      language: 'en',
      views: [],
      scene: 's',
      district: 'd',
      weight: 1,
      source: 'approved',
      expected: asksCopper ? (wrong ? !yes : yes) : Object.fromEntries(label),
      said: asksCopper
        ? (random() < 0.1 ? !yes : yes)
          ? 'Yes'
          : 'No'
        : listedMinerals([...said].map(([mineral, fraction]) => ({ mineral, fraction })))
            .map(({ mineral, fraction }) => `${mineral} ${Math.round(100 * fraction!)}%`)
            .join(', '),
      spectra: { valid: 2304, minerals: spectra, alteration: { phyllic: copper ? 0.4 : 0 }, copper: 0.5 },
    };
    return { by: by(at), claims: claimsOf(line) };
  });
}

const flagged = (seed: number, rules: Rules) => {
  const { suspect, overturned } = holdAgainstWitnesses(statements(seed, rules));
  return suspect.length + overturned.length > 0;
};
const rate = (seeds: number, rules: Rules): number => {
  const found = rateOf(seeds, rules);
  if (process.env.GOSSAN_RATES) console.log(JSON.stringify(rules), 'called suspect:', found);
  return found;
};
const rateOf = (seeds: number, rules: Rules) =>
  Array.from({ length: seeds }, (_, seed) => flagged(seed + 1, rules)).filter(Boolean).length / seeds;

describe('approvals against the spectra and the model', () => {
  it('clean sets are not called suspect, on 300 seeds', () => {
    expect(rate(300, { flipped: 0 })).toBeLessThanOrEqual(0.02);
  });

  it('sets with 30 % of the approvals flipped are, on 300 seeds', () => {
    expect(rate(300, { flipped: 0.3 })).toBeGreaterThanOrEqual(0.95);
  });

  it('a habit that the model gets wrong, and that the geologist always corrects, is no reason for suspicion', () => {
    expect(rate(300, { flipped: 0, habit: true })).toBeLessThanOrEqual(0.02);
    expect(rate(300, { flipped: 0.3, habit: true })).toBeGreaterThanOrEqual(0.95);
  });

  it('where the spectra take the habit for another mineral too, the other view is told and not held against anybody', () => {
    const { suspect, consistent } = holdAgainstWitnesses(statements(7, { flipped: 0, habit: true, blind: true }));
    expect(suspect).toEqual([]);
    expect(consistent.map(({ about }) => about)).toContain('dickite');
    expect(rate(300, { flipped: 0, habit: true, blind: true })).toBeLessThanOrEqual(0.05);
  });

  it('names the one of two geologists who flips, and not the other', () => {
    const random = seededRandom(99);
    const mallory = statements(5, { flipped: 0.5, by: () => 'M' });
    const careful = statements(6, { flipped: 0, by: () => 'C' });
    const both = [...mallory, ...careful].sort(() => random() - 0.5);
    const people = new Set(holdAgainstWitnesses(both).suspect.map(({ by }) => by));
    expect(people.has('M')).toBe(true);
    expect(people.has('C')).toBe(false);
  });

  it('a set that is flipped through and through is no other view but overturned', () => {
    expect(rate(50, { flipped: 1 })).toBe(1);
  });

  it('says nothing of few lines', () => {
    expect(holdAgainstWitnesses(statements(1, { flipped: 1 }).slice(0, 5))).toMatchObject({ tests: [], suspect: [] });
  });
});

describe('exact tests', () => {
  it('are those of the tables', () => {
    // R: pbinom(5, 20, 0.1, lower.tail = FALSE); phyper(4, 10, 10, 8, lower.tail = FALSE); p.adjust(…, "holm")
    expect(binomialTail(6, 20, 0.1)).toBeCloseTo(0.01125313416, 9);
    expect(binomialTail(0, 20, 0.1)).toBeCloseTo(1, 12);
    expect(fisherTail(5, 8, 5, 12)).toBeCloseTo(0.3249583234, 9);
    expect(holm([0.01, 0.04, 0.03, 0.005], 0.05)).toEqual([true, false, false, true]);
  });
});
