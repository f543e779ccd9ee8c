import type { ChatForm, Command } from './types.ts';

// Light to import on purpose, as the table that it is part of.

const NO_ARGS = { names: [], min: 0, max: 0 } as const;
const BY = {
  name: 'by',
  kind: 'text',
  value: 'NAME',
  summary: 'who says so (default: the user of this machine)',
} as const;

const ADAPTER_IN_CHAT: ChatForm = {
  name: '/adapter',
  usage: '[use NAME | rollback]',
  summary: { en: 'the adapters: show, activate one, go back', zh: '适配器：查看、启用、回退' },
  group: 'model',
  safeWhileBusy: true,
};

const adapters: readonly Command[] = [
  {
    name: 'list',
    usage: '',
    summary: 'The adapters of this machine with their lineage, and which is active',
    example: 'gossan adapters list',
    args: NO_ARGS,
    options: [],
    chat: ADAPTER_IN_CHAT,
    load: () => import('./adapters/list.ts'),
  },
  {
    name: 'eval',
    usage: 'A --set F',
    summary: 'How far an adapter agrees with windows that you know; "base" for none',
    details: 'The set is that of `gossan eval vision`. Agreement with the set is no accuracy: the set may be wrong.',
    example: 'gossan adapters eval ridge-lora-1 --set known-windows.jsonl',
    args: { names: ['A'], min: 1, max: 1 },
    options: [{ name: 'set', kind: 'text', value: 'F', required: true, summary: 'JSON Lines of known windows' }],
    load: () => import('./adapters/eval.ts'),
  },
  {
    name: 'activate',
    usage: 'A [--by NAME]',
    summary: 'Let an adapter answer from now on, here and in servers that run',
    details:
      'The adapter is checked whole first: its base, its signature, its files, its tensors. Running answers end on what they began with; ' +
      'every request that comes afterwards without a model of its own is answered by it.',
    example: 'gossan adapters activate ridge-lora-1',
    args: { names: ['A'], min: 1, max: 1 },
    options: [BY],
    chat: ADAPTER_IN_CHAT,
    load: () => import('./adapters/activate.ts'),
  },
  {
    name: 'rollback',
    usage: '[--base NAME] [--by NAME]',
    summary: 'Go back to what answered before the last activation; to the base at last',
    example: 'gossan adapters rollback',
    args: NO_ARGS,
    options: [
      { name: 'base', kind: 'text', value: 'NAME', summary: 'of this base (default: that of the last activation)' },
      BY,
    ],
    chat: ADAPTER_IN_CHAT,
    load: () => import('./adapters/rollback.ts'),
  },
  {
    name: 'push',
    usage: 'A FOLDER',
    summary: 'Copy an adapter into a folder that others read, whole or not at all',
    details: 'Writes FOLDER/A. A hub is reached from there with its own program (`hf upload`).',
    example: 'gossan adapters push ridge-lora-1 /mnt/team/adapters',
    args: { names: ['A', 'FOLDER'], min: 2, max: 2 },
    options: [],
    load: () => import('./adapters/push.ts'),
  },
  {
    name: 'pull',
    usage: 'SOURCE',
    summary: 'Bring an adapter from a folder, a web address or a model hub to this machine',
    details:
      'SOURCE is the folder of an adapter, its file:, http: or https: address, or hf:OWNER/REPOSITORY[@REVISION] on the Hugging Face hub ' +
      '(HF_ENDPOINT names another one). Every file must have the hash that adapter.json says. It is not activated.',
    example: 'gossan adapters pull /mnt/team/adapters/ridge-lora-1',
    args: { names: ['SOURCE'], min: 1, max: 1 },
    options: [],
    load: () => import('./adapters/pull.ts'),
  },
];

const methods = ['lora', 'dora', 'ia3', 'moe-lora'] as const;

/** The commands of retraining. */
export const RETRAINING: readonly Command[] = [
  {
    name: 'finetune',
    usage:
      '--dataset D --method lora|dora|ia3|moe-lora [--recipe R] [--out A] [--auto-promote] | --run ID [--yes|--no]',
    summary: 'Retrain the adapter from approved answers, prove it at the gate, and activate it when you agree',
    details:
      'Checks the set, trains, registers the adapter, asks it and the active one the same questions, and waits for your word: the ' +
      'adapter answers only after --yes, or at once with --auto-promote where the gate lets it pass. A run that was stopped or ' +
      'killed goes on with --run ID; until it is activated what was active goes on answering. Without options: the runs. The first use ' +
      "makes .venv with the trainer's packages (torch: some minutes); GOSSAN_PYTHON names another Python.",
    example: 'gossan finetune --dataset ridge --method lora',
    args: NO_ARGS,
    options: [
      { name: 'dataset', kind: 'text', value: 'D', summary: 'NAME or NAME/vN of `gossan dataset`' },
      { name: 'method', kind: 'choice', choices: methods, summary: 'what kind of adapter' },
      { name: 'base', kind: 'text', value: 'B', summary: 'folder of the base (default: the one that ships)' },
      { name: 'recipe', kind: 'text', value: 'R', summary: 'a recipe of fine-tune/recipes, or a file (default: nano)' },
      { name: 'out', kind: 'text', value: 'A', summary: 'name of the adapter (default: of set, version and method)' },
      { name: 'seed', kind: 'integer', value: 'N', min: 0, max: 2 ** 31 - 1, summary: "in place of the recipe's" },
      { name: 'auto-promote', kind: 'flag', summary: 'activate without asking what passes the gate' },
      {
        name: 'gate-scenes',
        kind: 'integer',
        value: 'N',
        min: 1,
        max: 1000,
        summary: 'no more scenes a task at the gate than N: for a quick try, its verdict says less',
      },
      { name: 'run', kind: 'text', value: 'ID', summary: 'go on with this run' },
      { name: 'yes', kind: 'flag', summary: 'with --run: activate the adapter' },
      { name: 'no', kind: 'flag', summary: 'with --run: do not' },
      BY,
    ],
    chat: {
      name: '/retrain',
      usage: '[SET] [METHOD] | yes | no | stop',
      summary: { en: 'retrain the vision model from approved answers', zh: '用认可的回答重新训练视觉模型' },
      group: 'model',
      safeWhileBusy: true,
    },
    load: () => import('./finetune.ts'),
  },
  {
    name: 'adapters',
    usage: 'list|eval|activate|rollback|push|pull …',
    summary: 'Adapters of the vision model: which there are, which answers',
    example: 'gossan adapters list',
    args: NO_ARGS,
    options: [],
    subcommands: adapters,
    chat: ADAPTER_IN_CHAT,
  },
];
