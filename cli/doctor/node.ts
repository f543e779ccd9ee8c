import type { PartCheck } from './probe.ts';

/** The major version that the native packages are compiled for (scripts/setup/node24.mjs). */
const MAJOR = 24;

export const node: PartCheck = {
  part: 'Node',
  fix: 'Run `npm start`, which brings Node 24.',
  async run() {
    const version = process.versions.node;
    const right = Number(version.split('.')[0]) === MAJOR;
    return {
      state: right ? 'ok' : 'missing',
      version,
      detail: right ? process.execPath : `${process.execPath} is not Node ${MAJOR}`,
      fix: right ? null : this.fix,
    };
  },
};
