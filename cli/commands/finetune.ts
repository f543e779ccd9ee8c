import { GossanError } from '../../core/errors.ts';
import type { ShownRun } from '../../fine-tune/workflow/run.ts';
import type { Method } from '../../model-server/adapters/adapter-card.ts';
import { thisUser } from '../adapter-text.ts';
import type { Invocation } from '../invocation.ts';
import { runsText, runText, stepText } from '../run-text.ts';

/** A trainer writes its state before it ends. */
export const graceMs = 30_000;

export async function run(call: Invocation): Promise<undefined> {
  const { options, output, signal } = call;
  const { advanceRun, listRuns, planRun, showRun } = await import('../../fine-tune/workflow/run.ts');
  const dataset = options.text('dataset');
  const id = options.text('run');
  const [yes, no] = [options.flag('yes'), options.flag('no')];
  if (yes && no) throw wrong('--yes and --no exclude each other.');
  if (id === undefined && (yes || no)) throw wrong('--yes and --no need --run ID.');
  if (id !== undefined && dataset !== undefined) throw wrong('--run goes on with a run, --dataset begins one.');
  if (id === undefined && dataset === undefined) {
    const runs = listRuns();
    output.print(runsText(runs));
    output.document({ runs });
    return;
  }
  const by = options.text('by') ?? thisUser();
  const slow = {
    signal,
    onProgress: output.onProgress,
    onStep: (step: ShownRun['step']) => output.note(stepText(step), 'dim'),
  };
  if (id !== undefined) {
    if ((yes || no) && showRun(id).status !== 'waiting') {
      throw new GossanError('RUN_NOTHING_TO_DECIDE', { id, status: showRun(id).status });
    }
    return tell(call, await advanceRun(id, slow, yes || no ? { yes, by } : undefined));
  }
  const method = options.text('method') as Method | undefined;
  if (method === undefined) throw wrong('--dataset needs --method.');
  const [base, recipe, adapter] = [options.text('base'), options.text('recipe'), options.text('out')];
  const [seed, gateScenes] = [options.integer('seed'), options.integer('gate-scenes')];
  const { record } = planRun({
    dataset: dataset!,
    method,
    by,
    autoPromote: options.flag('auto-promote'),
    ...(base === undefined ? {} : { base }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(adapter === undefined ? {} : { adapter }),
    ...(seed === undefined ? {} : { seed }),
    ...(gateScenes === undefined ? {} : { gateScenes }),
  });
  output.note(`Run ${record.id}: ${record.adapter}, ${method} from ${record.dataset}.`);
  await tell(call, await advanceRun(record.id, slow));
}

async function tell({ output }: Invocation, run: ShownRun): Promise<undefined> {
  output.print(runText(run, 'en'));
  output.document(run);
}

function wrong(detail: string): GossanError {
  return new GossanError('USAGE', { detail, command: 'finetune' });
}
