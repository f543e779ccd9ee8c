import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { notePaths } from '../knowledge_base/notes.ts';

interface Note {
  name: string;
  title: string;
  titleZh: string;
  terms: string[];
  sources: string[];
  body: string;
}

/**
 * The front matter of a note: one `key: JSON` a line, which YAML reads too. Lists stand on one line because the
 * formatter takes front matter for Markdown and breaks lists that stand on several.
 */
function readNote(path: string): Note {
  const text = readFileSync(path, 'utf8');
  const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (front === undefined) throw new Error(`${path}: no front matter`);
  const fields = new Map(
    front
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(': ')), JSON.parse(line.slice(line.indexOf(': ') + 2))]),
  );
  return {
    name: basename(path),
    title: fields.get('title'),
    titleZh: fields.get('title_zh'),
    terms: fields.get('terms'),
    sources: fields.get('sources'),
    body,
  };
}

/** The sentences of a body, headings left out, spaces folded. A full stop inside "et al.", "p. 5" or 2.17 ends none. */
function sentences(body: string): string[] {
  return body
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .flatMap((line) => line.replace(/\b(al|p|pp|vs|approx)\. /g, '$1.\u00a0').split(/(?<=[.!?]) |(?<=。)/))
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence.length > 0);
}

/** "(Clark et al., 1990; Reyes, 1990, p. 5)" names Clark 1990 and Reyes 1990: first author and year. */
function citations(body: string): { author: string; year: string }[] {
  return [...body.matchAll(/\(([^()]*)\)/g)].flatMap(([, inside]) =>
    inside.split('; ').flatMap((piece) => {
      const found = /^([^,]+?)(?: et al\.| and [^,]+)?, ((?:19|20)\d\d)\b/.exec(piece);
      return found ? [{ author: found[1].split(' and ')[0], year: found[2] }] : [];
    }),
  );
}

const notes = notePaths().map(readNote);

describe('the notes that ship', () => {
  test('are at least 45', () => expect(notes.length).toBeGreaterThanOrEqual(45));

  describe.each(notes)('$name', (note) => {
    test('has its title, Chinese title, terms and sources', () => {
      expect(note.title).toMatch(/[A-Za-z]{3}/);
      expect(note.titleZh).toMatch(/\p{Script=Han}{2}/u);
      expect(note.terms.length).toBeGreaterThanOrEqual(3);
      for (const term of note.terms) expect(term).toMatch(/^[A-Za-z0-9][^|]* \| .*\p{Script=Han}/u);
      expect(note.sources.length).toBeGreaterThanOrEqual(1);
      for (const source of note.sources) expect(source).toMatch(/(19|20)\d\d|\[no date\]/);
    });

    test('carries its titles and Chinese terms in the body, where a search finds them', () => {
      expect(note.body).toContain(`# ${note.title} (${note.titleZh})`);
      for (const term of note.terms) expect(note.body).toContain(term.split(' | ')[1]);
    });

    test('has 200 to 600 English words', () => {
      const english = note.body.split('## 中文摘要')[0].match(/[A-Za-z0-9][\w.'’/-]*/g)?.length ?? 0;
      expect(english).toBeGreaterThanOrEqual(200);
      expect(english).toBeLessThanOrEqual(600);
    });

    test('cites only what it lists, and lists only what it cites', () => {
      const cited = citations(note.body);
      expect(cited.length + (note.body.includes('Mineral Commodity Report 11') ? 1 : 0)).toBeGreaterThan(0);
      const listed = (source: string, { author, year }: { author: string; year: string }) =>
        source.startsWith(author) && source.includes(year);
      for (const citation of cited) {
        expect(
          note.sources.filter((source) => listed(source, citation)),
          `${citation.author}, ${citation.year}`,
        ).not.toEqual([]);
      }
      for (const source of note.sources.filter((each) => !each.includes('[no date]'))) {
        expect(
          cited.filter((citation) => listed(source, citation)),
          source,
        ).not.toEqual([]);
      }
    });

    test('names wavelengths between 0.35 and 2.6 µm, or says thermal', () => {
      for (const sentence of sentences(note.body).filter((each) => !/thermal infrared|热红外/.test(each))) {
        // "2.31 and 2.39 µm", "2.19 to 2.22 µm", "1.45、1.49 和 1.535 µm": every number of the list counts.
        for (const [list] of sentence.matchAll(
          /\d+(?:\.\d+)?(?:(?:,? (?:and|to|or) |, |、| 至 | 和 )\d+(?:\.\d+)?)* µm/g,
        )) {
          for (const [number] of list.matchAll(/\d+(?:\.\d+)?/g)) {
            expect(Number(number), sentence).toBeGreaterThanOrEqual(0.35);
            expect(Number(number), sentence).toBeLessThanOrEqual(2.6);
          }
        }
      }
    });

    test('writes units one way and names no local path', () => {
      expect(note.body).not.toMatch(/μm|\bum\b|\d µm\w/); // the Greek letter mu looks the same and is not found by a search
      expect(note.body).not.toMatch(/\/work\/|https?:/);
    });
  });

  test('no two share a sentence', () => {
    const owner = new Map<string, string>();
    for (const note of notes) {
      for (const sentence of sentences(note.body)) {
        const key = sentence.toLowerCase();
        expect(owner.get(key), `${note.name} repeats: ${sentence}`).toBeUndefined();
        owner.set(key, note.name);
      }
    }
    expect(owner.size).toBeGreaterThan(notes.length * 10);
  });
});
