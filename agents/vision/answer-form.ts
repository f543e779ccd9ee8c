import type { Language } from '../../core/language.ts';
import forms from '../../model-server/python/gossan_scenes/data/answers.json' with { type: 'json' };
import rules from '../../model-server/python/gossan_scenes/data/truth.json' with { type: 'json' };
import { boxesToQwen } from './grounding-labels.ts';
import type { Box } from './parse/boxes.ts';
import type { MineralShare } from './parse/minerals.ts';
import { nameIn } from './parse/names.ts';
import { TASKS, type TaskName } from './tasks.ts';

/** What can be answered to a task, read. */
export type Reply =
  | { task: 'yesno'; yes: boolean }
  | { task: 'minerals'; minerals: MineralShare[] }
  | { task: 'probability'; value: number }
  | { task: 'ground'; boxes: Box[] }
  | {
      task: 'describe';
      minerals: MineralShare[];
      /** The first one is said. */
      alteration: string[];
      /** In the language of the answer, as it stands in its line. */
      zoning: string | null;
      copper: number | null;
      confidence: number | null;
    };

/**
 * Writes an answer as Gossan's own models give it, with the wordings that they were trained on: minerals by falling share,
 * those below 3 % left out, at most six; numbers with two decimals; at most four boxes.
 */
export function writeReply(reply: Reply, language: Language): string {
  const form = forms[language];
  switch (reply.task) {
    case 'yesno':
      return reply.yes ? form.yes : form.no;
    case 'probability':
      return reply.value.toFixed(2);
    case 'minerals':
      return mineralList(reply.minerals, language);
    case 'ground':
      return boxesToQwen(reply.boxes.slice(0, rules.boxes), language);
    case 'describe': {
      const [type] = reply.alteration;
      const copper =
        reply.copper === null
          ? form.none
          : `${form.levels[copperLevel(reply.copper)]}${form.next}${reply.copper.toFixed(2)}`;
      return [
        `${form.minerals}${mineralList(reply.minerals, language)}`,
        `${form.alteration}${type === undefined ? form.none : nameIn(type, language)}`,
        `${form.zoning}${reply.zoning ?? form.none}`,
        `${form.copper}${copper}`,
        ...(reply.confidence === null ? [] : [`${form.confidence}${reply.confidence.toFixed(1)}`]),
      ].join('');
    }
  }
}

/** Those that an answer lists: from 3 % on, the six largest, each with a share. */
export function listedMinerals(minerals: readonly MineralShare[]): MineralShare[] {
  return minerals
    .filter(({ fraction }) => fraction !== null && fraction >= rules.listed)
    .sort((a, b) => b.fraction! - a.fraction!)
    .slice(0, rules.listed_most);
}

export function copperLevel(value: number): 'high' | 'moderate' | 'low' {
  const { high, moderate } = rules.copper_levels;
  return value >= high ? 'high' : value >= moderate ? 'moderate' : 'low';
}

/** The tasks that an answer of this form can be read for. */
export function isTask(name: string): name is TaskName {
  return (TASKS as readonly string[]).includes(name);
}

function mineralList(minerals: readonly MineralShare[], language: Language): string {
  const form = forms[language];
  const listed = listedMinerals(minerals).map(({ mineral, fraction }) => {
    const percent = form.percent.replace('{n}', String(Math.round(100 * fraction!)));
    return `${nameIn(mineral, language)}${percent}${form.after}`;
  });
  return listed.join(form.next) || form.none;
}
