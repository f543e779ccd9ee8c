import { DISTRICT, NO_ARGS } from './options.ts';
import type { Command, OptionSpec } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const SPLIT_OPTIONS: readonly OptionSpec[] = [
  { name: 'target-district', kind: 'text', value: 'D', repeat: true, summary: 'a district that is never trained on' },
  {
    name: 'target-scene',
    kind: 'text',
    value: 'S',
    repeat: true,
    summary: 'a scene that is never trained on, by its name',
  },
  {
    name: 'frozen',
    kind: 'text',
    value: 'F.jsonl',
    repeat: true,
    summary: 'a test set as `eval vision` takes it: refuse its scenes and pictures',
  },
  {
    name: 'validation',
    kind: 'integer',
    value: 'N',
    min: 0,
    max: 50,
    summary: 'per cent of the lines that validate (default: 15)',
  },
  { name: 'seed', kind: 'integer', value: 'N', min: 0, max: 1000000, summary: 'which scenes validate (default: 1)' },
];

const dataset: readonly Command[] = [
  {
    name: 'build',
    usage: 'NAME [--from approved|F.jsonl]… [--weak S|F.jsonl]… [--target-district D]… [--target-scene S]…',
    summary: 'A new version of a data set from approved answers, files, and weak labels',
    details:
      'Without --from and --weak the approved and corrected answers are taken. A file is JSON Lines in the form of the seeds, ' +
      'LLaMA-Factory, ms-swift or Qwen; --weak takes a scene, or what `gossan dataset weak` wrote. Scenes are never split: each is ' +
      'in the training, validation or target part as a whole. Pictures are taken in under their hashes, longer sides than 1344 ' +
      'pixels shrunk. The same lines give the same hash; a version never changes. Refused: pictures of target or frozen scenes ' +
      'among the training lines.',
    example: 'gossan dataset build dickite --from approved --target-district north',
    args: { names: ['NAME'], min: 1, max: 1 },
    options: [
      { name: 'from', kind: 'text', value: 'approved|F.jsonl', repeat: true, summary: 'what to build from' },
      {
        name: 'weak',
        kind: 'text',
        value: 'S|F.jsonl',
        repeat: true,
        summary: 'scenes to label, or files of weak lines',
      },
      ...SPLIT_OPTIONS,
    ],
    load: () => import('./dataset/build.ts'),
  },
  {
    name: 'weak',
    usage: 'S --out DIR [--window-size N] [--step N] [--lang en|zh] [--district D]',
    summary: "Label the windows of a scene from the spectral engine's sure pixels",
    details:
      'Writes DIR/weak.jsonl with its pictures: minerals with shares, yes or no to copper-related alteration where it is clear, ' +
      'favourability, boxes. The weight of a line is the confidence of its pixels (fit, depth, lead over the runner-up) and how many ' +
      'of them there are; `source` is weak, and stays so in sets, statistics and reports. Windows that are mostly masked or ' +
      'doubtful are left out. These are labels of a program: look before you train on them.',
    example: 'gossan dataset weak cuprite.hdr --out cuprite-weak',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
      {
        name: 'window-size',
        kind: 'integer',
        value: 'N',
        min: 8,
        max: 4096,
        summary: 'side of a window in pixels (default: 48)',
      },
      {
        name: 'step',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 4096,
        summary: 'from one window to the next (default: a window)',
      },
      {
        name: 'lang',
        kind: 'choice',
        choices: ['en', 'zh'],
        summary: 'language of questions and answers (default: en)',
      },
      DISTRICT,
    ],
    load: () => import('./dataset/weak.ts'),
  },
  {
    name: 'stats',
    usage: 'NAME[/vN]',
    summary: 'What is in a data set: lines, tasks, sources, scenes, hash',
    example: 'gossan dataset stats dickite',
    args: { names: ['NAME'], min: 1, max: 1 },
    options: [],
    load: () => import('./dataset/stats.ts'),
  },
  {
    name: 'clean',
    usage: 'NAME[/vN] [--out DIR] [--lang en|zh]',
    summary: 'A cleaning report: what is missing, double, lopsided, leaked, contradictory, suspect',
    details:
      'Writes report.md with plots, and cleaning.json, into DIR (default: beside the version). Verdicts: good; look (see the ' +
      'findings); suspect (somebody contradicts the spectra, the model or the other geologists more often than a careful geologist ' +
      'would, by exact tests at a family-wise error of 1 %); refused (test scenes among the training lines: exit code 3).',
    example: 'gossan dataset clean dickite --lang zh',
    args: { names: ['NAME'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', summary: 'the folder to write' },
      { name: 'lang', kind: 'choice', choices: ['en', 'zh'], summary: 'language of the report (default: en)' },
    ],
    load: () => import('./dataset/clean.ts'),
  },
  {
    name: 'import',
    usage: 'NAME PATH [--format talks|llamafactory|yolo] [--images DIR] [--view RECIPE] [--lang en|zh]',
    summary: "Another program's data as a version of a set",
    details:
      'talks: JSON Lines or a JSON list of conversations (the seeds, ShareGPT, ms-swift, Qwen); llamafactory: a folder with ' +
      'dataset_info.json; yolo: a folder with images/, labels/ and data.yaml or classes.txt. Told apart by what PATH is. Pictures are ' +
      'files, relative to the file or to --images. Lines of the same scene should name it in "scene"; without one each line is a scene of its own.',
    example: 'gossan dataset import field-boxes yolo-export/ --view swir-alteration',
    args: { names: ['NAME', 'PATH'], min: 2, max: 2 },
    options: [
      { name: 'format', kind: 'choice', choices: ['talks', 'llamafactory', 'yolo'], summary: 'what PATH is' },
      { name: 'images', kind: 'text', value: 'DIR', summary: 'where relative paths of pictures start' },
      { name: 'view', kind: 'text', value: 'RECIPE', summary: 'with yolo: which view the pictures are' },
      {
        name: 'lang',
        kind: 'choice',
        choices: ['en', 'zh'],
        summary: 'with yolo: language of questions (default: en)',
      },
      ...SPLIT_OPTIONS,
    ],
    load: () => import('./dataset/import.ts'),
  },
  {
    name: 'export',
    usage: 'NAME[/vN] --format seeds|llamafactory|ms-swift|qwen|yolo --out DIR',
    summary: "A data set in another program's form, with its pictures",
    example: 'gossan dataset export dickite --format llamafactory --out LLaMA-Factory/data',
    args: { names: ['NAME'], min: 1, max: 1 },
    options: [
      {
        name: 'format',
        kind: 'choice',
        choices: ['seeds', 'llamafactory', 'ms-swift', 'qwen', 'yolo'],
        required: true,
        summary: 'the form',
      },
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
    ],
    load: () => import('./dataset/export.ts'),
  },
];

/** Sets of lines that adapters are trained on. */
export const DATASET: Command = {
  name: 'dataset',
  usage: 'build|weak|stats|clean|import|export …',
  summary: 'Data sets for training adapters, from approved answers and other sources',
  example: 'gossan dataset build dickite',
  args: NO_ARGS,
  options: [],
  subcommands: dataset,
};
