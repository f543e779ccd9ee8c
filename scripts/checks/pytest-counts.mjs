import { readFileSync } from 'node:fs';

/**
 * Counts of pytest's JUnit report.
 * @param {string} path
 * @returns {import('./check.mjs').Counts}
 */
export function pytestCounts(path) {
  const suite = readFileSync(path, 'utf8').match(/<testsuite\s[^>]*>/)?.[0];
  if (!suite) throw new Error(`${path}: no <testsuite>`);
  const number = (name) => Number(suite.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return { passed: number('tests') - failed - skipped, failed, skipped };
}
