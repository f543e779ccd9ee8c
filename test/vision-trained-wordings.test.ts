import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import comparison from '../agents/vision/comparison.json' with { type: 'json' };
import { GROUNDING_CLASSES } from '../agents/vision/grounding-labels.ts';
import { nameIn, nameOfLabel } from '../agents/vision/parse/names.ts';
import prompts from '../agents/vision/prompts.json' with { type: 'json' };
import { OWN_SUBJECTS, subjectOf } from '../agents/vision/subject.ts';
import { taskQuestion } from '../agents/vision/tasks.ts';
import { asset } from '../core/paths.ts';

const python = (name: string) =>
  JSON.parse(readFileSync(asset('model-server', 'python', 'gossan_scenes', 'data', `${name}.json`), 'utf8'));

interface Names {
  minerals: { name: string; zh: string; entries: string[] }[];
  alteration: { name: string; zh: string; asked: string; asked_zh: string }[];
}

describe('the questions of the tasks', () => {
  const trained = python('questions').tasks as Record<string, { en: string[]; zh: string[] }>;

  it.each(['en', 'zh'] as const)('are wordings that the base was trained on (%s)', (language) => {
    const { yesno, minerals, probability, ground, describe } = prompts.tasks;
    expect(trained.copper![language]).toContain(yesno[language].question);
    expect(trained.minerals![language]).toContain(minerals[language].question);
    expect(trained.probability![language]).toContain(probability[language].question);
    expect(trained['ground minerals']![language]).toContain(ground[language].question);
    expect(trained.describe![language]).toContain(describe[language].question);
    expect(trained.present![language]).toContain(prompts.named.yesno[language]);
    expect(trained.ground![language]).toContain(prompts.named.ground[language]);
  });
});

describe('what can be asked about by name', () => {
  const names = python('names') as Names;

  it('is what the training names, in its words, in both languages', () => {
    expect(OWN_SUBJECTS).toEqual([...names.minerals, ...names.alteration].map(({ name }) => name));
    expect([...OWN_SUBJECTS].sort()).toEqual([...GROUNDING_CLASSES].sort());
    for (const { name, zh } of names.minerals) {
      expect(subjectOf(name, 'gossan-nano').asked).toEqual({ en: name, zh });
      expect(subjectOf(zh, 'gossan-nano').name).toBe(name);
    }
    for (const { name, zh, asked, asked_zh } of names.alteration) {
      expect(subjectOf(name, 'gossan-nano').asked).toEqual({ en: asked, zh: asked_zh });
      expect(subjectOf(zh, 'gossan-nano').name).toBe(name);
    }
  });

  it('counts minerals as the training does', () => {
    for (const { name, entries } of names.minerals) {
      for (const entry of entries) expect(subjectOf(entry, 'gossan-nano').name).toBe(name);
    }
    expect(subjectOf('绢云母', 'gossan-nano').name).toBe('white mica');
    expect(subjectOf('K-alunite', 'gossan-nano').name).toBe('alunite');
  });

  it('is refused for what the small model was never asked about, and asked of other models as it is named', () => {
    expect(() => subjectOf('gold', 'gossan-nano')).toThrow(/gossan-nano was not trained.*"gold"/);
    const muscovite = subjectOf('白云母', null);
    expect(muscovite).toEqual({ name: 'muscovite', asked: { en: 'muscovite', zh: '白云母' } });
    expect(taskQuestion('yesno', 'zh', muscovite).question).toBe('这个窗口中有白云母吗？');
    expect(taskQuestion('ground', 'en', subjectOf('phyllic', null)).question).toBe('Where is phyllic alteration?');
  });
});

describe('the numbers by which model and spectra are compared', () => {
  it('are those by which the training calls a window copper-related', () => {
    const truth = python('truth');
    expect(comparison.copper_yes.value).toBe(truth.copper_yes);
    const copper = JSON.parse(readFileSync(asset('tools', 'spectral', 'alteration', 'copper.json'), 'utf8'));
    const related = Object.entries(copper.type_weight as Record<string, number>)
      .filter(([, weight]) => weight >= truth.copper_types)
      .map(([name]) => name);
    expect([...comparison.copper_types.value].sort()).toEqual(related.sort());
    for (const type of related) expect(nameOfLabel(nameIn(type, 'zh'))).toBe(type);
  });
});
