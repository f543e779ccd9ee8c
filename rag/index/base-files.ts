import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { homePath } from '../../core/paths.ts';

/** The file of a base of this machine; the manifest is that of format 1. */
export const DATABASE = 'base.sqlite';
const FILES = [DATABASE, 'manifest.json'];

/** Names of the bases under GOSSAN_HOME. */
export function embeddedBases(): string[] {
  const folder = homePath('kb');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => FILES.some((file) => existsSync(join(folder, name, file))));
}
