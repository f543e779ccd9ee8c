import { describe, expect, it } from 'vitest';
import { documentEvidence, Ledger, sceneEvidence } from '../agents/ledger/ledger.ts';
import { compare } from '../agents/reasoner/builtin/compose/comparison.ts';
import { SceneFacts } from '../agents/reasoner/builtin/compose/facts.ts';
import type { QuestionPart } from '../agents/reasoner/builtin/question.ts';

const part: QuestionPart = {
  id: 'a',
  text: 'Do the reports agree with the scene?',
  intent: 'comparison',
  needs: ['documents', 'scene'],
  minerals: [],
  alteration: [],
  unknownMinerals: [],
};

/** A scene called Cuprite with alunite and calcite on it, and no topaz. */
const scene = [
  sceneEvidence('cuprite', 'scene.json#/scene', 'scene', 'cuprite'),
  sceneEvidence('cuprite', 'scene.json#/valid_pixels', 'valid pixels', 1000, 'pixels'),
  sceneEvidence('cuprite', 'scene.json#/not_detectable/0', 'not detectable', 'quartz'),
  ...['alunite', 'calcite'].flatMap((name) => [
    sceneEvidence('cuprite', `scene.json#/minerals/${name}/pixels`, name, 200, 'pixels'),
    sceneEvidence('cuprite', `scene.json#/minerals/${name}/share`, name, 0.2, 'fraction'),
  ]),
  sceneEvidence('mineral library', 'library.json#/names', 'names', 'alunite, calcite, topaz, kaolinite'),
];

function against(text: string) {
  const document = documentEvidence('A report', { document: 'd', page: 1, start: 0, end: text.length }, text);
  const result = compare(part, [document], new SceneFacts(new Ledger([...scene, document])), 'en');
  return { text: result.sentences.map((one) => one.text).join(' '), contradictions: result.contradictions };
}

describe('a statement of a document against the scene', () => {
  it.each([
    ['agrees', 'Alunite crops out along the ridge of the study area.', /^Both name alunite/],
    ['cannot be shown', 'Quartz is abundant in the study area.', /no say/],
    ['speaks elsewhere', 'Topaz occurs in many greisens.', /not of this ground/],
  ])('that %s', (_, text, said) => {
    const result = against(text);
    expect(result.text).toMatch(said);
    expect(result.contradictions).toEqual([]);
  });

  it.each([
    ['names what the scene lacks, here', 'Topaz was found in this area.', 'topaz'],
    ['names what the scene lacks, at the place of the scene', 'At Cuprite, topaz was found in breccia.', 'topaz'],
    ['denies what the scene shows, here', 'No calcite was found in this area.', 'calcite'],
    ['denies it after its name', 'Calcite is absent from the study area, as mapped.', 'calcite'],
    ['denies it in Chinese', '研究区内未见方解石，仅见石英脉出露。', 'calcite'],
  ])('that %s is a contradiction', (_, text, subject) => {
    const result = against(text);
    expect(result.contradictions.map((one) => one.subject)).toEqual([subject]);
    expect(result.text).toMatch(/disagree/);
  });

  it.each([
    ['negates something else', 'Alunite was mapped in this area, but not every species could be resolved.'],
    ['denies in general what the scene shows', 'No calcite was found in granites of other districts.'],
    ['names what the engine cannot', 'Cassiterite was found in this area.'],
    ['states no occurrence', 'Alunite is a sulfate.'],
  ])('that %s is none', (_, text) => {
    const result = against(text);
    expect(result.contradictions).toEqual([]);
    expect(result.text).toBe('');
  });
});
