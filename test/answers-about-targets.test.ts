import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import { mapOfScene } from '../tools/spectral/map-cache.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';

let talk: DemoTalk;
let summary: SceneSummary;
let gpx: string;
beforeAll(async () => {
  talk = await demoTalk();
  const map = await mapOfScene(talk.scene);
  summary = map.summary;
  gpx = readFileSync(join(map.folder, 'targets.gpx'), 'utf8');
});
afterAll(() => talk.remove());

const ask = (question: string) => talk.assistant.ask(question, { scene: talk.scene, kb: talk.kb, rag: false });

function addressOf(answer: Answer, text: string): string | undefined {
  const bound = answer.numbers.find((number) => number.text === text);
  return answer.evidence.find(({ id }) => id === bound?.evidence)?.address;
}

it('the first place to go is the first target of scene.json and of the GPX file', async () => {
  const answer = await ask('Where should I look for copper first?');
  const [first] = summary.targets;
  expect(answer.review.verdict).toBe('PASS');
  expect(answer.answer).toMatch(new RegExp(`Start at target ${first.name}, near pixel ${first.x}, ${first.y} `));
  expect(gpx.indexOf(`<name>${first.name}</name>`)).toBe(gpx.indexOf('<name>Cu'));
  expect(gpx).toContain(`lat="${first.lat!.toFixed(6)}" lon="${first.lon!.toFixed(6)}"`);
  expect(addressOf(answer, first.favourability.mean.toFixed(2))).toBe('scene.json#/targets/0/favourability/mean');
  // the centre of the zoning is said as where it is from there, and not as another place to start
  expect(answer.answer).toMatch(/\d m to the [\w-]+ of the centre of the zoning/);
  expect(addressOf(answer, String(first.reasons.from_core?.distance_m))).toBe(
    'scene.json#/targets/0/reasons/from_core/distance_m',
  );
});

it('in Chinese alike', async () => {
  const answer = await ask('先去哪里找铜？');
  const [first] = summary.targets;
  expect(answer.review.verdict).toBe('PASS');
  expect(answer.answer).toContain(`先去靶区 ${first.name}：像元 (${first.x}, ${first.y})`);
  expect(answer.answer).toMatch(/蚀变分带中心以[东南西北]+ \d+ 米/);
});
