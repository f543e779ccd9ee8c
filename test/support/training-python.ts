import { existsSync } from 'node:fs';
import { asset } from '../../core/paths.ts';

const own = process.platform === 'win32' ? asset('.venv', 'Scripts', 'python.exe') : asset('.venv', 'bin', 'python');

/** Python with the trainer's packages: what GOSSAN_PYTHON names, else that of `npm test`; null where there is none. */
export const trainingPythonOfTests: string | null = process.env.GOSSAN_PYTHON ?? (existsSync(own) ? own : null);
