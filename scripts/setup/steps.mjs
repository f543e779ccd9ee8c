import { build } from './build.mjs';
import { faiss } from './faiss.mjs';
import { fonts } from './fonts.mjs';
import { llm } from './llm.mjs';
import { multilingual } from './multilingual.mjs';
import { node24Step } from './node24.mjs';
import { packages } from './packages.mjs';
import { python } from './python.mjs';
import { reader } from './reader.mjs';
import { sqlite } from './sqlite.mjs';
import { ocr, weights } from './weights.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {boolean} fatal Whether Gossan cannot run without it.
 * @property {string} [without] What the user has instead, where it is not fatal.
 * @property {() => string | null} needed Why there is something to do, or null. A few milliseconds at most.
 * @property {() => Promise<string | void>} run Does it; may return a remark. Throws SetupFailure.
 */

/** What running needs, in order: each may use those before it. @type {Step[]} */
export const runtimeSteps = [packages, node24Step, sqlite, faiss, weights, multilingual, reader, ocr, build];

/** What the tests need besides. @type {Step[]} */
export const testSteps = [python, llm, fonts];
