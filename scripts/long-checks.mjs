/**
 * Checks that take minutes and so are no part of `npm test`: rows of `npm run check:long`.
 * @typedef {{
 *   name: string,
 *   why: string,
 *   tests?: string[],
 *   program?: string[],
 *   env?: Record<string, string>,
 *   figure: string,
 * }} LongCheck
 * `tests`: test files that vitest runs. `program`: a script of the project, with its arguments, that exits with 0 where
 * all is well. `figure`: what was tried, for the record.
 */

/** @type {readonly LongCheck[]} */
export const LONG_CHECKS = [
  {
    name: 'fuzz-readers',
    why: 'What reads files never crashes, hangs or takes memory without bound, with other cases each time.',
    tests: ['test/fuzz-'],
    env: { GOSSAN_FUZZ_TIMES: '25' },
    figure: '25 times the cases of npm test, new seeds',
  },
  {
    name: 'emit-size',
    why: 'A scene of the size of an EMIT granule is mapped whole, with every file, in bounded memory and time.',
    program: ['bench/emit-scene.ts'],
    figure: 'two scenes of 1242 × 1280 × 285, three times each, and the peers on a cut',
  },
  {
    name: 'kill-storm',
    why: 'An ingest that is killed again and again loses and doubles nothing of a knowledge base.',
    tests: ['test/rag-kb-kill-storm'],
    env: { GOSSAN_KILLS: '20', GOSSAN_KILL_PAGES: '2000' },
    figure: '2000 pages, SIGKILL at 20 random moments',
  },
  {
    name: 'key-storm',
    why: 'No key, paste or resize breaks the chat, and nothing that it shows can steer the terminal.',
    tests: ['test/chat-key-storm'],
    env: { GOSSAN_STORM_KEYS: '10000' },
    figure: '10 000 random keys, resizes from 20 to 160 columns, pastes up to 1 MB, hostile sequences, a new seed',
  },
  {
    name: 'whole-loop',
    why: 'From the scene to the swap of the adapter, typed into a real terminal: every screen is as it was approved.',
    tests: ['test/chat-whole-loop'],
    env: { GOSSAN_WHOLE_LOOP: 'all' },
    figure: '40, 80 and 160 columns, in English and in Chinese',
  },
];
