import { asGossanError, errorEntry, GossanError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseLine } from './parse.ts';
import { catchSignals } from './signals.ts';
import { jsonText, Output } from './terminal/output.ts';

/**
 * Runs one command line (the words after `gossan`) and returns its exit code (contract): 0 done, 1 failed, 2 wrong use,
 * 3 input refused, 4 a needed part is missing, 130 interrupted. Never throws.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === '__complete') {
    const { printCompletion } = await import('./completion/complete.ts');
    return printCompletion(argv.slice(1));
  }
  const json = argv.includes('--json');
  const debug = argv.includes('--debug');
  // for what is loaded later and for child processes too
  if (argv.includes('--no-color')) process.env.NO_COLOR = '1';
  quietBrokenPipe();
  const output = new Output(json);
  const signals = catchSignals(output);
  try {
    if (argv[0] === '--version' || argv[0] === '-V') return await printVersion(output);
    const { command, name, args, options, help } = parseLine(argv);
    if (!command || help) {
      const text = command ? commandHelp(command, name) : programHelp();
      output.print(text.trimEnd());
      output.document({ command: name || null, help: text });
      return 0;
    }
    // what the configuration file says holds for workers and child processes too
    const { applyConfig, loadConfig } = await import('../core/config.ts');
    applyConfig(loadConfig());
    const module = await command.load!();
    if (module.graceMs !== undefined) signals.allow(module.graceMs);
    const code = await module.run({ command: name, args, options, json, output, signal: signals.signal });
    output.progress.clear();
    return code ?? 0;
  } catch (thrown) {
    output.progress.clear();
    const stopped = signals.signal.aborted ? new GossanError('INTERRUPTED', {}, { cause: thrown }) : undefined;
    return reportError(stopped ?? asGossanError(thrown), output, debug);
  } finally {
    signals.release();
  }
}

/** Writes an error where it belongs and returns its exit code. */
function reportError(error: GossanError, output: Output, debug: boolean): number {
  if (output.json) process.stdout.write(`${jsonText(error.toJSON())}\n`);
  else {
    output.note(`gossan: ${error.message}`, 'red');
    if (error.hint) output.note(`  ${error.hint}`);
    // a stop is no error that one looks up
    if (error.code !== 'INTERRUPTED') output.note(`  gossan help ${error.code} · ${errorEntry(error.code)}`, 'dim');
  }
  if (debug) {
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      process.stderr.write(`${plainText(at.stack ?? '')}\n`);
  }
  return error.exitCode;
}

async function printVersion(output: Output): Promise<number> {
  const { version } = await import('./version.ts');
  output.print(version());
  output.document({ version: version() });
  return 0;
}

/** `gossan kb export | head` ends quietly when the reader has gone. */
function quietBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

// Run as a program (`node cli/main.ts ask …`, `node dist/cli/main.js`); the bin calls `main` itself.
if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2));
  // Native libraries may keep threads that would hold the process open after everything is closed.
  process.stdout.write('', () => process.exit());
}
