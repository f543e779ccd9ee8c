import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { writeFileAtomic } from '../../core/atomic.ts';
import { loadConfig } from '../../core/config.ts';
import { homePath } from '../../core/paths.ts';

const file = () => homePath('curation', 'name.txt');

/** The name under which approvals are kept: that of the configuration, else the one that was told once. */
export function knownName(): string | undefined {
  const { user } = loadConfig();
  if (user) return user;
  return (existsSync(file()) && readFileSync(file(), 'utf8').trim()) || undefined;
}

/** A name to propose where none is known: git's, else that of the account. */
export function proposedName(): string {
  try {
    const name = execFileSync('git', ['config', 'user.name'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (name.trim()) return name.trim();
  } catch {
    // no git, or no name in it
  }
  return process.env.USER || userInfo().username;
}

export function rememberName(name: string): void {
  writeFileAtomic(file(), `${name}\n`);
}
