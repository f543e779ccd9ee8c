import { readFileSync } from 'node:fs';

/**
 * Counts of vitest's JSON report. A test file that does not even load has no tests in it, and counts as one failure.
 * @param {string} path
 * @returns {import('./check.mjs').Counts}
 */
export function vitestCounts(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
