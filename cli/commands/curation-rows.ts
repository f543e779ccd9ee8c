import { DISTRICT, NO_ARGS } from './options.ts';
import type { Command, OptionSpec } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const BY: OptionSpec = {
  name: 'by',
  kind: 'text',
  value: 'NAME',
  summary: 'who says so (default: `user` of the configuration)',
};
const AGREE: OptionSpec = { name: 'agree', kind: 'flag', summary: 'agree to the note on what is kept; asked once' };

const curation: readonly Command[] = [
  {
    name: 'list',
    usage: '[--all]',
    summary: 'What was approved, corrected and rejected',
    example: 'gossan curation list --json',
    args: NO_ARGS,
    options: [{ name: 'all', kind: 'flag', summary: 'earlier entries that a later one replaced, too' }],
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
    load: () => import('./curation/forget.ts'),
  },
];

/** What a geologist says of the model's answers. */
export const CURATION: readonly Command[] = [
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
    chat: {
      name: '/approve',
      usage: '[#TURN]',
      summary: { en: "keep the vision model's answers of this turn as right", zh: '批准本轮视觉模型的回答' },
      group: 'model',
      safeWhileBusy: false,
    },
    load: () => import('./approve.ts'),
  },
  {
    name: 'reject',
    usage: 'SESSION TURN --by NAME [--reason "…"]',
    summary: 'Note that a turn is wrong; it goes into no data set',
    example: 'gossan reject 20261128-0930-abcd 2 --by "Li Wei" --reason "cloud shadow"',
    args: { names: ['SESSION', 'TURN'], min: 2, max: 2 },
    options: [BY, { name: 'reason', kind: 'text', value: '"…"', summary: 'why' }, DISTRICT, AGREE],
    chat: {
      name: '/reject',
      usage: '[#TURN] [reason]',
      summary: { en: 'note that this turn is wrong', zh: '否决本轮回答' },
      group: 'model',
      safeWhileBusy: false,
    },
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
  },
];
