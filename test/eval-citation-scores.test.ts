import { expect, it } from 'vitest';
import { citationScores } from '../agents/evaluate/citation-scores.ts';

const at = (file: string, page: number, ...headings: string[]) => ({ file, page, headings });

it('asks for all pages, or for one of them where each suffices', () => {
  const documents = [
    { document: 'a.pdf', page: 3 },
    { document: 'b.pdf', page: 7 },
  ];
  const cited = [at('a.pdf', 3), at('a.pdf', 4)];
  expect(citationScores({ documents, any: false }, cited)).toEqual({ precision: 0.5, recall: 0.5 });
  expect(citationScores({ documents, any: true }, cited)).toEqual({ precision: 0.5, recall: 1 });
  expect(citationScores({ documents, any: false }, [at('b.pdf', 3)])).toEqual({ precision: 0, recall: 0 });
});

it('has no precision where nothing is cited', () => {
  expect(citationScores({ documents: [{ document: 'a.pdf', page: 1 }], any: true }, [])).toEqual({
    precision: null,
    recall: 0,
  });
});

it('takes a section for the place in a document without pages, whatever its number and marks', () => {
  const documents = [{ document: 'ch5.md', heading: 'Flux-induced Melting' }];
  const inside = at('ch5.md', 1, 'Igneous Rocks', '5.2 *Flux-induced* melting');
  expect(citationScores({ documents, any: false }, [inside]).recall).toBe(1);
  expect(citationScores({ documents, any: false }, [at('ch5.md', 1, 'Igneous Rocks')]).recall).toBe(0);
});
