import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marked } from 'marked';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../core/session.ts';
import { renderMarkdown, writeReport } from '../tools/report/index.ts';
import { sampleAnswer, sampleReport } from './support/sample-answer.ts';

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '![x](https://evil.example/beacon.png)',
  '[x](javascript:alert(1))',
  '[x]: https://evil.example',
  '</style><script>alert(1)</script>',
  '" onmouseover="alert(1)',
  '<!-- hidden -->',
  '<iframe src="https://evil.example"></iframe>',
  '\x1b]0;owned\x07\x1b[2J',
  '| a | b |\n# Forged heading',
  'https://evil.example/auto',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-untrusted-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A report in which every text that comes from outside is the attack. */
function poisoned(attack: string): Report {
  const clean = sampleAnswer();
  const answer = sampleAnswer({
    answer: `Text ${attack}\n\n${attack}`,
    citations: clean.citations.map((citation) => ({ ...citation, title: attack, quote: attack, label: attack })),
    evidence: clean.evidence.map((one) => ({ ...one, source: attack, address: attack, text: attack })),
    numbers: clean.numbers.map((number) => ({ ...number, text: attack, unit: attack })),
    contradictions: [{ subject: attack, sides: [{ evidence: 'e1', says: attack }] }],
    refusal: { reason: attack, missing: [attack] },
    models: { ...clean.models, reasoner: attack },
  });
  return sampleReport({ title: attack, answer, sections: [{ heading: attack, text: answer.answer }] });
}

/** The same, laid out in chapters with one of each block. */
function poisonedChapters(attack: string): Report {
  const text = `${attack} 0.86 ${attack}`;
  const numbers = [
    { text: attack, value: 1, unit: attack, evidence: 'e1' },
    { text: '0.86', value: 0.86, unit: attack, evidence: 'e1' },
  ];
  return {
    ...poisoned(attack),
    about: {
      scene: attack,
      aoi: attack,
      sensor: attack,
      author: attack,
      organisation: attack,
      location: { text, numbers },
    },
    chapters: [
      {
        heading: attack,
        blocks: [
          { kind: 'prose', text, numbers },
          { kind: 'paragraph', tone: 'note', text, numbers },
          { kind: 'list', items: [{ text, numbers }] },
          { kind: 'facts', rows: [{ label: attack, text, numbers }] },
          { kind: 'table', caption: attack, columns: [{ label: attack }], rows: [[{ text, numbers }]] },
          { kind: 'disagreements' },
        ],
      },
      ...['two', 'three', 'four'].map((heading) => ({ heading, blocks: [] })),
    ],
  };
}

const CASES = ATTACKS.flatMap((attack) => [
  [attack, 'in sections', poisoned] as const,
  [attack, 'in chapters', poisonedChapters] as const,
]);

describe('untrusted text in a report', () => {
  it.each(CASES)('HTML shows %j as text, %s', async (attack, _, made) => {
    const out = join(folder, 'r.html');
    await writeReport(made(attack), { out, format: 'html' });
    const page = readFileSync(out, 'utf8');
    expectHarmless(page.slice(page.indexOf('<body>')));
    expect(page).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain("default-src 'none'");
  });

  it.each(CASES)('Markdown, rendered, shows %j as text, %s', (attack, _, made) => {
    const markdown = renderMarkdown(made(attack));
    expect(markdown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    // A viewer may turn a bare address into a link that shows where it leads; nothing is loaded by itself.
    const html = (marked.parse(markdown) as string).replace(/<a href="https:[^"]*">(?=https:)/g, '<a>');
    expectHarmless(html);
    expect(html).not.toContain('<h1>Forged heading');
  });
});

/** No element that runs or loads anything, and no link but those within the page. */
function expectHarmless(html: string): void {
  const tags = [...html.matchAll(/<([a-z][a-z0-9]*)\b([^>]*)>/gi)];
  for (const [whole, name, attributes] of tags) {
    expect(['script', 'iframe', 'object', 'embed', 'svg', 'style', 'link', 'img']).not.toContain(name.toLowerCase());
    expect(attributes.replace(/"[^"]*"/g, '""'), whole).not.toMatch(/\son\w+\s*=/i);
    expect(attributes, whole).not.toMatch(/(href|src)\s*=\s*"(?!#(?:(?:ref|n|s)-\d+|u-\d+-\d+|references|appendix)")/i);
  }
  expect(html).not.toContain('<!--');
}
