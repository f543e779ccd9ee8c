import { expect, it } from 'vitest';
import { decompose } from '../rag/index.ts';

it.each<[string, string[]]>([
  ['Compare alunite and jarosite', ['alunite', 'jarosite']],
  [
    'What is the difference between argillic and advanced argillic alteration?',
    ['argillic', 'advanced argillic alteration'],
  ],
  ['How does the Tetracorder differ from a spectral angle mapper?', ['Tetracorder', 'spectral angle mapper']],
  ['How can I tell calcite, dolomite and chlorite apart?', ['calcite', 'dolomite', 'chlorite']],
  ['EMIT vs. PRISMA', ['EMIT', 'PRISMA']],
  ['distinguish kaolinite from dickite', ['kaolinite', 'dickite']],
  ['明矾石和黄钾铁矾有什么区别？', ['明矾石', '黄钾铁矾']],
  ['比较绢英岩化与青磐岩化', ['绢英岩化', '青磐岩化']],
  ['如何区分高岭石、地开石和埃洛石？', ['高岭石', '地开石', '埃洛石']],
  ['高硫型以及低硫型浅成低温热液矿床的差异是什么', ['高硫型', '低硫型浅成低温热液矿床']],
])('%s', (question, things) => {
  expect(decompose(question)).toEqual(things);
});

it.each([
  'Where is the alunite?',
  'What are alunite and kaolinite?',
  'Which minerals and rocks occur at Cuprite and at Goldfield?',
  '哪里有明矾石和高岭石？',
  'Compare the results',
  '',
])('"%s" asks for one thing, or leaves the parting to the planner', (question) => {
  expect(decompose(question)).toEqual([]);
});
