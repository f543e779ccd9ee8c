import { ADAPTER, KB, LANG, LIBRARY, NO_ARGS } from './options.ts';
import type { Command } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const evaluations: readonly Command[] = [
  {
    name: 'identify',
    usage: '--set F [--library F]',
    summary: 'How often the names of known spectra agree with a set of yours',
    details:
      'The set is JSON Lines: {"id": "GR-12", "file": "field.csv", "spectrum": "GR-12", "expected": "alunite"}, where `file` ' +
      'is any file that `identify` reads, relative to the set, `spectrum` may be left out where it holds one, and `expected` ' +
      'is a mineral of the library, a list of them for a mixture, or "none". Agreement with the set is no accuracy: the set may be wrong.',
    example: 'gossan eval identify --set known-spectra.jsonl',
    args: NO_ARGS,
    options: [
      { name: 'set', kind: 'text', value: 'F', required: true, summary: 'JSON Lines of known spectra' },
      LIBRARY,
    ],
    load: () => import('./eval/identify.ts'),
  },
  {
    name: 'retrieval',
    usage: '--corpus DIR',
    summary: 'How well passages are found, on a test collection of yours',
    details:
      "The folder has BEIR's layout: corpus.jsonl (_id, title, text; may be gzipped), queries.jsonl (_id, text), qrels/test.tsv. " +
      'Printed for BM25, vectors, both together, and reranked.',
    example: 'gossan eval retrieval --corpus scifact/',
    args: NO_ARGS,
    options: [{ name: 'corpus', kind: 'text', value: 'DIR', required: true, summary: "folder in BEIR's layout" }],
    load: () => import('./eval/retrieval.ts'),
  },
  {
    name: 'answers',
    usage: '--set F [--kb NAME] [--half H]',
    summary: 'How often questions are answered from the right page, and rightly refused',
    details:
      'The set is JSON Lines: {"id": "q1", "question": "…", "language": "en", "answerable": true, "answer": "…", "documents": ' +
      '[{"document": "report.pdf", "page": 12}]}. With "any": true each page suffices, otherwise all are needed; a document ' +
      'without pages is named by its "heading". "half" and "near_miss" are optional. The documents must be in the knowledge ' +
      'base. With a language model configured it also grades the answers.',
    example: 'gossan eval answers --set questions.jsonl --kb reports',
    args: NO_ARGS,
    options: [
      { name: 'set', kind: 'text', value: 'F', required: true, summary: 'JSON Lines of questions' },
      { name: 'half', kind: 'text', value: 'H', summary: 'only the questions whose "half" is this' },
      KB,
    ],
    load: () => import('./eval/answers.ts'),
  },
  {
    name: 'vision',
    usage: '--set F [--adapter A] [--lang en|zh]',
    summary: 'How far the vision model agrees with windows that you know, beside the majority answer',
    details:
      'The set is JSON Lines: {"id": "w1", "scene": "cuprite.hdr", "window": [100, 80, 48, 48], "task": "minerals", "expected": ' +
      '{"alunite": 0.3}}; "image" (one view, named by "view", or a list of them, named by "views") may stand for "scene". Expected of yesno: true or false; of probability: ' +
      'a number; of ground: [{"bbox_2d": [x0, y0, x1, y1], "label": "alunite"}] from 0 to 1000; of describe: {"minerals", ' +
      '"alteration", "copper"}. "language" is en or zh. Agreement with the set is no accuracy: the set may be wrong.',
    example: 'gossan eval vision --set known-windows.jsonl',
    args: NO_ARGS,
    options: [
      { name: 'set', kind: 'text', value: 'F', required: true, summary: 'JSON Lines of known windows' },
      ADAPTER,
      { ...LANG, summary: 'language of the table (default: en)' },
    ],
    load: () => import('./eval/vision.ts'),
  },
];

/** Agreement with what the user knows. */
export const EVALUATION: Command = {
  name: 'eval',
  usage: 'identify|retrieval|answers|vision …',
  summary: 'Agreement with what you know: spectra, passages, answers, windows of scenes',
  example: 'gossan eval identify --set known-spectra.jsonl',
  args: NO_ARGS,
  options: [],
  subcommands: evaluations,
};
