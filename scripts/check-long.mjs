import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { check } from './checks/check.mjs';
import { vitestCounts } from './checks/vitest-counts.mjs';
import { LONG_CHECKS } from './long-checks.mjs';
import { inCache, inProject, node24 } from './setup/places.mjs';
import { setUp } from './setup/run-steps.mjs';
import { runtimeSteps, testSteps } from './setup/steps.mjs';

/**
 * `npm run check:long [NAME…]`: runs the long checks (long-checks.mjs), all or those that are named, and adds a dated
 * row of each to docs/long-checks.md, whether it passed or not.
 */
const TABLE = inProject('docs', 'long-checks.md');
const HEAD = `# Long checks

Written by \`npm run check:long\`: checks that take minutes, so that \`npm test\` leaves them out. What each does and why
stands in \`scripts/long-checks.mjs\`. Failures are kept.

| date | check | result | tried | seconds | machine |
| --- | --- | --- | --- | --- | --- |
`;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !LONG_CHECKS.some((one) => one.name === name));
if (unknown.length) {
  process.stderr.write(
    `There is no long check "${unknown[0]}". There are: ${LONG_CHECKS.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
if (!(await setUp([...runtimeSteps, ...testSteps]))) process.exit(4);

const processors = cpus();
const machine = `${processors.length} × ${processors[0]?.model.trim() || 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
let failed = 0;
for (const one of LONG_CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stdout.write(`\n${one.name}: ${one.why}\n`);
  const { ok, counts, seconds } = await runOne(one);
  if (!ok) failed++;
  const result = `${ok ? 'ok' : 'FAILED'}${counts ? `, ${counts.passed} of ${counts.passed + counts.failed}` : ''}`;
  const row = [new Date().toISOString().slice(0, 10), one.name, result, one.figure, Math.round(seconds), machine];
  const before = existsSync(TABLE) ? readFileSync(TABLE, 'utf8') : HEAD;
  writeFileSync(TABLE, `${before.trimEnd()}\n| ${row.join(' | ')} |\n`);
}
process.exitCode = failed ? 1 : 0;

function runOne({ name, tests, program, env }) {
  if (program) return check(name, node24, program, undefined, env);
  const report = inCache('test-results', `long-${name}.json`);
  mkdirSync(inCache('test-results'), { recursive: true });
  rmSync(report, { force: true });
  const vitest = inProject('node_modules', 'vitest', 'vitest.mjs');
  // A property that tries half a million cases is longer than any test may be otherwise.
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--testTimeout=3600000'];
  return check(name, node24, [vitest, 'run', ...options, ...tests], () => vitestCounts(report), env);
}
