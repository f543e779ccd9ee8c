import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyAdapter } from '../fine-tune/registry/activate.ts';
import { listAdapters } from '../fine-tune/registry/list.ts';
import { listRuns, type ShownRun, showRun } from '../fine-tune/workflow/run.ts';
import { adapterFolder, adapterNames } from '../model-server/adapters/adapter-state.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { type FinetuneStage, finetuneStage } from './support/finetune-stage.ts';
import { question } from './support/nano-questions.ts';
import { jsonOf } from './support/run-gossan.ts';
import { trainingPythonOfTests } from './support/training-python.ts';

// Python loads torch for each of its parts.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

/** What answers by default now; throws where something half is there. */
async function answering(): Promise<string | null> {
  const model = (await openVisionModel({}))!;
  try {
    await model.completeMany([{ ...question(1), max_tokens: 1 }]);
    return await model.active!();
  } finally {
    await model.close();
  }
}

describe.skipIf(trainingPythonOfTests === null)('a retraining that is killed', () => {
  let stage: FinetuneStage;
  beforeAll(async () => {
    stage = await finetuneStage(trainingPythonOfTests!);
  });
  afterAll(() => stage.close());

  /** Runs `gossan finetune …` and kills it with SIGKILL `ms` after a file or its stderr holds a text. */
  async function killed(
    args: string[],
    when: RegExp,
    { file, ms = 0 }: { file?: () => string | null; ms?: number } = {},
  ) {
    let done = false;
    let watch: NodeJS.Timeout | undefined;
    const finished = await stage.finetune(args, {
      onStderr: (all, child) => {
        const strike = () => {
          if (done) return;
          done = true;
          clearInterval(watch);
          setTimeout(() => child.kill('SIGKILL'), ms);
        };
        if (!file) {
          if (when.test(all)) strike();
        } else {
          watch ??= setInterval(() => {
            const path = file();
            if (path && existsSync(path) && when.test(readFileSync(path, 'utf8'))) strike();
          }, 10);
        }
      },
    });
    clearInterval(watch);
    return finished;
  }

  it('in training: what was active answers, no trainer is left, and it goes on from its last state', async () => {
    const latest = () => listRuns()[0];
    const log = () => (latest() ? join(latest()!.folder, 'trainer.log') : null);
    const args = ['--dataset', 'ridge', '--method', 'lora', '--recipe', stage.recipe, '--gate-scenes', '1'];
    // Another run has to wait meanwhile.
    const busy = { code: 0, error: '' };
    const finished = await killed(args, /"type": "checkpoint", "step": [1-9]/, { file: log });
    expect(finished.signal).toBe('SIGKILL');
    const { id, folder, adapter } = latest()!;
    expect(latest()).toMatchObject({ step: 'train', status: 'interrupted' });
    expect(adapterNames()).toEqual([]);
    expect(await answering()).toBeNull();
    await new Promise((resume) => setTimeout(resume, 2000));
    const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(running.split('\n').filter((line) => line.includes(folder))).toEqual([]);

    const going = stage.finetune(['--run', id, '--json'], {
      onStderr: async (all) => {
        if (busy.code || !/Training/.test(all)) return;
        busy.code = -1;
        const second = await stage.finetune(['--run', id, '--json']);
        busy.code = second.code!;
        busy.error = (jsonOf(second).error as { code: string }).code;
      },
    });
    const resumed = await going;
    expect(resumed.code, resumed.stderr).toBe(0);
    const run = jsonOf(resumed) as unknown as ShownRun;
    expect(['waiting', 'done']).toContain(run.status);
    expect(run.verdict!.tasks).toHaveLength(10);
    const starts = readFileSync(join(folder, 'trainer.log'), 'utf8').match(/"resumed_at": \d+/g)!;
    expect(starts).toHaveLength(2);
    expect(Number(starts[1]!.split(': ')[1])).toBeGreaterThan(0);
    const { card } = await verifyAdapter(adapter);
    expect(card).toMatchObject({
      method: 'lora',
      dataset: { name: 'ridge', version: 1 },
      recipe: { name: 'tiny' },
      by: null,
    });
    expect(readFileSync(join(folder, 'verdict.md'), 'utf8')).toContain(`# Gate: ${adapter}`);
    expect(busy).toEqual({ code: 1, error: 'RUN_BUSY' });
    expect(await answering()).toBeNull();
  });

  it('in the gate: what was active answers, and the gate is held again', async () => {
    const { record, folder } = stage.trainedRun('same-answers', 0.5);
    const finished = await killed(['--run', record.id], /gate: asking same-answers/);
    expect(finished.signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'verdict.json'))).toBe(false);
    expect(showRun(record.id)).toMatchObject({ step: 'gate' });
    expect(await answering()).toBeNull();
    const resumed = await stage.finetune(['--run', record.id, '--json']);
    // All logits are halved: it says what the base says, which improves nothing; odds are flatter, so that favourability, an
    // expected value, may fall.
    expect(jsonOf(resumed)).toMatchObject({
      status: 'done',
      outcome: 'stopped by the gate',
      verdict: {
        promote: false,
        reasons: expect.arrayContaining([expect.objectContaining({ why: 'target' })]),
        target: { change: 0, interval: [0, 0] },
      },
    });
    expect(listAdapters().adapters.find(({ name }) => name === 'same-answers')).toMatchObject({
      by: null,
      active: false,
    });
    expect(await answering()).toBeNull();
  });

  it('in the swap, at any moment: the one before or the new one answers, and it goes on', async () => {
    const { record, folder } = stage.trainedRun('swapped', 0.25);
    // As if the gate had let it pass.
    const [other] = listRuns().filter(({ verdict }) => verdict !== null);
    const verdict = { ...other!.verdict!, candidate: 'swapped', promote: true, reasons: [] };
    writeFileSync(join(folder, 'verdict.json'), JSON.stringify(verdict));
    const waiting = await stage.finetune(['--run', record.id]);
    expect(waiting.stdout).toContain(`gossan finetune --run ${record.id} --yes`);
    expect(await answering()).toBeNull();
    // The decision survives the process that waited for it.
    expect(showRun(record.id).status).toBe('waiting');

    const seen = new Set<string | null>();
    for (const ms of [0, 20, 60, 120, 200, 300, 450, 700]) {
      const { status } = showRun(record.id);
      if (status === 'done') break;
      const yes = status === 'waiting' ? ['--yes', '--by', 'Wang'] : [];
      await killed(['--run', record.id, ...yes], /Activating/, { ms });
      const active = await answering();
      seen.add(active);
      expect([null, 'swapped']).toContain(active);
      expect(JSON.parse(readFileSync(join(adapterFolder('swapped'), 'adapter.json'), 'utf8'))).toBeTruthy();
      await verifyAdapter('swapped');
    }
    const { status } = showRun(record.id);
    const last = await stage.finetune([
      '--run',
      record.id,
      ...(status === 'waiting' ? ['--yes', '--by', 'Wang'] : []),
      '--json',
    ]);
    expect(jsonOf(last)).toMatchObject({ status: 'done', outcome: 'activated' });
    expect(await answering()).toBe('swapped');
    expect(listAdapters().adapters.find(({ name }) => name === 'swapped')).toMatchObject({ by: 'Wang', active: true });
    expect(seen.has(null)).toBe(true);

    const again = await stage.finetune(['--run', record.id, '--yes', '--json']);
    expect([again.code, jsonOf(again)]).toMatchObject([1, { error: { code: 'RUN_NOTHING_TO_DECIDE' } }]);
  });

  it('and a person may say no', async () => {
    const { record, folder } = stage.trainedRun('declined', 0.75);
    const [other] = listRuns().filter(({ verdict }) => verdict !== null);
    writeFileSync(
      join(folder, 'verdict.json'),
      JSON.stringify({ ...other!.verdict!, candidate: 'declined', promote: true, reasons: [] }),
    );
    expect(jsonOf(await stage.finetune(['--run', record.id, '--json']))).toMatchObject({ status: 'waiting' });
    expect(jsonOf(await stage.finetune(['--run', record.id, '--no', '--json']))).toMatchObject({ outcome: 'declined' });
    expect(await answering()).toBe('swapped');
  });
});
