import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packageRoot } from '../core/paths.ts';

/**
 * Opens and drops many databases, then makes garbage until V8 has collected them outside of any JavaScript call. With
 * better-sqlite3 12 this aborts the process on Node 24.19 and later (nodejs/node#65446).
 */
const SCRIPT = `
  const Database = require('better-sqlite3');
  for (let i = 0; i < 300; i++) {
    const database = new Database(':memory:');
    database.prepare('select 1').get();
    database.close();
  }
  const kept = [];
  const timer = setInterval(() => {
    for (let i = 0; i < 200000; i++) kept.push({ i });
    if (kept.length < 6000000) return;
    clearInterval(timer);
    console.log('collected');
  }, 1);
`;

test('databases that were dropped can be collected', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT], { cwd: packageRoot });
  expect(stdout.trim()).toBe('collected');
});
