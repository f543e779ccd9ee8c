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

/**
 * What failed, a line or two each: a log that keeps only its end must still say it.
 * @param {string} path
 * @returns {string[]}
 */
export function vitestFailures(path) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const firstLines = (text) => text.split('\n').slice(0, 3).join(' ').slice(0, 400);
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (file.status === 'failed' && failed.length === 0) return [`${file.name}: ${firstLines(file.message ?? '')}`];
    return failed.map((test) => `${file.name}: ${test.fullName}: ${firstLines(test.failureMessages?.[0] ?? '')}`);
  });
}
