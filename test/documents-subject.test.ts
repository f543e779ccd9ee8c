import { describe, expect, it } from 'vitest';
import { expectedKinds } from '../agents/documents/expected-answer.ts';
import { speaksOfSubject } from '../agents/documents/subject.ts';
import { findEntities } from '../agents/reasoner/builtin/lexicon.ts';
import { contentTerms } from '../agents/reasoner/builtin/relevance.ts';

const passage = (text: string) => ({
  document: 'd',
  title: 'Notes',
  page: 1,
  label: '1',
  start: 0,
  end: text.length,
  score: 1,
  heading: '',
  text,
});

describe('whether a passage with a value speaks of what is asked', () => {
  it.each([
    ['钻探用的泥浆密度是多少？', 'Most common minerals have a density of 2.6 to 3.0 g/cm3.', false],
    ['钻探用的泥浆密度是多少？', 'The drill mud had a density of 1.2 g/cm3.', true],
    ['帐篷的密度是多少？', 'Most common minerals have a density of 2.6 to 3.0 g/cm3.', false],
    ['帐篷的密度是多少？', '帐篷布的密度是 0.4 克每立方厘米。', true],
    ['What is the density of the tent?', 'The cloth has a density of 0.4 g/cm3.', true],
  ])('%s / %s: %s', (question, text, speaks) => {
    expect(speaksOfSubject(passage(text), contentTerms(question), expectedKinds(question))).toBe(speaks);
  });
});

describe('minerals that a question demands of the answer', () => {
  it.each([
    ['How is foobarite mapped?', ['foobarite']],
    ['How are silicates such as foobarite mapped?', []],
    ['How are silicates, e.g. foobarite, mapped?', []],
    ['How are silicates such as foobarite told from quuxite?', ['quuxite']],
  ])('%s', (question, unknown) => {
    expect(findEntities(question).unknownMinerals).toEqual(unknown);
  });
});
