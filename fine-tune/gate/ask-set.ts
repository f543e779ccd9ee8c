import { existsSync, readFileSync } from 'node:fs';
import { answerScore } from '../../agents/vision/evaluate/answer-score.ts';
import { evaluateVision } from '../../agents/vision/evaluate/evaluate-vision.ts';
import { type KnownWindow, readVisionSet } from '../../agents/vision/evaluate/vision-set.ts';
import type { Vision } from '../../agents/vision/open-vision.ts';
import prompts from '../../agents/vision/prompts.json' with { type: 'json' };
import { writeFileAtomic } from '../../core/atomic.ts';
import { sha256, sha256OfFile, stableId } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';

/** One answer of a model, scored from 0 to 1. */
export interface ScoredAnswer {
  id: string;
  task: KnownWindow['expected']['task'];
  language: KnownWindow['language'];
  expected: unknown;
  answer: string;
  score: number;
  /** The pictures shown, and the scene that they are of where the set says so. */
  pictures: string;
  scene: string | null;
  /** Absolute path of the first picture, for the report. */
  picture: string | null;
}

/**
 * Asks a model about a set and scores its answers. They are kept in `GOSSAN_HOME/gate/answers`: the same weights, questions
 * and pictures answer the same, and a gate that was killed goes on after the set that it had finished.
 * @param weights SHA-256 of the adapter's card, or of the base
 */
export async function askSet(
  path: string,
  vision: Vision,
  weights: string,
  slow: SlowCall = {},
): Promise<ScoredAnswer[]> {
  const set = readVisionSet(path);
  const rows = readFileSync(path, 'utf8').split('\n');
  const key = stableId(
    sha256(rows.join('\n')),
    weights,
    JSON.stringify([prompts, vision.card]),
    await picturesHash(set),
  );
  const kept = homePath('gate', 'answers', `${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as ScoredAnswer[];
  const judged = await evaluateVision(set, path, vision, slow);
  const answers = judged.map(({ known, said }): ScoredAnswer => {
    const row = JSON.parse(rows[known.line - 1]!) as { scene?: string; expected: unknown };
    const pictures = known.pictures?.map((one) => one.path) ?? [];
    return {
      id: known.id,
      task: known.expected.task,
      language: known.language,
      expected: row.expected,
      answer: said.answer,
      score: answerScore(known.expected, said),
      pictures: stableId(...(pictures.length ? pictures : [known.scene!, JSON.stringify(known.window)])),
      scene: row.scene ?? null,
      picture: pictures[0] ?? null,
    };
  });
  writeFileAtomic(kept, `${JSON.stringify(answers, null, 1)}\n`);
  return answers;
}

async function picturesHash(set: readonly KnownWindow[]): Promise<string> {
  const paths = new Set(set.flatMap(({ pictures }) => pictures?.map((one) => one.path) ?? []));
  const hashes: string[] = [];
  for (const one of paths) hashes.push(await sha256OfFile(one));
  return sha256(hashes.join());
}
