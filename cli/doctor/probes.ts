import { type Config, loadConfig, SETTINGS } from '../../core/config.ts';
import { GossanError } from '../../core/errors.ts';
import { gossanHome } from '../../core/paths.ts';
import { configuration } from './configuration.ts';
import { embeddings } from './embeddings.ts';
import { llm } from './endpoint.ts';
import { faiss } from './faiss.ts';
import { gpu } from './gpu.ts';
import { home } from './home.ts';
import { node } from './node.ts';
import { ocr } from './ocr.ts';
import type { PartCheck, Probe } from './probe.ts';
import { python } from './python.ts';
import { sqlite } from './sqlite.ts';
import { store } from './store.ts';
import { terminal } from './terminal.ts';
import { vision } from './vision.ts';

export type { Probe, ProbeState } from './probe.ts';

/** The order in which `gossan doctor` lists them: what everything needs first. */
const CHECKS: PartCheck[] = [
  node,
  sqlite,
  faiss,
  embeddings,
  ocr,
  python,
  gpu,
  llm,
  vision,
  store,
  home,
  terminal,
  configuration,
];

/** Longer than any single program or endpoint is waited for. */
const PATIENCE_MS = 20_000;

/**
 * Tries every part, at once. Never throws: a part that does not work is a row that says so. Takes a second or two,
 * most of it loading the embedding model; endpoints that do not answer add up to five seconds.
 */
export async function runProbes(): Promise<Probe[]> {
  const { config, trouble } = readConfig();
  return Promise.all(
    CHECKS.map(async (check) => {
      if (check === configuration && trouble) return row(check, trouble);
      try {
        return { part: check.part, ...(await inTime(check.run(config))) };
      } catch (thrown) {
        return row(check, thrown as Error);
      }
    }),
  );
}

/** A folder on a dead network drive can hang a call for ever; the other rows are wanted all the same. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no result within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function row({ part, fix }: PartCheck, { message }: Error): Probe {
  return { part, state: 'missing', version: null, detail: message.split('\n')[0], fix };
}

/** Where the configuration cannot be read, the other parts are tried without it: the doctor has to run on a sick machine. */
function readConfig(): { config: Config; trouble: Error | null } {
  try {
    return { config: loadConfig(), trouble: null };
  } catch (error) {
    if (!(error instanceof GossanError)) throw error;
    const origins = Object.fromEntries(
      Object.keys(SETTINGS).map((setting) => [setting, 'default']),
    ) as Config['origins'];
    return { config: { home: gossanHome(), offline: true, screenReader: false, origins, file: null }, trouble: error };
  }
}
