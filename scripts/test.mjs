import { mkdirSync, rmSync } from 'node:fs';
import { check } from './checks/check.mjs';
import { pytestCounts } from './checks/pytest-counts.mjs';
import { vitestCounts, vitestFailures } from './checks/vitest-counts.mjs';
import { inCache, inProject, node24, venvPython } from './setup/places.mjs';
import { setUp } from './setup/run-steps.mjs';
import { writeJson } from './setup/stamp.mjs';
import { runtimeSteps, testSteps } from './setup/steps.mjs';

/**
 * `npm test`: installs what is missing, lints, type-checks, runs vitest and pytest. All of them run, whatever fails
 * before; the sum goes to .cache/test-results/summary.json for .ci/run.
 */
const results = (name) => inCache('test-results', name);
rmSync(results(''), { recursive: true, force: true });
mkdirSync(results(''), { recursive: true });

if (!(await setUp([...runtimeSteps, ...testSteps]))) {
  process.exitCode = 4;
} else {
  const tool = (...path) => inProject('node_modules', ...path);
  const checks = [
    await check('lint and format (biome)', node24, [tool('@biomejs', 'biome', 'bin', 'biome'), 'check']),
    await check('types (tsc)', node24, [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']),
    await check(
      'vitest',
      node24,
      [
        ...[tool('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json'],
        `--outputFile.json=${results('vitest.json')}`,
      ],
      () => vitestCounts(results('vitest.json')),
    ),
    await check(
      'pytest',
      venvPython,
      ['-m', 'pytest', 'test/python', '-ra', '-p', 'no:cacheprovider', `--junitxml=${results('pytest.xml')}`],
      () => pytestCounts(results('pytest.xml')),
    ),
  ];
  const total = { passed: 0, failed: 0, skipped: 0 };
  process.stdout.write('\n');
  try {
    for (const failure of vitestFailures(results('vitest.json'))) process.stdout.write(`failed: ${failure}\n`);
  } catch {
    // Without the report there are no names; that vitest failed is said below.
  }
  for (const { name, ok, counts, seconds } of checks) {
    const detail = counts ? `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '';
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(24)} ${`${seconds} s`.padStart(8)}  ${detail}\n`);
    for (const key of Object.keys(total)) total[key] += counts?.[key] ?? 0;
    // Where the program failed but counted nothing wrong (a lint error, a crash), that is one failure too.
    if (!ok && !counts?.failed) total.failed += 1;
  }
  writeJson(results('summary.json'), { ...total, checks });
  process.exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
}
