import { existsSync } from 'node:fs';
import { plainEnvironment, runCommand } from './command.mjs';
import { inProject, venvPython } from './places.mjs';
import { fileSha256, readJson, writeJson } from './stamp.mjs';

const requirements = inProject('test', 'python', 'requirements.txt');
const stamp = inProject('.venv', '.gossan-test.json');

/** Python in .venv with what the Python tests need. `npm start` never makes it. */
export const python = {
  name: 'Python for the tests',
  fatal: true,

  needed() {
    if (!existsSync(venvPython)) return '.venv is not there yet';
    return readJson(stamp)?.requirements === fileSha256(requirements) ? null : 'test/python/requirements.txt changed';
  },

  async run() {
    const todo =
      'Gossan needs Python 3.11 or newer with venv and pip (Debian: apt-get install python3-venv python3-pip).';
    const env = plainEnvironment({ PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' });
    if (!existsSync(venvPython)) {
      await runCommand('python3 -m venv', 'python3', ['-m', 'venv', '.venv'], { log: 'python', env, todo });
    }
    await runCommand('pip install', venvPython, ['-m', 'pip', 'install', '-r', requirements], {
      log: 'python',
      env,
      todo,
    });
    writeJson(stamp, { requirements: fileSha256(requirements) });
  },
};
