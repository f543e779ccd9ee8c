import { writeFileAtomic } from '../core/atomic.ts';
import type { Invocation } from './invocation.ts';
import { jsonText } from './terminal/output.ts';

/** An export: to the file that `--out` names, else to stdout, where it is JSON with and without --json. */
export function writeDocument(value: unknown, call: Invocation, what: string): void {
  const out = call.options.text('out');
  if (out === undefined) {
    process.stdout.write(`${jsonText(value)}\n`);
    return;
  }
  writeFileAtomic(out, `${jsonText(value)}\n`);
  call.output.print(`${what} written to ${out}`);
  call.output.document({ out });
}
