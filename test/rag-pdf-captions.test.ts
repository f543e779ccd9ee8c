import { expect, it } from 'vitest';
import { captionStart } from '../rag/load/pdf-captions.ts';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

it('keeps a caption whole, as a paragraph of its own that is marked', async () => {
  const caption = column(
    [
      'Figure 4. Alteration map of the ridge. The',
      'silica cap is red; B, the clays around it',
      'are blue. Scale 1:5000.',
    ],
    72,
    500,
    9,
  );
  const lines = [...column(prose('upper', 6), 72, 700), ...caption, ...column(prose('lower', 6), 72, 440)];
  const [page] = (await readPdf([lines])).pages;
  const [marked] = page!.captions!;
  expect(marked).toMatchObject({ kind: 'figure', label: 'Figure 4' });
  expect(page!.text.slice(marked!.start, marked!.end)).toBe(
    'Figure 4. Alteration map of the ridge. The silica cap is red; B, the clays around it are blue. Scale 1:5000.',
  );
  expect(page!.text).toContain('end.\n\nFigure 4.');
  expect(page!.text).toContain('1:5000.\n\nThe lower line 1');
});

it('puts a caption that interrupts a sentence behind its paragraph', async () => {
  const left = prose('left', 16);
  left[15] = 'the drill holes of the second year have shown that';
  const right = ['copper grades fall off below the water table there.', ...prose('right', 12)];
  const caption = { text: 'Figure 2. Section through the ridge.', x: 50, y: 480, size: 9, font: 'italic' as const };
  const lines = [...column(left, 50, 700), caption, ...column(right, 330, 700)];
  const { text } = (await readPdf([lines])).pages[0]!;
  expect(text).toContain('second year have shown that copper grades fall off below the water table there.');
  expect(text).toContain('Figure 2. Section through the ridge.');
});

it.each([
  ['Figure 3: Reflectance of alunite', 'figure', 'Figure 3'],
  ['Fig. 12a. Drill section', 'figure', 'Fig. 12a'],
  ['TABLE 2-1. ASSAYS', 'table', 'TABLE 2-1'],
  ['Table A3 Minerals of the core', 'table', 'Table A3'],
  ['图3 蚀变分带图', 'figure', '图3'],
  ['表 2-1　样品分析结果', 'table', '表2-1'],
])('knows "%s" for a caption', (text, kind, label) => {
  expect(captionStart(text, false)).toEqual({ kind, label });
});

it.each([
  'Figure 3 shows the reflectance of alunite.',
  'Table 1 and table 2 give the assays.',
  'Figures of merit are given below.',
  'Tablets of clay were pressed.',
  'Figure 4. Section of the ridge ... 12',
  '图3为蚀变分带图。',
  '表2所示的结果表明',
  '图版说明见后',
])('knows "%s" for none', (text) => {
  expect(captionStart(text, false)).toBeNull();
});
