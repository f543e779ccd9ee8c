import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { DEFAULT_KB } from '../knowledge.ts';
import type { Candidate } from './line.ts';
import type { Meaning } from './meanings.ts';

type Known = Exclude<Meaning, 'files' | 'folders' | 'nothing'>;

/**
 * The names of things that this machine has. Each loads little and opens nothing: a shell waits for it. The team's store
 * is left out, since it is a network away.
 * @param options those typed so far, with their values
 */
export const KNOWN: Record<Known, (options: Map<string, string>) => Promise<Candidate[]>> = {
  sessions: async () => {
    const { sessionNames } = await import('../../agents/sessions/session-names.ts');
    return sessionNames().map(({ id, title }) => ({ value: id, help: title }));
  },
  documents: async (options) => {
    const { documentNames } = await import('../../rag/index/names-at-hand.ts');
    return documentNames(options.get('kb') ?? DEFAULT_KB).map(({ id, title }) => ({ value: id, help: title }));
  },
  bases: async () => {
    const { baseNames } = await import('../../rag/index/names-at-hand.ts');
    return baseNames().map((value) => ({ value }));
  },
  adapters: async () =>
    subfolders(homePath('adapters'))
      .filter((name) => existsSync(homePath('adapters', name, 'adapter.json')))
      .map((value) => ({ value })),
  datasets: async () => subfolders(homePath('datasets')).map((value) => ({ value })),
  minerals: async () => {
    const { loadGlossary } = await import('../../knowledge_base/glossary.ts');
    const named = loadGlossary().filter(({ kind }) => kind === 'mineral' || kind === 'alteration');
    return [
      ...named.map(({ en, zh }) => ({ value: en, help: zh })),
      ...named.map(({ en, zh }) => ({ value: zh, help: en })),
    ];
  },
  recipes: async () => {
    const { recipeNames } = await import('../../tools/spectral/views/load-recipe.ts');
    return recipeNames().map((value) => ({ value }));
  },
  errors: async () => errorCodes(),
  topics: async () => {
    const { COMMANDS } = await import('../commands/table.ts');
    return [...COMMANDS.map(({ name, summary }) => ({ value: name, help: summary })), ...errorCodes()];
  },
};

function errorCodes(): Candidate[] {
  return Object.entries(ERRORS).map(([value, { hint }]) => ({ value, help: hint }));
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory())
    .sort();
}
