import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnowledgeBase } from '../rag/types.ts';
import {
  alteredQuotations,
  describeCase,
  judge,
  type KindOutcome,
  quotationSeed,
  trueQuotations,
} from './support/altered-quotations.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { openReports } from './support/quotations/reports.ts';
import { hasShared } from './support/shared-data.ts';

const COUNT = 500;

// Skipped where the shared data folder is absent. GOSSAN_SEED draws other quotations.
describe.skipIf(!hasShared)(`quotations of the reports, seed ${quotationSeed}`, () => {
  let place: ReturnType<typeof temporaryHome>;
  let base: KnowledgeBase;
  let altered: KindOutcome[];

  beforeAll(async () => {
    place = temporaryHome();
    base = await openReports(place.files);
    altered = await judge(base, await alteredQuotations(base, COUNT, quotationSeed));
  });
  afterAll(async () => {
    await base?.close();
    place?.remove();
  });

  it('draws the same quotations from the same seed, of every report and kind', async () => {
    const quotations = [
      ...(await trueQuotations(base, COUNT, quotationSeed)),
      ...(await alteredQuotations(base, COUNT, quotationSeed)),
    ];
    expect(quotations).toHaveLength(2 * COUNT);
    expect(await alteredQuotations(base, COUNT, quotationSeed)).toEqual(quotations.slice(COUNT));
    expect(new Set(quotations.map(({ sentence }) => sentence.document)).size).toBe((await base.list()).length);
    expect(new Set(quotations.map(({ kind }) => kind)).size).toBeGreaterThan(40);
  });

  it('verifies at least 98 % of the true ones, however they are damaged', async () => {
    const outcomes = await judge(base, await trueQuotations(base, COUNT, quotationSeed));
    expect(share(outcomes, 'verified'), failures(outcomes)).toBeGreaterThanOrEqual(0.98);
  });

  it('verifies none of the altered ones', () => {
    expect(share(altered, 'verified'), failures(altered)).toBe(0);
  });

  it('finds the true source of those that name a wrong one, and none for what stands nowhere', () => {
    const [elsewhere, nowhere] = [true, false].map((named) =>
      altered.filter(({ kind }) => / named$/.test(kind) === named),
    );
    expect(share(elsewhere!, 'misattributed'), failures(elsewhere!)).toBeGreaterThanOrEqual(0.98);
    expect(share(nowhere!, 'fabricated'), failures(nowhere!)).toBe(1);
  });
});

function share(outcomes: readonly KindOutcome[], verdict: keyof KindOutcome['verdicts']): number {
  const sum = (of: (outcome: KindOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return sum(({ verdicts }) => verdicts[verdict]) / sum(({ count }) => count);
}

function failures(outcomes: readonly KindOutcome[]): string {
  return outcomes
    .flatMap(({ kind, count, failed }) => [
      ...(failed.length > 0 ? [`${kind}: ${failed.length} of ${count}`] : []),
      ...failed.map((one) => `  ${describeCase(one)}`),
    ])
    .join('\n');
}
