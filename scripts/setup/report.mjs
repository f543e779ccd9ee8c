/** Set-up's narration: plain lines on stderr, the same in a terminal and in a log; stdout stays free for answers. */
const say = (line) => process.stderr.write(`${line}\n`);

const seconds = (ms) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/** A long step says that it is alive this often. */
const ALIVE_MS = 20_000;

export const report = {
  waiting: (pid) => say(`set-up: another set-up is running (process ${pid}); waiting for it`),

  /** @returns {{done: (remark?: string) => void, stop: () => void}} */
  begin(name, reason) {
    const from = performance.now();
    say(`set-up: ${name} … (${reason})`);
    const alive = setInterval(() => say(`set-up: ${name} … ${seconds(performance.now() - from)}`), ALIVE_MS);
    return {
      done(remark) {
        clearInterval(alive);
        say(`set-up: ${name} done in ${seconds(performance.now() - from)}${remark ? ` (${remark})` : ''}`);
      },
      stop: () => clearInterval(alive),
    };
  },

  failed(step, failure) {
    say(`set-up: ${step.name} FAILED: ${failure.message}`);
    if (failure.tail) say(failure.tail.replace(/^/gm, '    '));
    if (failure.log) say(`    log: ${failure.log}`);
    if (failure.todo) say(`    what to do: ${failure.todo}`);
    if (!step.fatal) say(`    going on without it. ${step.without}`);
  },

  still(step, reason) {
    say(`set-up: no ${step.name} (${reason}). ${step.without} \`npm run setup\` tries again.`);
  },

  finished: (ms) => say(`set-up: ready in ${seconds(ms)}`),
};
