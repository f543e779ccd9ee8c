import type { PartCheck } from './probe.ts';
import { programOutput } from './program.ts';

export const gpu: PartCheck = {
  part: 'GPU',
  fix: 'Install the NVIDIA driver, so that `nvidia-smi` works.',
  async run() {
    const listed = await programOutput('nvidia-smi', [
      '--query-gpu=name,memory.total,driver_version',
      '--format=csv,noheader',
    ]);
    if (!listed)
      return {
        state: 'not-configured',
        version: null,
        detail: 'no NVIDIA GPU: everything runs on the processor',
        fix: null,
      };
    const rows = listed.split('\n').map((row) => row.split(',').map((cell) => cell.trim()));
    return {
      state: 'ok',
      version: rows[0][2] ?? null,
      detail: rows.map(([name, memory]) => `${name}, ${memory}`).join('; '),
      fix: null,
    };
  },
};
