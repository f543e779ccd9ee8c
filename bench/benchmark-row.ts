import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';

/** One result: Gossan beside a named peer, both measured in the same run on the same machine. */
export interface BenchmarkRow {
  bench: string;
  /** What it is compared with, with its version. */
  peer: string;
  /** Gossan over peer; says in words which side is better where that is not plain: "1.9 × the time". */
  ratio: string;
  /** Both figures with their units. */
  figure: string;
}

const TABLE = 'docs/benchmarks.md';
const HEAD = `# Benchmarks

Each row is one run of a script under \`bench/\`: Gossan beside a named peer, on the same machine in the same run. Figures
on another machine differ; the ratio is what to look at. Rows are kept when a newer one is added, also those that fall
short. \`--record\` adds the rows of a run.

| bench | peer | ratio | figure | date | machine |
| --- | --- | --- | --- | --- | --- |
`;

/** Prints the rows, and with \`--record\` on the command line adds them to docs/benchmarks.md. */
export function reportRows(rows: readonly BenchmarkRow[]): void {
  const names = ['bench', 'peer', 'ratio', 'figure'] as const;
  printTable(
    [...names],
    rows.map((row) => names.map((name) => row[name])),
  );
  if (!process.argv.includes('--record')) return;
  const date = new Date().toISOString().slice(0, 10);
  const added = rows.map(
    (row) => `| ${[...names.map((name) => row[name].replaceAll('|', '\\|')), date, machine()].join(' | ')} |`,
  );
  const path = asset(TABLE);
  const before = (existsSync(path) ? readFileSync(path, 'utf8') : HEAD).trimEnd().split('\n');
  // Notes and other tables stand below: rows go to the end of this one, not to the file's.
  const head = before.findIndex((line) => line.startsWith('| bench | peer |'));
  const rest = before.findIndex((line, at) => at > head && !line.startsWith('|'));
  const end = rest === -1 ? before.length : rest;
  writeFileAtomic(path, `${[...before.slice(0, end), ...added, ...before.slice(end)].join('\n')}\n`);
}

/** Prints lines in columns. */
export function printTable(heads: readonly string[], lines: readonly (readonly string[])[]): void {
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((cells) => cells[i].length)));
  const text = [heads, ...lines].map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`${text.join('\n')}\n`);
}

/** Processor, cores, memory, Node: what another reader needs to judge a figure. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() || 'unknown processor'}, ${memory} GiB, Node ${process.versions.node}`;
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
