import rules from './agreement.json' with { type: 'json' };
import type { Claim } from './claims.ts';
import { binomialTail, fisherTail, holm } from './exact-tests.ts';

/** The claims of one line and who made them. */
export interface Statement {
  by: string;
  claims: Claim[];
}

/** One test of whether somebody contradicts a witness more often than a careful geologist would. */
export interface AgreementTest {
  /**
   * `all`: lines against spectra and model where these agree; `both`: what they say of minerals, against spectra and model where these agree; `spectra`: the same against the spectra;
   * `copper`: answers about copper against both; `mineral`: the spectra about one; `others`: against the other geologists.
   */
  kind: 'all' | 'both' | 'spectra' | 'copper' | 'mineral' | 'others';
  by: string;
  about?: string;
  cases: number;
  contradicted: number;
  /** The rate that is tolerated; of `others`, theirs. */
  tolerance: number;
  /** One-sided, exact: binomial, or Fisher's. */
  p: number;
  significant: boolean;
}

/** Somebody who nearly always differs from the spectra about one mineral. */
export interface ConsistentDifference {
  by: string;
  about: string;
  cases: number;
  contradicted: number;
}

export interface WitnessReport {
  tests: AgreementTest[];
  consistent: ConsistentDifference[];
  /** Reasons to distrust the labels, in the form `WHO kind`; empty where there is none. */
  suspect: AgreementTest[];
  /** So many minerals are seen otherwise by one person that it is no matter of views. */
  overturned: string[];
}

/**
 * Holds statements against their witnesses, for each geologist and all together. All tests are one-sided and exact, and are
 * significant together at the family's error (Holm).
 */
export function holdAgainstWitnesses(statements: readonly Statement[]): WitnessReport {
  const people = [...new Set(statements.map(({ by }) => by))].sort();
  const consistent = people.flatMap((by) => consistentDifferences(by, statements));
  const overturned = people.filter((by) => consistent.filter((one) => one.by === by).length > rules.consistent.most);
  // where somebody keeps two look-alikes apart otherwise than the spectra, neither counts as carelessness
  const views = new Set(consistent.flatMap(({ by, about }) => lookAlikes(about).map((name) => `${by} ${name}`)));
  const counted = statements.map(({ by, claims }) => ({
    by,
    claims: overturned.includes(by) ? claims : claims.filter(({ about }) => !views.has(`${by} ${about}`)),
  }));
  const tests = [
    ...(people.length > 1 ? lineTests(ALL, counted) : []),
    ...people.flatMap((by) =>
      lineTests(
        by,
        counted.filter((one) => one.by === by),
      ),
    ),
    ...people.flatMap((by) =>
      mineralTests(
        by,
        counted.filter((one) => one.by === by),
      ),
    ),
    ...(people.length > 1 ? people.flatMap((by) => againstOthers(by, counted)) : []),
  ];
  const { lines, minerals } = rules.family_error;
  const judged = [
    ...significantAmong(
      tests.filter(({ kind }) => kind !== 'mineral'),
      lines,
    ),
    ...significantAmong(
      tests.filter(({ kind }) => kind === 'mineral'),
      minerals,
    ),
  ];
  return { tests: judged, consistent, suspect: judged.filter((test) => test.significant), overturned };
}

/** A mineral with those that are known to be taken for it; nothing where there are none. */
function lookAlikes(about: string): string[] {
  return rules.look_alikes.pairs.filter((pair) => pair.includes(about)).flat();
}

function significantAmong(tests: readonly AgreementTest[], alpha: number): AgreementTest[] {
  const significant = holm(
    tests.map(({ p }) => p),
    alpha,
  );
  return tests.map((test, at) => ({ ...test, significant: significant[at]! }));
}

/** Name of all geologists together. */
export const ALL = '*';

/** Whether a line goes against a witness: with all of its clear claims, or with two or more that are half of them. Null where it makes none. */
function contradicts(agreements: readonly boolean[]): boolean | null {
  if (agreements.length === 0) return null;
  const against = agreements.filter((agrees) => !agrees).length;
  return against === agreements.length || (against >= 2 && against * 2 >= agreements.length);
}

const ABOUT_COPPER = new Set(['copper', 'favourability']);

function isOfCopper({ about }: Claim): boolean {
  return ABOUT_COPPER.has(about);
}

function aboutMinerals({ claims }: Statement): Claim[] {
  return claims.filter((claim) => !isOfCopper(claim));
}

/** Where both witnesses are clear and say the same, they agree with the geologist alike. */
function againstBoth(claims: readonly Claim[]): boolean | null {
  return contradicts(claims.filter(({ spectra, model }) => model === spectra).map(({ spectra }) => spectra));
}

function againstSpectra(statement: Statement): boolean | null {
  return contradicts(aboutMinerals(statement).map(({ spectra }) => spectra));
}

function countOf(verdicts: readonly (boolean | null)[]): { cases: number; contradicted: number } {
  const clear = verdicts.filter((verdict) => verdict !== null);
  return { cases: clear.length, contradicted: clear.filter(Boolean).length };
}

function tolerated(
  kind: keyof Omit<typeof rules.tolerance, 'why'>,
  by: string,
  count: { cases: number; contradicted: number },
  about?: string,
): AgreementTest[] {
  if (count.cases < rules.least_cases.value) return [];
  const tolerance = rules.tolerance[kind];
  const p = binomialTail(count.contradicted, count.cases, tolerance);
  return [{ kind, by, ...(about === undefined ? {} : { about }), ...count, tolerance, p, significant: false }];
}

function lineTests(by: string, statements: readonly Statement[]): AgreementTest[] {
  return [
    ...tolerated('all', by, countOf(statements.map(({ claims }) => againstBoth(claims)))),
    ...tolerated('both', by, countOf(statements.map((one) => againstBoth(aboutMinerals(one))))),
    ...tolerated('spectra', by, countOf(statements.map(againstSpectra))),
    ...tolerated('copper', by, countOf(statements.map((one) => againstBoth(one.claims.filter(isOfCopper))))),
  ];
}

function byMineral(statements: readonly Statement[]): Map<string, { cases: number; contradicted: number }> {
  const counts = new Map<string, { cases: number; contradicted: number }>();
  for (const { about, spectra } of statements.flatMap(aboutMinerals)) {
    const count = counts.get(about) ?? { cases: 0, contradicted: 0 };
    counts.set(about, { cases: count.cases + 1, contradicted: count.contradicted + (spectra ? 0 : 1) });
  }
  return counts;
}

function mineralTests(by: string, statements: readonly Statement[]): AgreementTest[] {
  return [...byMineral(statements)].sort().flatMap(([about, count]) => tolerated('mineral', by, count, about));
}

function consistentDifferences(by: string, statements: readonly Statement[]): ConsistentDifference[] {
  return [...byMineral(statements.filter((one) => one.by === by))]
    .filter(
      ([, { cases, contradicted }]) =>
        cases >= rules.least_cases.value && contradicted >= rules.consistent.rate * cases,
    )
    .map(([about, count]) => ({ by, about, ...count }));
}

function againstOthers(by: string, statements: readonly Statement[]): AgreementTest[] {
  const own = countOf(statements.filter((one) => one.by === by).map(againstSpectra));
  const others = countOf(statements.filter((one) => one.by !== by).map(againstSpectra));
  if (own.cases < rules.least_cases.value || others.cases < rules.least_cases.value) return [];
  const p = fisherTail(own.contradicted, own.cases, others.contradicted, others.cases);
  return [{ kind: 'others', by, ...own, tolerance: others.contradicted / others.cases, p, significant: false }];
}
