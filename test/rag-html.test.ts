import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';

const load = (html: string | Buffer) => loadDocument({ path: 'page.html', bytes: Buffer.from(html) });

it('drops scripts, styles and menus, and keeps the readable text in blocks', async () => {
  const { pages } = await load(
    '<!doctype html><html><head><title>Red Hills</title><style>p{}</style><script>var x = "<p>no</p>";</script></head>' +
      '<body><nav>Home</nav><h1>Geology</h1><p>Alunite &amp;\n   <b>dickite</b> at 5&nbsp;km.</p>' +
      '<ul><li>quartz</li><li>topaz</li></ul><table><tr><td>Au</td><td>3 g/t</td></tr></table></body></html>',
  );
  expect(pages[0]!.text).toBe('Geology\n\nAlunite & dickite at 5\u00a0km.\n\n- quartz\n- topaz\n\nAu\t3 g/t');
});

it('takes the title and the headings with their places', async () => {
  const document = await load(
    '<html><head><title>Red Hills mine</title></head><body><h2>Ore</h2><p>Tin.</p></body></html>',
  );
  expect(document.title).toBe('Red Hills mine');
  expect(document.pages[0]!.headings).toEqual([{ start: 0, level: 2, text: 'Ore' }]);
});

it('believes the character set that the page names', async () => {
  const html = '<html><head><meta charset="gb2312"><title>铜矿床地质</title></head><body><p>明矾石</p></body></html>';
  const document = await load(iconv.encode(html, 'gbk'));
  expect([document.title, document.pages[0]!.text]).toEqual(['铜矿床地质', '明矾石']);
});

it('reads a page that breaks off in the middle of a tag', async () => {
  expect((await load('<html><body><p>Skarn and <b>garnet</b><p clas')).pages[0]!.text).toBe('Skarn and garnet');
});
