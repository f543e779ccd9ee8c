import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../core/paths.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { analyze } from '../rag/index/analyzer.ts';
import { type Embedder, normalise, type TokenEmbedding } from '../rag/index/embedder.ts';

/**
 * Writes Markdown reports of made-up sentences: pairs of words follow each other as often as they do in the notes that
 * ship with Gossan, and names, sample numbers and measurements are new in every report, so that the vocabulary goes on
 * growing as it does in real ones.
 */
export function writeReports(folder: string, count: number, paragraphs: number): string[] {
  mkdirSync(folder, { recursive: true });
  const followers = wordPairs();
  const starts = [...followers.keys()];
  return Array.from({ length: count }, (_, n) => {
    const random = seededRandom(n + 1);
    const names = Array.from({ length: 40 }, () => madeUpName(random));
    const lines = [`# Report ${n + 1} on ${names[0]} and ${names[1]}`, ''];
    for (let at = 0; at < paragraphs; at++) {
      if (at % 12 === 0)
        lines.push(`## ${names[at % names.length]} ${starts[Math.floor(random() * starts.length)]}`, '');
      lines.push(paragraph(random, followers, starts, names), '');
    }
    const path = join(folder, `report-${String(n + 1).padStart(4, '0')}.md`);
    writeFileSync(path, lines.join('\n'));
    return path;
  });
}

/** About 850 characters, as many as a passage holds. */
function paragraph(random: () => number, followers: Map<string, string[]>, starts: string[], names: string[]): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  let text = '';
  while (text.length < 800) {
    const words: string[] = [];
    for (let word = pick(starts); words.length < 8 + random() * 18; ) {
      const chance = random();
      if (chance < 0.04) words.push(pick(names));
      else if (chance < 0.06)
        words.push(`${madeUpName(random).slice(0, 2).toUpperCase()}-${Math.floor(random() * 1e5)}`);
      else if (chance < 0.09) words.push(`${(random() * 100).toFixed(1)} m`);
      else words.push(word);
      word = pick(followers.get(word) ?? starts);
    }
    const sentence = words.join(' ');
    text += `${sentence[0]!.toUpperCase()}${sentence.slice(1)}. `;
  }
  return text.trim();
}

function madeUpName(random: () => number): string {
  const syllables = [
    'ka',
    'ro',
    'min',
    'tal',
    'bu',
    'ser',
    'ona',
    'vik',
    'dra',
    'lem',
    'gu',
    'pesh',
    'ti',
    'nor',
    'yal',
  ];
  const name = Array.from({ length: 3 }, () => syllables[Math.floor(random() * syllables.length)]).join('');
  return name[0]!.toUpperCase() + name.slice(1);
}

function wordPairs(): Map<string, string[]> {
  const folder = join(packageRoot, 'knowledge_base', 'notes');
  const followers = new Map<string, string[]>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  )) {
    const words =
      readFileSync(join(folder, name), 'utf8')
        .toLowerCase()
        .match(/[a-z][a-z-]+/g) ?? [];
    for (let at = 0; at + 1 < words.length; at++) {
      const list = followers.get(words[at]!);
      if (list === undefined) followers.set(words[at]!, [words[at + 1]!]);
      else list.push(words[at + 1]!);
    }
  }
  return followers;
}

/** As many pieces as MiniLM keeps of a passage of this length. */
const MOST_PIECES = 110;
const PIECES = 30_000;

/**
 * Vectors of MiniLM's size that cost next to nothing: every term has a random direction, a text is the sum of its terms.
 * Texts that share terms are near each other, so that the indexes have something to find.
 */
export function syntheticEmbedder(keep = false): Embedder {
  const dimensions = 384;
  const kept = new Map<number, Float32Array>();
  const directionOf = (piece: number) => {
    const known = kept.get(piece);
    if (known !== undefined) return known;
    const random = seededRandom(piece + 77);
    const direction = Float32Array.from({ length: dimensions }, () => random() - 0.5);
    if (keep) kept.set(piece, direction);
    return direction;
  };
  return {
    id: 'synthetic 384',
    dimensions,
    languages: ['en', 'zh'],
    async embed(text): Promise<TokenEmbedding> {
      const pieces = Int32Array.from(analyze(text).slice(0, MOST_PIECES), pieceOf);
      const tokens = new Float32Array(pieces.length * dimensions);
      const vector = new Float32Array(dimensions);
      for (const [at, piece] of pieces.entries()) {
        const direction = directionOf(piece);
        tokens.set(direction, at * dimensions);
        for (let d = 0; d < dimensions; d++) vector[d]! += direction[d]!;
      }
      normalise(vector);
      return { vector, pieces, tokens };
    },
  };
}

function pieceOf(term: string): number {
  let value = 2166136261;
  for (let at = 0; at < term.length; at++) value = Math.imul(value ^ term.charCodeAt(at), 16777619);
  return (value >>> 0) % PIECES;
}

/** Questions of four to nine words from the reports' own text. */
export function questions(count: number): string[] {
  const followers = wordPairs();
  const starts = [...followers.keys()];
  const random = seededRandom(4711);
  return Array.from({ length: count }, () => {
    const sentence = paragraph(random, followers, starts, ['Karovik', 'Talmin']);
    const words = sentence.split(/\s+/);
    const from = Math.floor(random() * (words.length - 10));
    return words.slice(from, from + 4 + Math.floor(random() * 6)).join(' ');
  });
}
