import { existsSync } from 'node:fs';
import { asset } from '../../core/paths.ts';
import type { PartCheck } from './probe.ts';
import { programOutput } from './program.ts';

/** What fine-tuning and the GPU worker import; the rest of Gossan needs no Python. */
const TRAINING = ['torch', 'transformers', 'peft'];
const LIST = `import importlib.util, json, sys
found = [name for name in sys.argv[1:] if importlib.util.find_spec(name)]
print(json.dumps([".".join(map(str, sys.version_info[:3])), found]))`;

export const python: PartCheck = {
  part: 'Python',
  fix: 'Install Python 3.11 or newer with venv and pip (Debian: `apt-get install python3-venv python3-pip`).',
  async run() {
    const windows = process.platform === 'win32';
    const own = windows ? asset('.venv', 'Scripts', 'python.exe') : asset('.venv', 'bin', 'python');
    const inVenv = existsSync(own);
    const answer = await programOutput(inVenv ? own : windows ? 'python' : 'python3', ['-c', LIST, ...TRAINING]);
    if (answer === null) {
      return {
        state: 'not-configured',
        version: null,
        detail: 'none found; only training and the GPU worker need it',
        fix: this.fix,
      };
    }
    const [version, found] = JSON.parse(answer) as [string, string[]];
    const [major, minor] = version.split('.').map(Number);
    if (major < 3 || (major === 3 && minor < 11)) {
      return { state: 'missing', version, detail: 'too old for training and the GPU worker', fix: this.fix };
    }
    const lacking = TRAINING.filter((name) => !found.includes(name));
    return {
      state: inVenv && lacking.length === 0 ? 'ok' : 'not-configured',
      version,
      detail: inVenv
        ? `.venv${lacking.length > 0 ? ` without ${lacking.join(', ')}: made complete by the first training` : ', ready for training'}`
        : 'no .venv yet: made by the first training',
      fix: null,
    };
  },
};
