import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
const ask = async (question: string) =>
  jsonOf(await gossan(['ask', question, '--kb', 'two', '--json'], { cwd: folder })) as unknown as Answer;

beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-questions-'));
  writeFileSync(
    join(folder, 'brindle_survey.md'),
    '# Brindle survey\n\nThe Brindle survey identifies tin granite by hand-held gamma spectrometry on a grid of 50 m.\n\n' +
      'Cassiterite occurs in greisen veins on the southern flank of Lantern Ridge, with topaz and white mica.\n',
  );
  writeFileSync(
    join(folder, 'corran_mapper.md'),
    '# Corran Mapper report\n\nThe Corran Mapper report identifies tin granite by airborne radiometrics flown at 80 m.\n\n' +
      '## References\n\nWilliams, G.J. 1934a: The auriferous tin placers of Lantern Ridge, Northern Province.\n',
  );
  await gossan(['kb', 'add', '.', '--kb', 'two'], { cwd: folder });
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('sets one document against another without a scene', async () => {
  const answer = await ask('Compare how the Brindle survey and the Corran Mapper report identify tin granite.');
  expect(answer.citations.map(({ title, verdict }) => [title, verdict]).sort()).toEqual([
    ['Brindle survey', 'verified'],
    ['Corran Mapper report', 'verified'],
  ]);
});

it.each([
  ['Do the reports agree with the scene?', /^a scene/],
  ['影像和报告一致吗？', /^一景影像/],
])('says that a scene is missing where one is to be compared: %s', async (question, missing) => {
  const { refusal } = await ask(question);
  expect(refusal?.missing).toContainEqual(expect.stringMatching(missing));
});

it('does not tell of another place than the one that is asked about', async () => {
  const { refusal, citations } = await ask('What does the report say about cassiterite on Mount Oldfield?');
  expect(refusal?.missing).toEqual(['Mount', 'Oldfield']);
  expect(citations).toEqual([]);
  const known = await ask('What does the Brindle report say about cassiterite on Lantern Ridge?');
  expect(known.citations[0]!.quote).toMatch(/^Cassiterite occurs in greisen veins/);
});

it('takes no entry of a reference list for a statement', async () => {
  const answer = await ask('What do the reports say about tin on Lantern Ridge?');
  expect(answer.citations.length).toBeGreaterThan(0);
  for (const { quote } of answer.citations) expect(quote).not.toMatch(/1934a|auriferous/);
});

it('names the part that nothing answers once, as it was asked', async () => {
  const { answer } = await ask(
    'Where does cassiterite occur on Lantern Ridge, and what is the price of tin per tonne?',
  );
  expect(answer).toMatch(/Not answered for want of evidence: .*price of tin per tonne \(missing: a price/);
  expect(answer).not.toMatch(/\?\s*[(.]|missing: [^)]*\bper\b/);
});
