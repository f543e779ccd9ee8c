import { readFileSync } from 'node:fs';
import { asset } from '../core/paths.ts';

/** The version in package.json. */
export function version(): string {
  const parsed: unknown = JSON.parse(readFileSync(asset('package.json'), 'utf8'));
  return (parsed as { version: string }).version;
}
