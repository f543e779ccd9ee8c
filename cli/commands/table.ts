import { RETRAINING } from './retraining-rows.ts';
import type { Command, OptionSpec } from './types.ts';

// Light to import on purpose: help, completion and the bin read this table and must not load the engine to do it.

const NO_ARGS = { names: [], min: 0, max: 0 } as const;
const KB: OptionSpec = { name: 'kb', kind: 'text', value: 'NAME', summary: 'knowledge base (default: "default")' };
const LANG: OptionSpec = { name: 'lang', kind: 'choice', choices: ['en', 'zh'], summary: 'language of the answer' };
const NO_RAG: OptionSpec = { name: 'no-rag', kind: 'flag', summary: 'do not read the knowledge base' };
const NO_VISION: OptionSpec = { name: 'no-vision', kind: 'flag', summary: 'do not ask the vision model' };
const SCENE: OptionSpec = {
  name: 'scene',
  kind: 'text',
  value: 'S',
  summary: 'scene: header, data file, product folder or .zip',
};
const LIBRARY: OptionSpec = {
  name: 'library',
  kind: 'text',
  value: 'F',
  summary: "a mineral library in place of Gossan's",
};
const AOI: OptionSpec = {
  name: 'aoi',
  kind: 'text',
  value: 'F',
  summary: 'only inside these polygons: GeoJSON, Shapefile (.shp or .zip), KML, KMZ',
};
const WINDOW: OptionSpec = { name: 'window', kind: 'window', summary: 'pixels from the upper left corner' };
const AS: OptionSpec = {
  name: 'as',
  kind: 'choice',
  choices: ['reflectance', 'radiance'],
  summary: 'what the values are, where the file does not say',
};
const ADAPTER: OptionSpec = {
  name: 'adapter',
  kind: 'text',
  value: 'A',
  summary: 'this adapter, or "base" for none (default: the active one)',
};
const MINERAL: OptionSpec = {
  name: 'mineral',
  kind: 'text',
  value: 'M',
  summary:
    'with --task yesno or ground: ask about this mineral or alteration type alone, by its English or Chinese name',
};
const VIEWS: OptionSpec = {
  name: 'views',
  kind: 'text',
  value: 'A,B',
  summary: "recipes of the views in place of the model's own",
};
const VIEW_SIZE: OptionSpec = {
  name: 'size',
  kind: 'integer',
  value: 'N',
  min: 28,
  max: 2048,
  summary: 'longer side of a view in pixels, for models on servers (default: 448)',
};

const kb: readonly Command[] = [
  {
    name: 'add',
    usage: 'PATH… [--kb NAME]',
    summary: 'Add documents (PDF, DOCX, XLSX, EPUB, HTML, CSV, Markdown, text) and folders of them',
    details:
      'A document with the same content is not added twice. Files that cannot be read are listed with the reason; ' +
      'the exit code is 3 only when nothing could be added.',
    example: 'gossan kb add reports/ "Cuprite 2013.pdf"',
    args: { names: ['PATH'], min: 1, max: Number.POSITIVE_INFINITY },
    options: [KB],
    chat: '/kb',
    safeWhileBusy: false,
    load: () => import('./kb/add.ts'),
  },
  {
    name: 'list',
    usage: '[--kb NAME]',
    summary: 'The documents of the knowledge base, with their ids',
    example: 'gossan kb list --json',
    args: NO_ARGS,
    options: [KB],
    chat: '/kb',
    safeWhileBusy: true,
    load: () => import('./kb/list.ts'),
  },
  {
    name: 'search',
    usage: '"QUERY" [-k N] [--document D] [--pages A-B] [--language en|zh] [--year Y] [--distinct] [--kb NAME]',
    summary: 'The passages nearest to a query, with document and page',
    details:
      'Filters hold together. The year of a document is that of its title, of an imprint on its first page, or of its ' +
      'metadata; documents that name none are left out where --year is given. Ranges may be open: 12-, -2010 (as --year=-2010).',
    example: 'gossan kb search "advanced argillic alteration" -k 5 --document tetracorder --pages 10-40',
    args: { names: ['QUERY'], min: 1, max: 1 },
    options: [
      {
        name: 'k',
        short: 'k',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 200,
        summary: 'how many passages (default 8)',
      },
      { name: 'document', kind: 'text', value: 'D', summary: 'only documents of this id, file name or title part' },
      { name: 'pages', kind: 'text', value: 'A-B', summary: 'only on these pages' },
      { name: 'language', kind: 'choice', choices: ['en', 'zh'], summary: 'only documents in this language' },
      { name: 'year', kind: 'text', value: 'Y', summary: 'only documents of this year, or of these: 2010-2015' },
      { name: 'distinct', kind: 'flag', summary: 'leave out passages that repeat better ones' },
      KB,
    ],
    mcp: 'search_knowledge',
    safeWhileBusy: true,
    load: () => import('./kb/search.ts'),
  },
  {
    name: 'page',
    usage: 'DOC N [--kb NAME]',
    summary: "The stored text of one page; citations' offsets count in it",
    example: 'gossan kb page 3fa29c01b7de 12',
    args: { names: ['DOC', 'N'], min: 2, max: 2 },
    options: [KB],
    mcp: 'get_page',
    safeWhileBusy: true,
    load: () => import('./kb/page.ts'),
  },
  {
    name: 'remove',
    usage: 'ID… [--kb NAME]',
    summary: 'Remove documents',
    example: 'gossan kb remove 3fa29c01b7de',
    args: { names: ['ID'], min: 1, max: Number.POSITIVE_INFINITY },
    options: [KB],
    safeWhileBusy: false,
    load: () => import('./kb/remove.ts'),
  },
  {
    name: 'sync',
    usage: '[SOURCE…] [--watch] [--forget SOURCE] [--kb NAME]',
    summary:
      'Follow folders, files and addresses of reports: add what is new, replace what changed, remove what is gone',
    details:
      'A source that is named once is followed from then on. Where a folder or an address cannot be reached its documents stay ' +
      'as they are. An address is fetched again only when its server says that it changed. --watch goes on until Ctrl-C.',
    example: 'gossan kb sync reports/ https://example.org/geology/report-12.pdf',
    args: { names: ['SOURCE'], min: 0, max: Number.POSITIVE_INFINITY },
    options: [
      { name: 'watch', kind: 'flag', summary: 'sync again whenever a followed folder changes' },
      { name: 'forget', kind: 'text', value: 'SOURCE', summary: 'follow this no longer and remove its documents' },
      KB,
    ],
    safeWhileBusy: false,
    load: () => import('./kb/sync.ts'),
  },
  {
    name: 'export',
    usage: '[--form chunks|pairs|pages] [--out F] [--kb NAME]',
    summary: 'The passages, or pairs of question and answer for training, as JSON Lines with their sources',
    details:
      'chunks: the indexed passages. pairs: questions that follow from headings and definitions, answered by sentences of the ' +
      'document, each with its page; made by rule, to be looked through before they train anything. pages: every document with ' +
      'the text of its pages, as one JSON document.',
    example: 'gossan kb export --form pairs --out pairs.jsonl',
    args: NO_ARGS,
    options: [
      {
        name: 'form',
        kind: 'choice',
        choices: ['chunks', 'pairs', 'pages'],
        summary: 'what to write (default: chunks)',
      },
      { name: 'out', kind: 'text', value: 'F', summary: 'write to this file (default: stdout)' },
      KB,
    ],
    safeWhileBusy: true,
    load: () => import('./kb/export.ts'),
  },
];

const sessions: readonly Command[] = [
  {
    name: 'rename',
    usage: 'ID TITLE',
    summary: 'Give a session a name',
    example: 'gossan sessions rename 7c1e "Cuprite, west block"',
    args: { names: ['ID', 'TITLE'], min: 2, max: 2 },
    options: [],
    safeWhileBusy: true,
    load: () => import('./sessions/rename.ts'),
  },
  {
    name: 'branch',
    usage: 'ID [--turn N]',
    summary: 'A new session that goes on from an earlier turn',
    example: 'gossan sessions branch 7c1e --turn 2',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [
      {
        name: 'turn',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'the last turn to keep (default: all)',
      },
    ],
    safeWhileBusy: true,
    load: () => import('./sessions/branch.ts'),
  },
  {
    name: 'export',
    usage: 'ID [--out F]',
    summary: 'A session with all its turns, as one JSON document',
    example: 'gossan sessions export 7c1e --out session.json',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [{ name: 'out', kind: 'text', value: 'F', summary: 'write to this file (default: stdout)' }],
    safeWhileBusy: true,
    load: () => import('./sessions/export.ts'),
  },
];

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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
    load: () => import('./eval/vision.ts'),
  },
];

const BY: OptionSpec = {
  name: 'by',
  kind: 'text',
  value: 'NAME',
  summary: 'who says so (default: `user` of the configuration)',
};
const AGREE: OptionSpec = { name: 'agree', kind: 'flag', summary: 'agree to the note on what is kept; asked once' };
const DISTRICT: OptionSpec = {
  name: 'district',
  kind: 'text',
  value: 'D',
  summary: 'district of the scene (default: the folder that holds it)',
};

const curation: readonly Command[] = [
  {
    name: 'list',
    usage: '[--all]',
    summary: 'What was approved, corrected and rejected',
    example: 'gossan curation list --json',
    args: NO_ARGS,
    options: [{ name: 'all', kind: 'flag', summary: 'earlier entries that a later one replaced, too' }],
    safeWhileBusy: true,
    load: () => import('./curation/list.ts'),
  },
  {
    name: 'forget',
    usage: '[ENTRY…] [--session ID] [--by NAME] [--everything]',
    summary: 'Remove the content of entries and their pictures for good',
    details:
      'Names entries by their ids, or all of a session, of a person, or of the list. Their lines keep id and place, so that the ' +
      'rest of the list can still be checked. Data sets and adapters that were made from them stay until you delete these.',
    example: 'gossan curation forget --session 20261128-0930-abcd',
    args: { names: ['ENTRY'], min: 0, max: Number.POSITIVE_INFINITY },
    options: [
      { name: 'session', kind: 'text', value: 'ID', summary: 'all entries about this session' },
      { name: 'by', kind: 'text', value: 'NAME', summary: 'all entries of this person' },
      { name: 'everything', kind: 'flag', summary: 'all entries' },
    ],
    safeWhileBusy: false,
    load: () => import('./curation/forget.ts'),
  },
];

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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
    load: () => import('./dataset/weak.ts'),
  },
  {
    name: 'stats',
    usage: 'NAME[/vN]',
    summary: 'What is in a data set: lines, tasks, sources, scenes, hash',
    example: 'gossan dataset stats dickite',
    args: { names: ['NAME'], min: 1, max: 1 },
    options: [],
    safeWhileBusy: true,
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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
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
    safeWhileBusy: true,
    load: () => import('./dataset/export.ts'),
  },
];

/** Every command of the program. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'chat',
    usage: '[--scene S] [--kb NAME]',
    summary: 'Ask and answer in the terminal (what `gossan` alone does)',
    example: 'gossan chat --scene cuprite.hdr',
    args: NO_ARGS,
    options: [
      SCENE,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
      { name: 'session', kind: 'text', value: 'ID', summary: 'go on with this session' },
    ],
    safeWhileBusy: false,
    load: () => import('./chat.ts'),
  },
  {
    name: 'ask',
    usage: '"QUESTION" [--scene S] [--kb NAME] [--no-rag] [--no-vision] [--lang en|zh] [--session ID]',
    summary: 'One question, answered with evidence',
    details: 'A refused answer is an answer: it says what is missing, and the exit code is 0.',
    example: 'gossan ask "Where is the advanced argillic alteration?" --scene cuprite.hdr',
    args: { names: ['QUESTION'], min: 1, max: 1 },
    options: [
      SCENE,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
      { name: 'session', kind: 'text', value: 'ID', summary: 'go on with this session' },
    ],
    mcp: 'ask',
    safeWhileBusy: false,
    load: () => import('./ask.ts'),
  },
  {
    name: 'report',
    usage: '--scene S [--out F] [--format md|html|pdf] [--focus "…"] [--aoi F]',
    summary: 'A cited alteration report, with its figures beside it',
    details:
      'Without --out the report goes to output/reports/. The format follows the ending of --out where --format is left ' +
      'out. HTML is one file; Markdown has its figures (SVG) in a folder beside it. PDF needs an installed Chromium, and for ' +
      'Chinese a font with its characters (on Debian: chromium, fonts-noto-cjk). Every number leads to its address in the ' +
      'appendix. The settings `user` and `organisation` stand in the title block.',
    example: 'gossan report --scene cuprite.hdr --out cuprite.md --focus "copper"',
    args: NO_ARGS,
    options: [
      { ...SCENE, required: true } as OptionSpec,
      { name: 'out', kind: 'text', value: 'F', summary: 'the file to write' },
      { name: 'format', kind: 'choice', choices: ['md', 'html', 'pdf'], summary: 'format of the report' },
      { name: 'focus', kind: 'text', value: '"…"', summary: 'what the report should dwell on' },
      AOI,
      KB,
      NO_RAG,
      NO_VISION,
      LANG,
    ],
    chat: '/report',
    safeWhileBusy: false,
    load: () => import('./report.ts'),
  },
  {
    name: 'map',
    usage:
      'S --out DIR [--window X Y W H] [--aoi F] [--library F] [--threads N] [--as reflectance|radiance|relative] [--picture]',
    summary: 'Minerals, alteration and favourability of a scene',
    details:
      'Writes into DIR, each file whole or not at all; scene.json names them under "files". With --json, prints scene.json. ' +
      'To look at: minerals.png, alteration.png, copper.png (favourability with numbered targets), quicklook.png, and ' +
      'aloh.png, alunite.png, carbonate.png, feoh.png (feature positions in µm: composition) where they were measured; ' +
      'spectra/MINERAL.png and .svg (mean spectrum beside the library), spectra.csv (the means, which identify reads). ' +
      'To take along: targets.gpx and targets.kml (the same list as in scene.json, on WGS 84). ' +
      'For a GIS: swir.tif and vnir.tif (minerals, index in classes.csv), *_fit.tif, *_depth.tif, alteration.tif ' +
      '(index in alteration.csv), copper.tif (0 to 1, a score), mask.tif, the positions as .tif, polygons.geojson ' +
      '(areas), and a .qml for each raster, which QGIS takes by itself. ' +
      'With --aoi, areas and shares are those within it, and scene.json gives its own geodesic area under "aoi".',
    example: 'gossan map cuprite.hdr --out cuprite-map --aoi claims.kml',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
      WINDOW,
      AOI,
      LIBRARY,
      {
        name: 'threads',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 256,
        summary: 'worker threads (default: all cores)',
      },
      {
        name: 'as',
        kind: 'choice',
        choices: ['reflectance', 'radiance', 'relative'],
        summary: 'what the values are: radiance by the sun, relative by the scene mean',
      },
      { name: 'picture', kind: 'flag', summary: 'also show the minerals here, where this is a terminal' },
    ],
    mcp: 'map_scene',
    safeWhileBusy: true,
    load: () => import('./map.ts'),
  },
  {
    name: 'identify',
    usage: 'FILE [--library F]',
    summary: 'Name the minerals of each spectrum in a file',
    example: 'gossan identify field-spectra.csv',
    args: { names: ['FILE'], min: 1, max: 1 },
    options: [LIBRARY],
    mcp: 'identify_spectrum',
    safeWhileBusy: true,
    load: () => import('./identify.ts'),
  },
  {
    name: 'view',
    usage: 'S --recipe NAME --out F.png [--window X Y W H] [--size N] [--projector F] | --list',
    summary: 'A picture of a scene by a recipe, as a vision model sees it',
    details:
      'Recipes are colour composites, band depths, and stacks of channels through a projector. --list says what each is ' +
      'for and how to read its colours. The PNG carries its description: scene, window, bands, stretch, whether the ' +
      'scene is synthetic.',
    example: 'gossan view cuprite.hdr --recipe swir-alteration --out cuprite.png',
    args: { names: ['S'], min: 0, max: 1 },
    options: [
      { name: 'recipe', kind: 'text', value: 'NAME', summary: 'what to draw; --list shows the recipes' },
      { name: 'out', kind: 'text', value: 'F.png', summary: 'the PNG file to write' },
      WINDOW,
      {
        name: 'size',
        kind: 'integer',
        value: 'N',
        min: 8,
        max: 4096,
        summary: "longer side of the picture in pixels (default: the recipe's)",
      },
      { name: 'projector', kind: 'text', value: 'F', summary: "an adapter's projector in place of the shipped one" },
      AS,
      { name: 'list', kind: 'flag', summary: 'the recipes, what they are for, and the bands that they need' },
    ],
    safeWhileBusy: true,
    load: () => import('./view.ts'),
  },
  {
    name: 'vision',
    usage:
      'S --task yesno|minerals|probability|ground|describe [--mineral M] [--window X Y W H] [--adapter A] [--lang en|zh] [--session ID]',
    summary: 'Ask the vision model alone what it sees in a scene, or in a window of it',
    details:
      'yesno: is there copper-related alteration, by token probabilities; minerals: with their shares of the ground; ' +
      'probability: favourability from 0 to 1, as the expected value over the digits; ground: boxes; describe: minerals, ' +
      'alteration, zoning, copper. With --mineral, yesno and ground are about that mineral or alteration type. Without --window the whole scene is averaged down to what a view shows (48 × 48 cells for ' +
      'the small model that ships): small ground is lost, and `gossan heatmap` goes through a scene window by window. The ' +
      'model is that of GOSSAN_VISION_URL, or the one that ships; what it says is no identification. With --session the answer ' +
      'becomes a turn of that session, which `gossan approve` can keep.',
    example: 'gossan vision cuprite.hdr --task minerals --window 100 80 48 48',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      {
        name: 'task',
        kind: 'choice',
        choices: ['yesno', 'minerals', 'probability', 'ground', 'describe'],
        required: true,
        summary: 'what to ask',
      },
      MINERAL,
      WINDOW,
      ADAPTER,
      { name: 'lang', kind: 'choice', choices: ['en', 'zh'], summary: 'language of question and answer (default: en)' },
      { name: 'out', kind: 'text', value: 'F.png', summary: 'with --task ground: the boxes on the scene, as a PNG' },
      {
        name: 'format',
        kind: 'choice',
        choices: ['yolo', 'qwen'],
        summary: 'with --task ground: the boxes as training labels',
      },
      {
        name: 'session',
        kind: 'text',
        value: 'ID',
        summary: 'keep the answer as a turn of this session, which may be new',
      },
      VIEWS,
      VIEW_SIZE,
      AS,
    ],
    safeWhileBusy: true,
    load: () => import('./vision.ts'),
  },
  {
    name: 'heatmap',
    usage:
      'S --out DIR [--task yesno|probability] [--mineral M] [--window-size N] [--step N] [--window X Y W H] [--aoi F] [--adapter A] [--lang en|zh]',
    summary: 'Where the vision model sees copper-related alteration, or a mineral: a raster over sliding windows',
    details:
      'Writes heatmap.tif (float32, 0 to 1, georeferenced as the scene; each pixel the mean of the windows that cover it), ' +
      'heatmap.png and heatmap.json (model, adapter, views, windows, range). Ctrl-C stops it and leaves no half-written file.',
    example: 'gossan heatmap cuprite.hdr --out cuprite-alunite --mineral alunite --aoi claims.kml',
    args: { names: ['S'], min: 1, max: 1 },
    options: [
      { name: 'out', kind: 'text', value: 'DIR', required: true, summary: 'the folder to write' },
      {
        name: 'task',
        kind: 'choice',
        choices: ['yesno', 'probability'],
        summary: 'probability of copper-related alteration, or favourability (default: yesno)',
      },
      { ...MINERAL, summary: 'probability of this mineral or alteration type instead, by its English or Chinese name' },
      {
        name: 'window-size',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'side of a window in pixels of the scene (default: 48)',
      },
      {
        name: 'step',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 100000,
        summary: 'from one window to the next (default: half a window)',
      },
      WINDOW,
      AOI,
      ADAPTER,
      {
        name: 'lang',
        kind: 'choice',
        choices: ['en', 'zh'],
        summary: 'language of question and summary (default: en)',
      },
      VIEWS,
      VIEW_SIZE,
      AS,
    ],
    safeWhileBusy: true,
    load: () => import('./heatmap.ts'),
  },
  {
    name: 'kb',
    usage: 'add|list|search|page|remove|export …',
    summary: 'The knowledge base: documents that answers may cite',
    example: 'gossan kb add reports/',
    args: NO_ARGS,
    options: [],
    subcommands: kb,
    chat: '/kb',
    safeWhileBusy: true,
  },
  {
    name: 'eval',
    usage: 'identify|retrieval|answers|vision …',
    summary: 'Agreement with what you know: spectra, passages, answers, windows of scenes',
    example: 'gossan eval identify --set known-spectra.jsonl',
    args: NO_ARGS,
    options: [],
    subcommands: evaluations,
    safeWhileBusy: true,
  },
  ...RETRAINING,
  {
    name: 'serve',
    usage: '[--scene S]… [--kb NAME] [--port P] [--host H] [--worker SOCKET]',
    summary: 'Serve a page to look and ask, the assistant over HTTP, and the vision model (OpenAI-compatible)',
    details:
      'Serves the shipped model in this process; with GOSSAN_VISION_URL it passes requests on to that server, with --worker ' +
      'to a GPU worker on this machine. On loopback no token is needed; any other host needs GOSSAN_TOKEN in the ' +
      'environment, and so does loading adapters. Requests that name no model are answered by the active adapter, also when another ' +
      'one is activated while the server runs. Ctrl-C or SIGTERM lets running requests end, then stops. The page is at / ' +
      '(docs/web.md) and shows the scenes that --scene names; without it, those of the sessions and the demo scene. The server ' +
      'describes itself at /docs.',
    example: 'gossan serve --scene scenes/ --port 8080',
    args: NO_ARGS,
    options: [
      {
        name: 'scene',
        kind: 'text',
        value: 'S',
        repeat: true,
        summary: 'a scene, or a folder of scenes, that the page and other machines may open',
      },
      { ...KB, summary: 'knowledge base that the page begins with' },
      { name: 'port', kind: 'integer', value: 'P', min: 0, max: 65535, summary: 'default 8080; 0 takes a free one' },
      { name: 'host', kind: 'text', value: 'H', summary: 'address to listen at (default 127.0.0.1)' },
      { name: 'worker', kind: 'text', value: 'SOCKET', summary: 'Unix socket of a GPU worker' },
    ],
    safeWhileBusy: true,
    load: () => import('./serve.ts'),
  },
  {
    name: 'mcp',
    usage: '[--folder DIR] [--http [--port P] [--host H]]',
    summary: "Serve Gossan's tools to MCP clients, over stdio or HTTP",
    details:
      'Without --http it speaks with one client over stdin and stdout, which the client starts (docs/mcp.md has the ' +
      'settings of common clients). With --http it serves any number at /mcp; on loopback no token is needed, any other ' +
      'host needs GOSSAN_TOKEN in the environment. Clients may name any file to be read; files are written only below ' +
      'output/ of the working folder.',
    example: 'gossan mcp --folder ~/projects/cuprite',
    args: NO_ARGS,
    options: [
      { name: 'folder', kind: 'text', value: 'DIR', summary: 'the working folder (default: where it is started)' },
      { name: 'http', kind: 'flag', summary: 'streamable HTTP in place of stdio' },
      { name: 'port', kind: 'integer', value: 'P', min: 0, max: 65535, summary: 'default 8081; 0 takes a free one' },
      { name: 'host', kind: 'text', value: 'H', summary: 'address to listen at (default 127.0.0.1)' },
    ],
    safeWhileBusy: true,
    load: () => import('./mcp.ts'),
  },
  {
    name: 'sessions',
    usage: '[rename|branch|export ID]',
    summary: 'Sessions: list, name, branch, export',
    example: 'gossan sessions',
    args: NO_ARGS,
    options: [],
    subcommands: sessions,
    chat: '/sessions',
    safeWhileBusy: true,
    load: () => import('./sessions/list.ts'),
  },
  {
    name: 'approve',
    usage: 'SESSION TURN --by NAME [--correction F|"…"] [--district D]',
    summary: 'Keep what the vision model said in a turn as right, or as you correct it, for training an adapter',
    details:
      'The correction is words or a file of them: "dickite, not kaolinite" · "no alunite" · "alunite 20%, kaolinite 10%" · "also ' +
      'chlorite 8%" · "yes" · "0.7"; 是地开石，不是高岭石 · 没有明矾石 · 否; or JSON as `expected` of `eval vision`, alone or by task: ' +
      '{"minerals": {"alunite": 0.2}, "yesno": true}; or the whole answer in its own form. Shares alone are the whole list. What a ' +
      'correction does not speak of is left open and goes into no data set. Kept: who, when, question, answer, the pictures that ' +
      'the model saw, what the spectra show there, under GOSSAN_HOME/curation; nothing leaves the machine. The scene must be as ' +
      'it was. A later approval of the same person stands in for an earlier one. Windows that were asked about with ' +
      '`gossan vision … --session ID` are turns as well.',
    example: 'gossan approve 20261128-0930-abcd 2 --by "Li Wei" --correction "dickite, not kaolinite"',
    args: { names: ['SESSION', 'TURN'], min: 2, max: 2 },
    options: [
      BY,
      { name: 'correction', kind: 'text', value: 'F|"…"', summary: 'what is right instead: a file, or words' },
      DISTRICT,
      AGREE,
    ],
    chat: '/approve',
    safeWhileBusy: false,
    load: () => import('./approve.ts'),
  },
  {
    name: 'reject',
    usage: 'SESSION TURN --by NAME [--reason "…"]',
    summary: 'Note that a turn is wrong; it goes into no data set',
    example: 'gossan reject 20261128-0930-abcd 2 --by "Li Wei" --reason "cloud shadow"',
    args: { names: ['SESSION', 'TURN'], min: 2, max: 2 },
    options: [BY, { name: 'reason', kind: 'text', value: '"…"', summary: 'why' }, DISTRICT, AGREE],
    chat: '/reject',
    safeWhileBusy: false,
    load: () => import('./reject.ts'),
  },
  {
    name: 'curation',
    usage: 'list|forget …',
    summary: 'The list of approved, corrected and rejected turns',
    example: 'gossan curation list',
    args: NO_ARGS,
    options: [],
    subcommands: curation,
    safeWhileBusy: true,
  },
  {
    name: 'dataset',
    usage: 'build|weak|stats|clean|import|export …',
    summary: 'Data sets for training adapters, from approved answers and other sources',
    example: 'gossan dataset build dickite',
    args: NO_ARGS,
    options: [],
    subcommands: dataset,
    safeWhileBusy: true,
  },
  {
    name: 'archive',
    usage: 'ID [--out DIR]',
    summary: 'Save a session to a Markdown file, with its evidence and figures',
    example: 'gossan archive 7c1e',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [{ name: 'out', kind: 'text', value: 'DIR', summary: 'folder (default: output/reports)' }],
    chat: '/archive',
    mcp: 'save_session_summary',
    safeWhileBusy: true,
    load: () => import('./archive.ts'),
  },
  {
    name: 'resume',
    usage: 'ID',
    summary: 'Finish a turn that was cut off, from the step it had reached',
    example: 'gossan resume 7c1e',
    args: { names: ['ID'], min: 1, max: 1 },
    options: [],
    chat: '/resume',
    safeWhileBusy: false,
    load: () => import('./resume.ts'),
  },
  {
    name: 'doctor',
    usage: '[--allow-remote]',
    summary: 'What is installed, loaded and reachable, what is not, and the fix',
    example: 'gossan doctor',
    args: NO_ARGS,
    options: [
      {
        name: 'allow-remote',
        kind: 'flag',
        summary: 'agree that questions, document excerpts and pictures go to the configured remote models',
      },
    ],
    chat: '/allow',
    safeWhileBusy: true,
    load: () => import('./doctor.ts'),
  },
  {
    name: 'completion',
    usage: 'bash|zsh|fish',
    summary: 'A script that completes commands, options, files, sessions, documents and minerals in your shell',
    details:
      'For bash put eval "$(gossan completion bash)" into ~/.bashrc, for zsh eval "$(gossan completion zsh)" into ~/.zshrc ' +
      'after compinit; for fish write the script to ~/.config/fish/completions/gossan.fish. The program must be found as gossan.',
    example: 'eval "$(gossan completion bash)"',
    args: { names: ['bash|zsh|fish'], min: 1, max: 1 },
    options: [],
    safeWhileBusy: true,
    load: () => import('./completion.ts'),
  },
  {
    name: 'start',
    usage: '',
    summary: 'What `npm start` runs: the chat on the demo scene, or its report without a terminal',
    details:
      'Makes the synthetic demo scene and reads the shipped notes into the default knowledge base, once. In a terminal it ' +
      'then opens the chat; without one it prints the report on the demo scene as Markdown.',
    example: 'gossan start > demo-report.md',
    args: NO_ARGS,
    options: [],
    safeWhileBusy: false,
    load: () => import('./start.ts'),
  },
];

/** The row of a command by its name or an alias. */
export function findCommand(commands: readonly Command[], name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}
