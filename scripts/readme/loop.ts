import { copyFileSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { KnownGround } from '../../bench/geologist.ts';
import { asset } from '../../core/paths.ts';
import { trainingPython } from '../../fine-tune/python-environment.ts';
import { first, type Stage } from './stage.ts';

/** Who judges. */
const BY = 'Li Wei';

/** Synthetic districts of fine-grained dickite (fine-tune/python/gossan_districts): three to learn from, and one that proves it. */
const DISTRICTS = [
  { folder: 'north', seed: 21, split: 'train', scenes: 4 },
  { folder: 'west', seed: 22, split: 'train', scenes: 4 },
  { folder: 'east', seed: 23, split: 'train', scenes: 4 },
  { folder: 'south', seed: 941, split: 'target', scenes: 6 },
];
const PROOF = 'dickite-target-941';
/** Windows that are judged by a script: of the three districts, and of the one that proves it. */
const [LEARNED, PROVING] = [59, 54];

/** The whole loop on the demo scene: scene, question, citation, report, archive, approval, retraining, swap, rollback. */
export async function runLoop(stage: Stage, demoScene: string): Promise<void> {
  copyFileSync(asset('knowledge_base', 'demo', 'lantern-ridge-field-report.md'), join(stage.folder, 'field-report.md'));
  for (const ending of ['.hdr', '.img'])
    copyFileSync(demoScene.replace(/\.hdr$/, ending), join(stage.folder, `ridge${ending}`));
  const scene = 'ridge.hdr';

  stage.say('the scene: which minerals, how much of them');
  await stage.show(['map', scene, '--out', 'map'], first(9));
  stage.say('the reports');
  const added = await stage.show(['kb', 'add', 'field-report.md']);
  stage.say('a question to both');
  await stage.show(['ask', 'Is there alunite, and where is it?', '--scene', scene, '--session', 'ridge'], withoutSums);
  stage.say('the page behind a citation');
  await stage.show(['kb', 'page', /[0-9a-f]{12}/.exec(added)![0], '1'], first(6));
  stage.say('a report to hand over; the talk kept as Markdown');
  await stage.show(['report', '--scene', scene, '--out', 'ridge.html']);
  await stage.show(['archive', 'ridge']);

  await makeDistricts(stage);
  const shows = windowWithDickite(stage, 'north');
  const said = (lines: string[]) => lines.filter((line) => line.includes('vision model') || /#\d+ ·/.test(line));
  stage.say('what the vision model sees in a window of another district, where the laboratory found dickite');
  const question = `What is in window ${shows.window}?`;
  await stage.show(['ask', question, '--scene', shows.scene, '--session', 'north'], said);
  const correction = ['--correction', shows.right, '--district', shows.district];
  await stage.show(['approve', 'north', '1', '--by', BY, ...correction, '--agree'], (lines) =>
    lines.filter((line) => !line.startsWith('kept')),
  );
  stage.say(
    `a script judges ${LEARNED} more windows of three districts like this, and ${PROVING} of a fourth, which is never trained on`,
  );
  const habit = ['--windows', String(LEARNED), '--habit', '0.67', '--near', '0.05'];
  await judge(stage, ['north', 'west', 'east'], habit);
  await judge(stage, ['south'], ['--windows', String(PROVING), '--near', '0']);
  await stage.show(['dataset', 'build', 'dickite', '--target-district', PROOF], first(7));
  await retrain(stage);
}

/** Trains, and lets the adapter answer: where the gate lets it pass by a person's yes, else by hand, which is said. */
async function retrain(stage: Stage): Promise<void> {
  stage.say('retrain; the gate asks base and adapter the same 1,472 questions of other ground, and the proof');
  await stage.show(['finetune', '--dataset', 'dickite', '--method', 'lora', '--by', BY]);
  const { runs } = JSON.parse(await stage.gossan('finetune', '--json')) as { runs: { id: string; status: string }[] };
  if (runs[0]!.status === 'waiting') {
    stage.say('a person says yes, and the adapter answers');
    await stage.show(['finetune', '--run', runs[0]!.id, '--yes', '--by', BY]);
  } else {
    stage.say('so it stays as it was; whoever wants to see the adapter all the same activates it by hand');
    await stage.show(['adapters', 'activate', 'dickite-v1-lora', '--by', BY]);
  }
  const { scene, window } = windowWithDickite(stage, 'south');
  const said = (lines: string[]) => lines.filter((line) => line.includes('vision model'));
  const ask = ['ask', `What is in window ${window}?`, '--scene', scene, '--session'];
  await stage.show([...ask, 'south'], said);
  stage.say('rollback gives the earlier answers again');
  await stage.show(['adapters', 'rollback']);
  await stage.show([...ask, 'again'], said);
}

async function makeDistricts(stage: Stage): Promise<void> {
  const python = await trainingPython();
  const path = [asset('fine-tune', 'python'), asset('model-server', 'python')].join(delimiter);
  for (const { folder, seed, split, scenes } of DISTRICTS) {
    const words = ['--out', folder, '--seed', String(seed), '--split', split, '--scenes', String(scenes)];
    await stage.run(python, ['-m', 'gossan_districts', ...words], { PYTHONPATH: path });
  }
}

/** The window of a district's ground with the most dickite. */
function windowWithDickite(
  stage: Stage,
  folder: string,
): { scene: string; window: string; district: string; right: string } {
  const rows = readFileSync(join(stage.folder, folder, 'truth.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const known = rows.map((row) => JSON.parse(row) as KnownGround).sort((a, b) => b.habit.share - a.habit.share)[0]!;
  return {
    scene: join(folder, known.scene),
    window: known.window.join(' '),
    district: known.district,
    right: known.answers.minerals.en,
  };
}

/** The scripted geologist asks about windows of districts, and approves what is said or corrects it. */
async function judge(stage: Stage, folders: readonly string[], options: readonly string[]): Promise<void> {
  const truths = folders.map((folder) => join(folder, 'truth.jsonl'));
  await stage.run(process.execPath, [
    asset('bench', 'geologist.ts'),
    ...truths,
    '--by',
    BY,
    '--language',
    'both',
    ...options,
  ]);
}

/** An answer without the addresses of its sums, which are long. */
function withoutSums(lines: string[]): string[] {
  const [from, to] = [lines.indexOf('Calculated:'), lines.indexOf('References')];
  return from === -1 ? lines : lines.toSpliced(from, to - from, 'Calculated: …', '');
}
