import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorEntry } from '../core/errors.ts';
import { asset, packageRoot } from '../core/paths.ts';

let folder: string;
const bin = () => join(folder, 'cli', 'bin', 'gossan.js');

/** A program in the place of the built one: tells what reached it, then ends as its first argument says. */
const PROGRAM = `export async function main(args) {
  console.log(JSON.stringify({ node: process.versions.node, pid: process.pid, args }));
  if (args[0] === 'wait') await new Promise((done) => setTimeout(done, 20000));
  return Number(args[1] ?? 0);
}`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-bin-'));
  await cp(asset('cli', 'bin'), join(folder, 'cli', 'bin'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function build() {
  await mkdir(join(folder, 'dist', 'cli'), { recursive: true });
  await writeFile(join(folder, 'dist', 'cli', 'main.js'), PROGRAM);
  await symlink(asset('node_modules'), join(folder, 'node_modules'));
}

function run(node: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(node, [bin(), ...args], (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** A Node on the machine that is not 24, if there is one. */
async function otherNode(): Promise<string | null> {
  for (const place of (process.env.PATH ?? '').split(delimiter)) {
    if (place.startsWith(packageRoot)) continue;
    const path = join(place, 'node');
    const version = await new Promise<string>((done) =>
      execFile(path, ['--version'], (_, stdout) => done(stdout ?? '')),
    );
    if (/^v\d/.test(version) && !version.startsWith('v24.')) return path;
  }
  return null;
}

test('before set-up it says what to do, with exit code 4', async () => {
  const { code, stdout, stderr } = await run(process.execPath, ['map', 'scene.hdr']);
  expect(code).toBe(4);
  expect(stdout).toBe('');
  expect(stderr).toContain(`Run \`npm start\` once in ${folder}`);
});

test('before set-up --json still gets one JSON document', async () => {
  const { code, stdout } = await run(process.execPath, ['map', 'scene.hdr', '--json']);
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: 'BINARY_MISSING',
      message: expect.any(String),
      hint: expect.any(String),
      docs: errorEntry('BINARY_MISSING'),
    },
  });
});

test('arguments and exit code pass through', async () => {
  await build();
  const { code, stdout } = await run(process.execPath, ['ask', '3', '--kb', 'a b']);
  expect(code).toBe(3);
  expect(JSON.parse(stdout).args).toEqual(['ask', '3', '--kb', 'a b']);
});

test('on another Node it goes on with Node 24', async ({ skip }) => {
  const other = await otherNode();
  if (!other) return skip('every Node on this machine is 24');
  await build();
  const { code, stdout } = await run(other, ['ask', '3', '--kb', 'a b']);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ node: expect.stringMatching(/^24\./), args: ['ask', '3', '--kb', 'a b'] });
});

test('a signal to the outer Node ends the inner one', async ({ skip }) => {
  const other = await otherNode();
  if (!other) return skip('every Node on this machine is 24');
  await build();
  const child = spawn(other, [bin(), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { pid } = JSON.parse(line.toString()) as { pid: number };
  expect(pid).not.toBe(child.pid);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(143);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
