import { killCommands } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { takeLock } from './lock.mjs';
import { gossanHome, inCache } from './places.mjs';
import { report } from './report.mjs';
import { readJson, writeJson } from './stamp.mjs';

const failures = inCache('setup-failures.json');
/** A part that Gossan can do without is not tried again at every start: a machine without network would wait each time. */
const RETRY_MS = 60 * 60 * 1000;

/**
 * Does what is missing. Nothing missing: a few milliseconds, no output, no lock.
 *
 * @param {import('./steps.mjs').Step[]} steps
 * @param {{retry?: boolean}} [options] `retry`: try again what failed less than an hour ago.
 * @returns {Promise<boolean>} Whether everything that is not optional is there.
 */
export async function setUp(steps, { retry = false } = {}) {
  const missing = steps.filter((step) => step.needed() !== null);
  const given = retry ? [] : missing.filter((step) => failedLately(step) !== null);
  for (const step of given) report.still(step, failedLately(step));
  if (missing.length === given.length) return true;

  const from = performance.now();
  const release = await takeLock(report.waiting);
  const onSignal = (signal) => {
    killCommands();
    release();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  try {
    for (const step of steps) {
      // Asked again, under the lock: another set-up may have done it, and a step can undo a later one's work.
      const reason = step.needed();
      if (reason === null || (!retry && failedLately(step))) continue;
      const line = report.begin(step.name, reason);
      try {
        const remark = await step.run();
        const left = step.needed();
        if (left !== null) throw new SetupFailure(`it ran, and still ${left}`);
        line.done(remark ?? undefined);
        forget(step);
      } catch (error) {
        line.stop();
        report.failed(step, error);
        if (!(error instanceof SetupFailure) && process.env.GOSSAN_DEBUG) console.error(error);
        if (step.fatal) return false;
        remember(step, error.message);
      }
    }
    report.finished(performance.now() - from);
    return true;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
    release();
  }
}

/** @returns {string | null} Why, where the step failed within the last hour. */
function failedLately(step) {
  if (step.fatal) return null;
  const failure = readJson(failures)?.[step.name];
  if (!failure || Date.now() - failure.at > RETRY_MS) return null;
  // Under other circumstances it may well work.
  return failure.circumstances === circumstances() ? failure.reason : null;
}

function remember(step, reason) {
  writeJson(failures, {
    ...readJson(failures),
    [step.name]: { at: Date.now(), reason, circumstances: circumstances() },
  });
}

const circumstances = () => `${gossanHome()} ${process.env.GOSSAN_OFFLINE ?? ''}`;

function forget(step) {
  const { [step.name]: _, ...rest } = readJson(failures) ?? {};
  if (_) writeJson(failures, rest);
}
