import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageRoot } from '../../core/paths.ts';

/** The folder of data that is not part of the repository; tests on it are skipped where it is absent. */
const shared = resolve(packageRoot, process.env.GOSSAN_SHARED ?? '../shared');

export const hasShared: boolean = existsSync(resolve(shared, 'data'));

/** A file of the shared data. */
export function sharedData(...parts: string[]): string {
  return resolve(shared, 'data', ...parts);
}
