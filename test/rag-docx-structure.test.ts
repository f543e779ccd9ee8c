import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { splitDocument } from '../rag/split/split.ts';
import { p, r, writeDocx } from './support/office-files.ts';

const load = (bytes: Uint8Array) => loadDocument({ path: 'reports/willow.docx', bytes });
const textOf = async (body: string, others = {}) => (await load(writeDocx(body, others))).pages[0]!.text;

it('keeps headings by their styles, own styles that are based on them, and outline levels', async () => {
  const document = await load(
    writeDocx(
      p('Willow Creek', { style: 'a3' }) +
        p('Geology', { style: '1' }) +
        p('Stock', { style: '2' }) +
        p('Quartz monzonite, dated at 61.4 Ma.') +
        p('蚀变', { style: 'own' }) +
        p('绢云母和黄铁矿。') +
        p('Ore', { properties: '<w:outlineLvl w:val="0"/>' }),
    ),
  );
  expect(document).toMatchObject({ format: 'docx', title: 'Willow Creek' });
  const [page] = document.pages;
  expect(page!.headings.map(({ level, text }) => [level, text])).toEqual([
    [1, 'Willow Creek'],
    [2, 'Geology'],
    [3, 'Stock'],
    [3, '蚀变'],
    [2, 'Ore'],
  ]);
  for (const { start, text } of page!.headings) expect(page!.text.slice(start, start + text.length)).toBe(text);
});

it('gives the passages of a section its heading path', async () => {
  const filler = 'The stock is a quartz monzonite that was mapped in detail along its eastern contact. '.repeat(5);
  const { pages } = await load(
    writeDocx(p('Geology', { style: '1' }) + p(filler) + p('Veins', { style: '2' }) + p(`Molybdenite. ${filler}`)),
  );
  const chunk = splitDocument('d', pages).find(({ text }) => text.includes('Molybdenite'));
  expect(chunk?.heading).toBe('Geology › Veins');
});

it('finds the headings of documents without styles: chapters by their numbers, bold lines', async () => {
  const bold = { run: '<w:b/>' };
  const document = await load(
    writeDocx(
      p('第一章 区域地质') +
        p('出露地层以安山岩为主。') +
        p('一、构造', bold) +
        p('断裂走向北东。') +
        p('1.2 Veins', bold) +
        p('Bold words that make a whole sentence are no heading.', bold) +
        p('图1 矿区地质图', bold) +
        p('not bold'),
    ),
  );
  expect(document.pages[0]!.headings.map(({ level, text }) => [level, text])).toEqual([
    [2, '第一章 区域地质'],
    [2, '一、构造'],
    [3, '1.2 Veins'],
  ]);
});

it('writes the numbers of headings and lists that Word counts', async () => {
  const level = (at: number, format: string, pattern: string) =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${pattern}"/></w:lvl>`;
  const numbering =
    `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">${level(0, 'decimal', '%1')}${level(1, 'decimal', '%1.%2')}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="8">${level(0, 'bullet', '•')}${level(1, 'lowerLetter', '(%2)')}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="9">${level(0, 'chineseCounting', '第%1条')}</w:abstractNum>` +
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num></w:numbering>';
  const list = (id: number, at: number) => ({
    properties: `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr>`,
  });
  const text = await textOf(
    p('Geology', { style: '1', ...list(1, 0) }) +
      p('Stock', { style: '2', ...list(1, 1) }) +
      p('Dykes', { style: '2', ...list(1, 1) }) +
      p('Ore', { style: '1', ...list(1, 0) }) +
      p('Veins', { style: '2', ...list(1, 1) }) +
      p('alunite', list(2, 0)) +
      p('pink', list(2, 1)) +
      p('white', list(2, 1)) +
      p('dickite', list(2, 0)) +
      p('甲', list(3, 0)) +
      p('乙', list(3, 0)),
    { 'word/numbering.xml': numbering },
  );
  expect(text).toBe(
    '1 Geology\n\n1.1 Stock\n\n1.2 Dykes\n\n2 Ore\n\n2.1 Veins\n\n- alunite\n(a) pink\n(b) white\n- dickite\n第一条 甲\n第二条 乙',
  );
});

it('puts a note below the paragraph that refers to it, so that sentences stay whole', async () => {
  const reference = '<w:r><w:footnoteReference w:id="2"/></w:r>';
  const notes = `<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1">${p('no')}</w:footnote><w:footnote w:id="2">${p('Assay by fire, 12 ppm.')}</w:footnote></w:footnotes>`;
  expect(
    await textOf(`<w:p>${r('Gold was found')}${reference}${r(' in two samples.')}</w:p>${p('Next.')}`, {
      'word/footnotes.xml': notes,
    }),
  ).toBe('Gold was found in two samples.\n\nFootnote 1: Assay by fire, 12 ppm.\n\nNext.');
});

it('leaves out what nobody sees: deleted and hidden text, codes of fields, second versions', async () => {
  const text = await textOf(
    `<w:p>${r('Grade ')}<w:del><w:r><w:delText>0.9</w:delText></w:r></w:del><w:moveFrom>${r('0.8')}</w:moveFrom><w:ins>${r('0.4')}</w:ins>${r('9', '<w:vanish/>')}${r(' %')}` +
      '<w:r><w:instrText> HYPERLINK "http://example.invalid" </w:instrText></w:r></w:p>' +
      `<mc:AlternateContent><mc:Choice>${p('drawn')}</mc:Choice><mc:Fallback>${p('drawn')}</mc:Fallback></mc:AlternateContent>`,
  );
  expect(text).toBe('Grade 0.4 %\n\ndrawn');
});

it('keeps text boxes, line ends, tabs, signs of the Symbol font and formulas', async () => {
  const box = `<w:r><wps:txbx><w:txbxContent>${p('Figure 2. The stock.', { style: 'a4' })}</w:txbxContent></wps:txbx></w:r>`;
  const text = await textOf(
    `<w:p>${r('above')}${box}</w:p>` +
      `<w:p>${r('2.2 ')}<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>${r('m ')}<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>${r('0.1')}<w:r><w:br/></w:r>${r('K')}<w:r><w:tab/></w:r>${r('19')}<w:r><w:noBreakHyphen/></w:r>${r('20')}</w:p>` +
      '<w:p><m:oMath><m:f><m:num><m:r><m:t>Fe</m:t></m:r></m:num><m:den><m:r><m:t>Mg</m:t></m:r></m:den></m:f></m:oMath></w:p>',
  );
  expect(text).toBe('Figure 2. The stock.\n\nabove\n\n2.2 μm ±0.1\nK\t19-20\n\nFe/Mg');
});

it('reads the main part under whatever name the package gives it', async () => {
  const parts = {
    'word/document.xml': '',
    'word/document2.xml': `<w:document xmlns:w="w"><w:body>${p('Cuprite.')}</w:body></w:document>`,
    '_rels/.rels':
      '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>',
  };
  expect(await textOf('', parts)).toBe('Cuprite.');
});
