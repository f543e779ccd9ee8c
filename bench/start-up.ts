import { execFile, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { asset, packageRoot } from '../core/paths.ts';
import { type BenchmarkRow, median, reportRows } from './benchmark-row.ts';

/**
 * How long a user waits before Gossan does anything: `gossan --help`, a Tab in the shell and the start of the MCP server
 * beside an empty Node program, and `npm start` when everything is installed already.
 *
 *   node bench/start-up.ts [--record]
 */
const RUNS = 15;

/** Wall time in ms of one run, which must succeed. */
function timed(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((done, fail) => {
    const from = performance.now();
    const child = spawn(file, args, { cwd: packageRoot, stdio: ['ignore', 'ignore', 'inherit'], env });
    child.once('error', fail);
    child.once('exit', (code) => {
      if (code === 0) done(performance.now() - from);
      else fail(new Error(`${[file, ...args].join(' ')} ended with code ${code}`));
    });
  });
}

/** Times the two by turns, so that what else the machine does weighs on both. */
async function alternate(
  ours: () => Promise<number>,
  peer: () => Promise<number>,
  runs = RUNS,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  await ours();
  await peer();
  for (let run = 0; run < runs; run++) {
    times[0].push(await ours());
    times[1].push(await peer());
  }
  return [median(times[0]), median(times[1])];
}

function row(bench: string, peer: string, [ours, theirs]: [number, number], runs = RUNS): BenchmarkRow {
  return {
    bench,
    peer,
    ratio: `${(ours / theirs).toFixed(2)} × the time`,
    figure: `${Math.round(ours)} ms : ${Math.round(theirs)} ms (medians of ${runs})`,
  };
}

/** Another Node on PATH than the project's: what a user's shell has. */
async function outerNode(): Promise<{ path: string; version: string } | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder.startsWith(packageRoot)) continue;
    const path = join(folder, 'node');
    const version = await new Promise<string>((done) =>
      execFile(path, ['--version'], (_, out) => done((out ?? '').trim())),
    );
    if (version && !version.startsWith('v24.')) return { path, version };
  }
  return null;
}

const bin = asset('cli', 'bin', 'gossan.js');
const node24 = process.execPath;
const rows = [
  row(
    '`gossan --help`',
    `\`node -e 0\` (Node ${process.versions.node})`,
    await alternate(
      () => timed(node24, [bin, '--help']),
      () => timed(node24, ['-e', '0']),
    ),
  ),
];
for (const [typed, words] of [
  ['a command', ['arch']],
  ['a session', ['archive', '']],
  ['a mineral', ['report', '--focus', 'a']],
] as const) {
  rows.push(
    row(
      `Tab on ${typed} (\`gossan __complete\`)`,
      `\`node -e 0\` (Node ${process.versions.node})`,
      await alternate(
        () => timed(node24, [bin, '__complete', ...words]),
        () => timed(node24, ['-e', '0']),
      ),
    ),
  );
}
rows.push(
  row(
    '`gossan mcp`, from start to hang-up',
    `\`node -e 0\` (Node ${process.versions.node})`,
    await alternate(
      () => timed(node24, [bin, 'mcp']),
      () => timed(node24, ['-e', '0']),
    ),
  ),
);
const outer = await outerNode();
if (outer) {
  rows.push(
    row(
      `\`gossan --help\` from Node ${outer.version}`,
      `\`node -e 0\` (Node ${outer.version})`,
      await alternate(
        () => timed(outer.path, [bin, '--help']),
        () => timed(outer.path, ['-e', '0']),
      ),
    ),
  );
}
// npm itself takes its part of the time: beside it, an npm script that does nothing but start Node.
const outside = {
  ...process.env,
  PATH: (process.env.PATH ?? '').replaceAll(`${asset('node_modules', '.bin')}${delimiter}`, ''),
};
const STARTS = 3;
rows.push(
  row(
    'second `npm start`, no terminal (with the demo report)',
    '`npm run -s env` (npm alone)',
    await alternate(
      () => timed('npm', ['start'], outside),
      () => timed('npm', ['run', '-s', 'env'], outside),
      STARTS,
    ),
    STARTS,
  ),
);
reportRows(rows);
