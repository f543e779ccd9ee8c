import { analyze } from '../../rag/index/analyzer.ts';
import { type Context, contextOf } from './contexts.ts';
import { thingsNamed } from './named-things.ts';
import { clausesOf, groupsIn } from './number-groups.ts';
import { assignOwners } from './owners.ts';
import type { Quantity } from './quantities.ts';

/** What the numbers of a text are the numbers of. The lists run in step with its quantities. */
export interface Subjects {
  /** Minerals, alteration types, metals and rocks whose number it is: `m:alunite`; empty where the text names none. */
  owners: string[][];
  /** The words beside a quantity, read when they are first asked for: most numbers pass without. */
  context(index: number): Context;
  /** Everything that the text names. */
  named: string[];
}

/** Reads whose number each quantity is and which words stand with it. */
export function subjectsOf(text: string, quantities: readonly Quantity[]): Subjects {
  const { owners: things, terms } = thingsNamed(text);
  const owners: string[][] = quantities.map(() => []);
  const place: (() => Context)[] = [];
  for (const clause of quantities.length ? clausesOf(text) : []) {
    const groups = groupsIn(quantities, clause);
    const inside = things.filter((one) => one.start >= clause.start && one.end <= clause.end);
    if (inside.length) assignOwners(text, clause, groups, inside, owners);
    groups.forEach((group, at) => {
      let made: Context | undefined;
      const context = () => (made ??= contextOf(text, clause, groups, at, terms));
      for (const member of group.members) place[member] = context;
    });
  }
  return {
    owners,
    context: (index) => place[index]?.() ?? NO_CONTEXT,
    named: [...new Set(things.map((one) => one.id))],
  };
}

const NO_CONTEXT: Context = { words: new Set(), nouns: new Set() };

/** All words of a text in the form in which contexts have them. */
export function wordsOf(text: string): Set<string> {
  return new Set([...analyze(text), ...thingsNamed(text).terms.map((hit) => hit.id)]);
}
