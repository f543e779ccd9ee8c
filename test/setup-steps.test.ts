import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asset } from '../core/paths.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-setup-'));
  await cp(asset('scripts', 'setup'), join(folder, 'scripts', 'setup'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Runs set-up in a copy of its folder, with steps of the test's own: each is the body of `run`, done once and then
 * marked by a file.
 */
async function start(steps: { name: string; fatal?: boolean; run: string }[], retry = false): Promise<ChildProcess> {
  const rows = steps.map(
    ({ name, fatal = true, run }) => `{ name: '${name}', fatal: ${fatal}, without: 'Something else is in use.',
      needed: () => (existsSync(${JSON.stringify(join(folder, name))}) ? null : 'not there'),
      async run() { ${run}; writeFileSync(${JSON.stringify(join(folder, name))}, 'x'); } }`,
  );
  const script = join(folder, 'scripts', `run-${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(
    script,
    `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
     import { setUp } from './setup/run-steps.mjs';
     import { runCommand } from './setup/command.mjs';
     const log = (word) => appendFileSync(${JSON.stringify(join(folder, 'log'))}, word + '\\n');
     process.exitCode = (await setUp([${rows.join(',')}], { retry: ${retry} })) ? 0 : 4;`,
  );
  return spawn(process.execPath, [script], { stdio: ['ignore', 'inherit', 'pipe'] });
}

async function finish(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr!.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const log = () => readFile(join(folder, 'log'), 'utf8');

test('does what is missing, once', async () => {
  const steps = [
    { name: 'a', run: "log('a')" },
    { name: 'b', run: "log('b')" },
  ];
  const first = await finish(await start(steps));
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/a … \(not there\)[\s\S]*a done in[\s\S]*b done in[\s\S]*ready in/);
  expect(await finish(await start(steps))).toEqual({ code: 0, stderr: '' });
  expect(await log()).toBe('a\nb\n');
});

test('two set-ups at once do each step once', async () => {
  const steps = [{ name: 'slow', run: "log('slow'); await new Promise((done) => setTimeout(done, 1500))" }];
  const one = await start(steps);
  const two = await start(steps);
  const results = await Promise.all([finish(one), finish(two)]);
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(results.map(({ stderr }) => stderr).join()).toContain('another set-up is running (process');
  expect(await log()).toBe('slow\n');
});

test('the lock of a set-up that was killed does not stop the next', async () => {
  const killed = await start([{ name: 'a', run: 'await new Promise((done) => setTimeout(done, 60000))' }]);
  await once(killed.stderr!, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  expect(existsSync(join(folder, '.cache', 'setup.lock'))).toBe(true);
  expect((await finish(await start([{ name: 'a', run: "log('a')" }]))).code).toBe(0);
});

test('a failed command shows its last lines, its log and what to do', async () => {
  const run = `await runCommand('The compiler', process.execPath, ['-e', 'console.log("no such header"); process.exit(3)'],
    { log: 'compiler', todo: 'Install the headers.' })`;
  const { code, stderr } = await finish(
    await start([
      { name: 'a', run },
      { name: 'b', run: "log('b')" },
    ]),
  );
  expect(code).toBe(4);
  expect(stderr).toContain('a FAILED: The compiler ended with code 3');
  expect(stderr).toMatch(/no such header[\s\S]*log: .*compiler\.log[\s\S]*what to do: Install the headers\./);
  // A fatal step stops those after it.
  expect(existsSync(join(folder, 'log'))).toBe(false);
});

test('an optional part that failed is not tried at every start, but when asked', async () => {
  const steps = [{ name: 'faiss', fatal: false, run: "log('tried'); throw new Error('no network')" }];
  const first = await finish(await start(steps));
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('going on without it. Something else is in use.');
  const second = await finish(await start(steps));
  expect(second).toEqual({ code: 0, stderr: expect.stringMatching(/^set-up: no faiss \(no network\)/) });
  expect(await log()).toBe('tried\n');
  await finish(await start(steps, true));
  expect(await log()).toBe('tried\ntried\n');
});

test('a step that ran and left its work undone has failed', async () => {
  const { code, stderr } = await finish(await start([{ name: 'a', run: 'return' }]));
  expect(code).toBe(4);
  expect(stderr).toContain('it ran, and still not there');
});

test('an interrupt ends the programs below, and gives the lock back', async () => {
  const marker = join(folder, 'survivor');
  const sleeper = `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'x'), 1500)`;
  const run = `log('started'); await runCommand('Sleeping', process.execPath, ['-e', ${JSON.stringify(sleeper)}], { log: 'sleep' })`;
  const child = await start([{ name: 'a', run }]);
  const finished = finish(child);
  while (!existsSync(join(folder, 'log'))) await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => setTimeout(done, 300));
  child.kill('SIGINT');
  expect((await finished).code).toBe(130);
  expect(existsSync(join(folder, '.cache', 'setup.lock'))).toBe(false);
  await new Promise((done) => setTimeout(done, 2000));
  expect(existsSync(marker)).toBe(false);
});
