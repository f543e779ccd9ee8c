import { expect, it } from 'vitest';
import { htmlToText } from '../rag/load/html-text.ts';

it('writes the rows of a table with column names, merged cells filled', () => {
  expect(
    htmlToText(
      '<table><caption>Assays</caption><tr><th rowspan="2">Hole</th><th colspan="2">Grade</th></tr><tr><th>Cu (%)</th><th>Au (g/t)</th></tr>' +
        '<tr><td rowspan="2">WC-07</td><td>0.42</td><td>0.18</td></tr><tr><td><p>0.57</p></td><td>0.21<br/>(two runs)</td></tr></table><p>After.</p>',
    ),
  ).toBe(
    'Assays\n\nHole: WC-07; Grade Cu (%): 0.42; Grade Au (g/t): 0.18\nHole: WC-07; Grade Cu (%): 0.57; Grade Au (g/t): 0.21 (two runs)\n\nAfter.',
  );
});

it('reads a table that lays out a page as its text, with headings', () => {
  expect(htmlToText('<table><tr><td><h2>Ore</h2><p>Tin.</p></td></tr></table>')).toBe('Ore\n\nTin.');
});

it('keeps the dash of a list item with its paragraph', () => {
  expect(htmlToText('<ul><li><p>quartz</p></li><li></li><li>topaz</li></ul><p>End.</p>')).toBe(
    '- quartz\n- topaz\n\nEnd.',
  );
});

it('does not spend minutes on a million blanks or tables', () => {
  const started = performance.now();
  expect(htmlToText(`<pre>a${' '.repeat(1_000_000)}b</pre>`).length).toBe(1_000_002);
  expect(htmlToText(`${'<table></table>'.repeat(100_000)}end`)).toBe('end');
  expect(performance.now() - started).toBeLessThan(30_000);
});
