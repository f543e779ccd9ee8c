import { expect, it } from 'vitest';
import { QuoteChecker } from '../rag/verify/quotes.ts';

const pages: Record<string, string[]> = {
  hills: [
    'The western zone is not suitable for open-pit mining. Alunite occurs at 2.165 µm, and white mica at 2.2 µm –\n0.3 nm resolution was used. Grades reach 1.04% Sn over 12.5 m.\n\nThe temperature was -39 °C.',
    'Identi\ufffdcation of kao-\nlinite is based on the doublet of the ﬁrst over-\ntone. The rocks are unaltered granites of the “Red Hills” suite, and they run over to the',
    'next page without any change. About 10⁵ t were mined; the tenor was 105 g/t in 3 m² of face.',
  ],
  zh: ['斑岩铜矿的蚀变分带从中心向外\n依次为钾化带、绢英岩化带和青磐岩化带。矿体中没有明矾石。品位为０．５％。'],
  other: ['Propylitic rocks with chlorite and epidote surround the shaft on all sides of it.'],
};

const documents = Object.entries(pages).map(([id, texts]) => ({
  info: { id },
  pages: texts.map((text, at) => ({ page: at + 1, text, headings: [] })),
}));
const checker = new QuoteChecker({ documents });
const verdict = (quote: string, document = 'hills', page = 1) => checker.check(quote, document, page).verdict;

it('returns the place in the stored text, line breaks and all', () => {
  const check = checker.check('Identification of kaolinite is based on the doublet', 'hills', 2);
  expect(check.verdict).toBe('verified');
  expect(pages.hills![1]!.slice(check.start, check.end)).toBe(
    'Identi\ufffdcation of kao-\nlinite is based on the doublet',
  );
});

it('folds what text extraction and typography change', () => {
  expect(verdict('of the first overtone', 'hills', 2)).toBe('verified');
  expect(verdict('unaltered granites of the "Red Hills" suite', 'hills', 2)).toBe('verified');
  expect(verdict('of the first over\u00adtone. The rocks', 'hills', 2)).toBe('verified');
  expect(verdict('white mica at 2.2 μm', 'hills', 1)).toBe('verified');
  expect(verdict('alunite occurs at 2.165 µm', 'hills', 1)).toBe('verified');
  expect(verdict('“Alunite occurs at 2.165 µm.”', 'hills', 1)).toBe('verified');
  expect(verdict('doubletofthe first overtone', 'hills', 2)).toBe('verified');
  expect(verdict('品位为0.5%', 'zh')).toBe('verified');
  expect(verdict('从中心向外依次为钾化带、绢英岩化带', 'zh')).toBe('verified');
});

it.each([
  ['another number', 'Alunite occurs at 2.166 µm'],
  ['a digit less', 'Alunite occurs at 2.16'],
  ['another unit', 'white mica at 2.2 nm'],
  ['a unit left out', 'Grades reach 1.04'],
  ['a sign left out', '39 °C.'],
  ['a negation left out', 'The western zone is suitable for open-pit mining'],
  ['a negation behind an ellipsis', 'The western zone is ... suitable for open-pit mining'],
  ['part of a word', 'suitable for open-pit min'],
  ['other words', 'The eastern zone is not suitable for open-pit mining'],
])('calls it fabricated: %s', (_, quote) => {
  expect(verdict(quote)).toBe('fabricated');
});

it('keeps superscripts and the words around a negation apart', () => {
  expect(verdict('About 105 t were mined', 'hills', 3)).toBe('fabricated');
  expect(verdict('in 3 m2 of face', 'hills', 3)).toBe('fabricated');
  expect(verdict('altered granites of the', 'hills', 2)).toBe('fabricated');
  expect(verdict('矿体中有明矾石', 'zh')).toBe('fabricated');
  expect(verdict('矿体中没有明矾石', 'zh')).toBe('verified');
});

it('says where a quotation stands that is attributed to another page or document', () => {
  const quote = 'Propylitic rocks with chlorite and epidote surround the shaft';
  expect(checker.check(quote, 'hills', 1)).toMatchObject({
    verdict: 'misattributed',
    document: 'other',
    page: 1,
    start: 0,
  });
  expect(checker.check('About 10⁵ t were mined', 'hills', 1)).toMatchObject({ verdict: 'misattributed', page: 3 });
});

it('accepts an ellipsis between parts in their order on one page, and no other', () => {
  expect(verdict('Alunite occurs at 2.165 µm ... Grades reach 1.04% Sn')).toBe('verified');
  expect(verdict('Alunite occurs at 2.165 µm […] Grades reach 1.04% Sn')).toBe('verified');
  expect(verdict('Grades reach 1.04% Sn ... Alunite occurs at 2.165 µm')).toBe('fabricated');
  expect(verdict('Alunite ... mica ... was used')).toBe('fabricated');
});

it('follows a sentence over the end of its page', () => {
  const check = checker.check('and they run over to the next page without any change', 'hills', 2);
  expect(check).toMatchObject({ verdict: 'verified', page: 2, end: pages.hills![1]!.length });
});

it('does not take a few words elsewhere for a misattribution', () => {
  expect(verdict('the shaft', 'hills', 1)).toBe('fabricated');
  expect(verdict('', 'hills', 1)).toBe('fabricated');
  expect(verdict('the', 'hills', 1)).toBe('fabricated');
});
