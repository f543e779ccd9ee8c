import { readFileSync } from 'node:fs';

/** The largest memory that this process has had, all threads together, in MiB; what it has now where the system does not say. */
export function peakMemoryMib(): number {
  const now = process.memoryUsage.rss() / 2 ** 20;
  try {
    const highWater = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return highWater ? Number(highWater[1]) / 1024 : now;
  } catch {
    return now;
  }
}
