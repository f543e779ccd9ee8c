/** What a placeholder of the command table stands for, as far as it can be completed. */
export type Meaning =
  | 'files'
  | 'folders'
  | 'sessions'
  | 'documents'
  | 'bases'
  | 'adapters'
  | 'datasets'
  | 'minerals'
  | 'recipes'
  | 'errors'
  | 'topics'
  | 'nothing';

/** By option, where its placeholder does not tell. */
const BY_OPTION: Record<string, Meaning> = {
  kb: 'bases',
  session: 'sessions',
  document: 'documents',
  dataset: 'datasets',
  focus: 'minerals',
  recipe: 'recipes',
  views: 'recipes',
};

/** By placeholder, behind the command, or the group of commands, for which it means something of its own. */
const BY_PLACEHOLDER: Record<string, Meaning> = {
  S: 'files',
  F: 'files',
  'F.png': 'files',
  'approved|F.jsonl': 'files',
  'S|F.jsonl': 'files',
  FILE: 'files',
  PATH: 'files',
  SOURCE: 'files',
  SOCKET: 'files',
  DIR: 'folders',
  FOLDER: 'folders',
  ID: 'sessions',
  SESSION: 'sessions',
  'kb remove ID': 'documents',
  DOC: 'documents',
  A: 'adapters',
  'dataset NAME': 'datasets',
  RECIPE: 'recipes',
  M: 'minerals',
  MINERAL: 'minerals',
  'help TOPIC': 'topics',
  '/help CODE': 'errors',
  '/kb NAME': 'bases',
  '/adapter NAME': 'adapters',
  '/retrain SET': 'datasets',
};

/**
 * @param placeholder as the command table names an argument or an option's value
 * @param command full name of the command
 */
export function meaningOf(placeholder: string, command: string, option?: string): Meaning {
  return (
    (option === undefined ? undefined : BY_OPTION[option]) ??
    BY_PLACEHOLDER[`${command} ${placeholder}`] ??
    BY_PLACEHOLDER[`${command.split(' ')[0]} ${placeholder}`] ??
    BY_PLACEHOLDER[placeholder] ??
    'nothing'
  );
}
