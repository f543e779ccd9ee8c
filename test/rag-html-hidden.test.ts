import { describe, expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';

const textOf = async (body: string, head = '') => {
  const html = `<!doctype html><html><head><title>Ridge</title>${head}</head><body><p>Alunite.</p>${body}</body></html>`;
  return (await loadDocument({ path: 'page.html', bytes: Buffer.from(html) })).pages[0]!.text;
};
const markdown = async (text: string) =>
  (await loadDocument({ path: 'notes.md', bytes: Buffer.from(text) })).pages[0]!.text;

describe('text that no reader of a web page sees is not read', () => {
  it.each([
    ['display', '<p style="display: none">H</p>'],
    [
      'an order inside of what is not displayed',
      '<div style="DISPLAY:NONE !important"><p style="display:block">H</p></div>',
    ],
    ['the attribute hidden', '<section hidden><p>H</p></section>'],
    ['visibility', '<p style="visibility:hidden">H</p>'],
    ['no opacity', '<p style="opacity:0.0">H</p>'],
    ['no size', '<p style="font-size:0">H <b style="font-size:2em">H</b></p>'],
    ['letters of one pixel', '<p style="font: 1px serif">H</p>'],
    ['white on white', '<p style="color:#FFF;background:white">H</p>'],
    ['white on a white cell', '<table bgcolor="#ffffff"><tr><td><font color="white">H</font></td></tr></table>'],
    ['white on a page without colours', '<p style="color:rgb(254, 255, 255)">H</p>'],
    ['a colour that cannot be seen through', '<p style="color:transparent">H</p>'],
    ['beside the window', '<p style="position:absolute; left:-9999px">H</p><p style="text-indent:-100em">H</p>'],
    [
      'cut away',
      '<span style="position:absolute;clip:rect(0 0 0 0)">H</span><div style="height:0;overflow:hidden">H</div>',
    ],
    ['a dialogue that is closed', '<dialog>H</dialog>'],
  ])('%s', async (_, body) => {
    expect(await textOf(`${body}<p>Dickite.</p>`)).toBe('Alunite.\n\nDickite.');
  });

  it.each([
    ['a class', '.n{color:red;display:none}', '<p class="a n">H</p>'],
    ['an element of a class, and an id', '/* x */ p.n, #k { visibility: hidden }', '<p class="n">H</p><p id="k">H</p>'],
    ['all of an element', 'aside{font-size:0}', '<aside>H</aside>'],
    ['on a screen', '@media screen{.n{display:none}}', '<p class="n">H</p>'],
  ])('by a style sheet in the page: %s', async (_, css, body) => {
    expect(await textOf(body, `<style>${css}</style>`)).toBe('Alunite.');
  });

  it('stands in Markdown neither', async () => {
    const text = await markdown(
      '# Ridge\n\nAlunite <span style="display:none">H *H*</span>crops out.\n\n<div hidden>\n\nH\n\n- H\n\n| a | b |\n| - | - |\n| H | H |\n\n</div>\n\nDickite.',
    );
    expect(text).not.toMatch(/H/);
    expect(text).toMatch(/^Ridge\n\nAlunite crops out\.\n\nDickite\.$/);
  });
});

describe('text that can be seen stays', () => {
  it.each([
    ['inside of what has no size of its own', '<div style="font-size:0"><p style="font-size:14px">S</p></div>'],
    ['made visible again', '<div style="visibility:hidden"><p style="visibility:visible">S</p></div>'],
    ['white on a dark ground', '<div style="background:#123"><p style="color:white">S</p></div>'],
    ['white on a picture', '<div style="background:white url(x.png)"><p style="color:#fff">S</p></div>'],
    ['marked as no part of speech', '<p aria-hidden="true">S</p>'],
    ['small, and half seen through', '<p style="font-size:7px;opacity:.5;color:rgba(0,0,0,.6)">S</p>'],
    ['until it is found', '<p hidden="until-found">S</p>'],
    ['hidden by its attribute and shown by its style', '<p hidden style="display:block">S</p>'],
    ['behind what folds', '<details><summary>More</summary><p>S</p></details>'],
    ['in a low box', '<div style="height:0">S</div>'],
  ])('%s', async (_, body) => {
    expect(await textOf(body)).toContain('S');
  });

  it.each([
    ['white where sheets give the ground', '.dark{background-color:#000}', '<p style="color:white">S</p>'],
    ['shown in some state', '.tab{display:none} .tab.active, .open .tab{display:block}', '<p class="tab">S</p>'],
    ['hidden on paper only', '@media print{.n{display:none}}', '<p class="n">S</p>'],
    ['hidden below another element only', '.menu p{display:none}', '<p>S</p>'],
    ['shown by a stronger rule', '.n{display:none} p.n{display:block}', '<p class="n">S</p>'],
  ])('%s (style sheet)', async (_, css, body) => {
    expect(await textOf(body, `<style>${css}</style>`)).toContain('S');
  });

  it('keeps the columns of a table where one cell cannot be seen', async () => {
    const row =
      '<tr><th>Sample</th><th>Au</th><th>Cu</th></tr><tr><td>A1</td><td style="visibility:hidden">9</td><td>0.4</td></tr>';
    const text = await textOf(`<table>${row}</table>`);
    expect(text).toContain('Cu: 0.4');
    expect(text).not.toContain('9');
  });
});
