import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writeEpub, xhtml } from './support/office-files.ts';

const load = (bytes: Uint8Array) => loadDocument({ path: 'books/ores.epub', bytes });

const chapters = [
  { file: 'text/one.xhtml', html: xhtml('<h1>Porphyry <em>copper</em></h1><p>The core is potassic.</p>') },
  {
    file: 'text/第二章.xhtml',
    html: xhtml(
      '<h2>Zones</h2><table><tr><th>Zone</th><th>Mineral</th></tr><tr><td>core</td><td>biotite</td></tr></table>' +
        '<figure><img src="x.png"/><figcaption>Figure 3. Zoning.</figcaption></figure>',
    ),
  },
  { file: 'notes.xhtml', html: xhtml('<p>Beside the order.</p>'), linear: false },
  { file: 'empty.xhtml', html: xhtml('<nav>Contents</nav>') },
  { file: 'text/three.xhtml', html: xhtml('<p>1.4 &#181;m &amp; more.</p>') },
];

it('makes a page of each chapter with text, in reading order, labelled by the navigation document', async () => {
  const navigation = xhtml(
    '<nav epub:type="toc"><ol><li><a href="text/one.xhtml">1. Porphyry</a></li><li><a href="text/one.xhtml#a">inside</a></li>' +
      '<li><a href="text/%E7%AC%AC%E4%BA%8C%E7%AB%A0.xhtml#top">第二章 <b>分带</b></a></li></ol></nav>' +
      '<nav epub:type="page-list"><ol><li><a href="text/three.xhtml">77</a></li></ol></nav>',
  );
  const document = await load(writeEpub(chapters, { title: 'Ore deposits', navigation }));
  expect(document).toMatchObject({ format: 'epub', title: 'Ore deposits' });
  expect(document.pages.map(({ page, label, text }) => [page, label, text])).toEqual([
    [1, '1. Porphyry', 'Porphyry copper\n\nThe core is potassic.'],
    [2, '第二章 分带', 'Zones\n\nZone: core; Mineral: biotite\n\nFigure 3. Zoning.'],
    [3, undefined, '1.4 µm & more.'],
  ]);
  expect(document.pages[0]!.headings).toEqual([{ start: 0, level: 1, text: 'Porphyry copper' }]);
});

it('labels chapters by the NCX of older books, and by their first heading where the contents do not name them', async () => {
  const ncx =
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docTitle><text>Ore deposits</text></docTitle><navMap><navPoint><navLabel><text>Chapter the first</text></navLabel><content src="text/one.xhtml"/></navPoint></navMap></ncx>';
  const document = await load(writeEpub(chapters, { ncx }));
  expect(document.title).toBe('Porphyry copper');
  expect(document.pages.map(({ label }) => label)).toEqual(['Chapter the first', 'Zones', undefined]);
});

it('goes on without a part that is not there', async () => {
  const bytes = writeEpub([chapters[0]!, { file: 'gone.xhtml', html: '' }], {
    others: { 'OEBPS/gone.xhtml': '' },
  });
  expect((await load(bytes)).pages).toHaveLength(1);
});

it('refuses a book that its shop locked, and reads one with scrambled fonts', async () => {
  const locked = (uri: string) => ({
    'META-INF/encryption.xml': `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`,
  });
  await expect(load(writeEpub(chapters, { others: locked('OEBPS/text/one.xhtml') }))).rejects.toMatchObject({
    code: 'DOCUMENT_ENCRYPTED',
    message: expect.stringContaining('books/ores.epub'),
  });
  expect((await load(writeEpub(chapters, { others: locked('OEBPS/fonts/a.otf') }))).pages).toHaveLength(3);
});

it('refuses a book without text', async () => {
  await expect(load(writeEpub([{ file: 'a.xhtml', html: xhtml('') }]))).rejects.toMatchObject({
    code: 'DOCUMENT_FORMAT',
  });
});
