import type { Probe, ProbeState } from '../doctor/probe.ts';
import type { Invocation } from '../invocation.ts';

const MARKS: Record<ProbeState, string> = { ok: '✓', fallback: '~', missing: '✗', 'not-configured': '·' };
const STYLES = { ok: 'green', fallback: 'yellow', missing: 'red', 'not-configured': 'dim' } as const;

/** The exit code is 0 whatever is missing: looking was what was asked for, and every state is in the JSON. */
export async function run(call: Invocation): Promise<undefined> {
  const { options, output } = call;
  if (options.flag('allow-remote')) await allowRemote(call);
  const { runProbes } = await import('../doctor/probes.ts');
  output.progress.show({ step: 'trying every part' });
  const probes = await runProbes();
  for (const probe of probes) print(probe, call);
  output.document({ parts: probes });
}

async function allowRemote({ output }: Invocation): Promise<void> {
  const { allowRemoteModels } = await import('../remote-models.ts');
  const allowed = allowRemoteModels();
  for (const { host, sent } of allowed) output.note(`From now on ${sent.en} may be sent to ${host}.`);
  if (!allowed.length) output.note('No remote model is configured that you have not agreed to already.');
}

function print({ part, state, version, detail, fix }: Probe, { output }: Invocation): void {
  output.print(`${MARKS[state]} ${part}${version ? ` ${version}` : ''}: ${detail}`, STYLES[state]);
  if (fix) output.print(`    → ${fix}`);
}
