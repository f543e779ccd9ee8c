import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../core/answer.ts';
import { asset } from '../../core/paths.ts';
import { cutBlocks } from './blocks.ts';
import { first, type Stage } from './stage.ts';

/** Who judges, and what the laboratory is supposed to have found on the ridge. */
const BY = 'Li Wei';
const CORRECTION = 'dickite, not kaolinite';

/** Windows of 48 × 48 and 40 × 40 pixels that are judged: those of the first block are learned from, the second's are the proof. */
const NORTH = grid([60, 72, 84, 96, 108, 120, 132, 144, 152], [0, 6, 12], 48).concat(grid([0, 20, 36], [4], 48));
const SOUTH = grid([72, 84, 104, 120, 136, 152], [0, 8], 40).concat(grid([0, 40], [60], 48));

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

  const [north, south] = cutBlocks(demoScene, stage.folder, [
    { name: 'north', top: 0, lines: 60 },
    { name: 'south', top: 60, lines: 140 },
  ]).map((path) => path.slice(stage.folder.length + 1));
  stage.say('what the vision model sees in a window of the north block; say that the laboratory found dickite');
  const asked = ['ask', `What is in window ${NORTH[10]}?`, '--scene', north!, '--session', 'north'];
  await stage.show(asked, (lines) => lines.filter((line) => line.includes('vision model') || /#\d+ ·/.test(line)));
  await stage.show(['approve', 'north', '1', '--by', BY, '--correction', CORRECTION, '--agree'], (lines) =>
    lines.filter((line) => !line.startsWith('kept')),
  );
  await judge(stage, north!, 'north', NORTH.toSpliced(10, 1));
  await judge(stage, south!, 'south', SOUTH);
  stage.say(
    `${NORTH.length + SOUTH.length} windows are judged like this in both blocks; the south is never trained on`,
  );
  await stage.show(['dataset', 'build', 'ridge', '--target-district', 'south'], first(7));
  await retrain(stage, south!);
}

/** Trains, and lets the adapter answer: where the gate lets it pass by a person's yes, else by hand, which is said. */
async function retrain(stage: Stage, south: string): Promise<void> {
  stage.say('retrain; the gate asks base and adapter the same questions (fewer of them here than it would)');
  await stage.show(['finetune', '--dataset', 'ridge', '--method', 'lora', '--gate-scenes', '8', '--by', BY]);
  const { runs } = JSON.parse(await stage.gossan('finetune', '--json')) as { runs: { id: string; status: string }[] };
  if (runs[0]!.status === 'waiting') {
    stage.say('a person says yes, and the adapter answers');
    await stage.show(['finetune', '--run', runs[0]!.id, '--yes', '--by', BY]);
  } else {
    stage.say('so it stays as it was; whoever wants to see the adapter all the same activates it by hand');
    await stage.show(['adapters', 'activate', 'ridge-v1-lora', '--by', BY]);
  }
  await stage.show(['ask', `What is in window ${SOUTH[0]}?`, '--scene', south, '--session', 'again'], (lines) =>
    lines.filter((line) => line.includes('vision model')),
  );
  stage.say('rollback gives the earlier answers again');
  await stage.show(['adapters', 'rollback']);
}

/** Asks about each window, and approves what is said or corrects it. */
async function judge(stage: Stage, scene: string, session: string, windows: readonly string[]): Promise<void> {
  for (const window of windows) {
    const words = ['ask', `What is in window ${window}?`, '--scene', scene, '--no-rag', '--session', session, '--json'];
    const answer = JSON.parse(await stage.gossan(...words)) as Answer;
    const said = answer.evidence.find(({ kind }) => kind === 'model')?.text ?? '';
    const correction = /kaolinite/.test(said) ? ['--correction', CORRECTION] : [];
    await stage.gossan('approve', session, String(answer.turn), '--by', BY, ...correction, '--agree');
  }
}

/** An answer without the addresses of its sums, which are long. */
function withoutSums(lines: string[]): string[] {
  const [from, to] = [lines.indexOf('Calculated:'), lines.indexOf('References')];
  return from === -1 ? lines : lines.toSpliced(from, to - from, 'Calculated: …', '');
}

function grid(across: number[], down: number[], size: number): string[] {
  return across.flatMap((x) => down.map((y) => `${x} ${y} ${size} ${size}`));
}
