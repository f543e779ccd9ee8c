import type { Language } from '../../core/language.ts';
import type { PairedChange } from './bootstrap.ts';
import type { SampleAnswer, Verdict } from './verdict.ts';
import words from './verdict-words.json' with { type: 'json' };

type Words = (typeof words)['en'];

/** The verdict as Markdown: what was decided and why, the numbers with their intervals, answers before and after. */
export function verdictText(verdict: Verdict, language: Language): string {
  const say = words[language];
  return [
    `# ${say.title}: ${verdict.candidate}`,
    '',
    `**${verdict.promote ? say.promote : say.stop}** ${reasonText(verdict, language)}`,
    '',
    ...table(say, [
      [say.target, '', ...changeCells(verdict.target), verdict.target.improves ? say.improves : say.unproved],
      ...verdict.tasks.map((task) => [
        `${say.tasks[task.task]} (${task.language})`,
        String(task.tolerance),
        ...changeCells(task),
        task.falls ? say.falls : say.holds,
      ]),
    ]),
    '',
    fill(say.how, {
      active: verdict.active ?? say.base,
      level: percent(verdict.level),
      resamples: verdict.resamples,
      seed: verdict.seed,
      p: verdict.target.p.toPrecision(2),
      frozen: verdict.sets.frozen.slice(0, 12),
      target: verdict.sets.target.slice(0, 12),
    }),
    '',
    `## ${say.samples}`,
    ...(verdict.samples.length ? verdict.samples.flatMap((one) => ['', ...sampleText(one, say)]) : ['', say.same]),
    '',
  ].join('\n');
}

/** In one sentence, for the terminal and the chat. */
export function reasonText({ promote, reasons, target, tasks }: Verdict, language: Language): string {
  const say = words[language];
  const interval = target.interval.map(points).join(language === 'zh' ? ' 至 ' : ' to ');
  const values = {
    before: percent(target.before),
    after: percent(target.after),
    change: points(target.change),
    interval,
  };
  if (promote) return fill(say.because, values);
  return reasons
    .map((reason) => {
      if (reason.why === 'target') return fill(say.targetUnproved, values);
      const of = tasks.find((one) => one.task === reason.task && one.language === reason.language)!;
      return fill(say.taskFalls, {
        task: `${say.tasks[of.task]} (${of.language})`,
        change: points(of.change),
        tolerance: of.tolerance,
      });
    })
    .join(' ');
}

function table(say: Words, rows: string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(say.header),
    line(say.header.map((_, at) => (at === 0 || at === say.header.length - 1 ? '---' : '---:'))),
    ...rows.map(line),
  ];
}

function changeCells({ questions, units, before, after, change, interval }: PairedChange): string[] {
  return [`${questions} (${units})`, percent(before), percent(after), points(change), interval.map(points).join(' … ')];
}

function sampleText({ set, id, task, language, expected, before, after }: SampleAnswer, say: Words): string[] {
  const code = (text: string) => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').trim() || '–'}\``;
  return [
    `- ${set === 'target' ? say.target : say.frozen}, ${say.tasks[task]} (${language}), ${id}`,
    `  - ${say.known}: ${code(JSON.stringify(expected))}`,
    `  - ${say.before}: ${code(before.answer)} (${percent(before.score)})`,
    `  - ${say.after}: ${code(after.answer)} (${percent(after.score)})`,
  ];
}

const percent = (share: number) => (100 * share).toFixed(1);
const points = (change: number) => `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)}`;

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
