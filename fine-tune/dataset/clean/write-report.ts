import { join } from 'node:path';
import { nameIn } from '../../../agents/vision/parse/names.ts';
import { ensureFolder, writeFileAtomic } from '../../../core/atomic.ts';
import type { Language } from '../../../core/language.ts';
import type { Drawing } from '../../../tools/spectral/outputs/picture/drawing.ts';
import { drawingPng } from '../../../tools/spectral/outputs/picture/drawing-png.ts';
import { drawingSvg } from '../../../tools/spectral/outputs/picture/drawing-svg.ts';
import { SPLITS } from '../set-line.ts';
import { type Bar, barChart } from './charts.ts';
import type { Cleaning } from './clean-set.ts';
import words from './report-words.json' with { type: 'json' };
import { type AgreementTest, ALL } from './witnesses.ts';

type Words = (typeof words)['en'];

const COLOURS = ['#2f6fb7', '#e69f00', '#8d8d93', '#4aa36f'];
/** Bars of a chart; the rest is in cleaning.json. */
const MOST_BARS = 24;

/**
 * Writes `report.md`, its plots (SVG, and PNG with English words) and `cleaning.json` into a folder.
 * @returns the paths, the report first
 */
export function writeCleaning(cleaning: Cleaning, out: string, language: Language): string[] {
  ensureFolder(out);
  const written: string[] = [];
  const put = (name: string, data: string | Uint8Array) => {
    writeFileAtomic(join(out, name), data);
    written.push(join(out, name));
  };
  put('report.md', reportText(cleaning, language));
  for (const [name, own, english] of plots(cleaning, language)) {
    put(`${name}.svg`, drawingSvg(own));
    put(`${name}.png`, drawingPng(english, { Title: english.title }));
  }
  put('cleaning.json', `${JSON.stringify(cleaning, null, 2)}\n`);
  return written;
}

function reportText(cleaning: Cleaning, language: Language): string {
  const w = words[language];
  const { set, witnesses, balance } = cleaning;
  const file = (name: string) => `${name}.${language === 'zh' ? 'svg' : 'png'}`;
  const counts = SPLITS.map((split) => `${w[split]} ${set.counts[split]}`).join(', ');
  const weak = set.weak.lines ? `\n${w.weak}: ${set.weak.lines} (${w.weight} ${set.weak.mean_weight})` : '';
  const sided = Object.entries(balance.one_sided).map(
    ([task, { answer, share }]) => `- ${w.one_sided}: ${task}, ${(100 * share).toFixed(0)} % “${answer.slice(0, 80)}”`,
  );
  return [
    `# ${w.title}: ${set.name} v${set.version}`,
    `**${w.verdict}: ${w.verdicts[cleaning.verdict]}**`,
    `${w.built}: \`${set.sha256}\`\n${w.lines}: ${counts}${weak}`,
    `## ${w.findings}`,
    table([w.what, w.how_many, w.which], findingRows(cleaning, w)),
    ...contradictionLines(cleaning, w),
    `## ${w.balance}`,
    `![${w.charts.minerals}](${file('minerals')})`,
    `![${w.charts.sources}](${file('sources')})`,
    ...(sided.length ? [sided.join('\n')] : []),
    `## ${w.witnesses}`,
    w.method,
    witnesses.tests.length
      ? table(
          testHead(w),
          witnesses.tests.map((test) => testRow(test, w, language)),
        )
      : w.nobody,
    ...witnesses.consistent.map((one) => filled(w.consistent, { ...one, about: nameIn(one.about, language) })),
    ...witnesses.overturned.map((by) => filled(w.overturned, { by })),
    ...(witnesses.tests.length ? [`![${w.charts.witnesses}](${file('witnesses')})`] : []),
    w.note,
    '',
  ].join('\n\n');
}

function findingRows(cleaning: Cleaning, w: Words): string[][] {
  const { set, dropped } = cleaning;
  const few = (all: readonly string[]) => all.slice(0, 5).join(', ') + (all.length > 5 ? ' …' : '');
  const rows: [string, number, string][] = [
    [w.leaked, cleaning.leaked.length, few(cleaning.leaked)],
    [w.pictures, cleaning.pictures.length, few(cleaning.pictures)],
    [w.dropped, dropped.count, few(dropped.first.map(({ line, reason, detail }) => `${line}: ${reason}, ${detail}`))],
    [w.empty, cleaning.empty.length, few(cleaning.empty)],
    [w.duplicates, cleaning.duplicates.count, few(cleaning.duplicates.ids)],
    [w.near, cleaning.near.count, few(cleaning.near.pairs.map((pair) => pair.join(' ~ ')))],
    [w.long, cleaning.long.count, few(cleaning.long.ids)],
    [w.clamped, set.clamped, ''],
    [w.shrunk, set.shrunk, ''],
    [w.contradictory, cleaning.contradictory.length, ''],
  ];
  return rows.map(([what, count, which]) => [what, String(count), which]);
}

function contradictionLines({ contradictory }: Cleaning, w: Words): string[] {
  if (contradictory.length === 0) return [];
  const lines = contradictory.slice(0, 20).map(({ task, scene, window, sides }) => {
    const says = sides.map(({ by, says }) => `${by ?? '?'}: ${says.replace(/\n/g, ' / ')}`).join(' ↔ ');
    return `- ${scene} ${window?.join(' ') ?? ''} (${task}): ${says}`;
  });
  return [`### ${w.contradictory}`, lines.join('\n')];
}

function testHead(w: Words): string[] {
  return [w.who, w.test, w.cases, w.contradicted, w.tolerance, w.p, w.result];
}

function testRow(test: AgreementTest, w: Words, language: Language): string[] {
  const { kind, by, about, cases, contradicted, tolerance, p, significant } = test;
  return [
    by === ALL ? w.everybody : by,
    `${w.kinds[kind]}${about === undefined ? '' : ` ${nameIn(about, language)}`}`,
    String(cases),
    `${contradicted} (${((100 * contradicted) / cases).toFixed(0)} %)`,
    `${(100 * tolerance).toFixed(0)} %`,
    p < 1e-4 ? p.toExponential(1) : p.toFixed(4),
    significant ? `**${w.significant}**` : w.fine,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function filled(template: string, values: object): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String((values as Record<string, unknown>)[key]));
}

/** Name of each plot, drawn in the report's language and in English. */
function plots(cleaning: Cleaning, language: Language): [string, Drawing, Drawing][] {
  const both = (name: string, draw: (w: Words, of: Language) => Drawing): [string, Drawing, Drawing] => [
    name,
    draw(words[language], language),
    draw(words.en, 'en'),
  ];
  return [
    both('minerals', (w, of) => mineralChart(cleaning, w, of)),
    both('sources', (w) => sourceChart(cleaning, w)),
    ...(cleaning.witnesses.tests.length ? [both('witnesses', (w, of) => witnessChart(cleaning, w, of))] : []),
  ];
}

function mineralChart({ balance }: Cleaning, w: Words, language: Language): Drawing {
  const { yes, no } = balance.yesno;
  const bars: Bar[] = Object.entries(balance.minerals)
    .slice(0, MOST_BARS)
    .map(([name, count]) => ({ name: nameIn(name, language), parts: [count], note: String(count) }));
  if (yes + no) bars.push({ name: 'yes / no', parts: [yes, no], note: `${yes} / ${no}` });
  const legend = [{ name: w.train, colour: COLOURS[0]! }, ...(yes + no ? [{ name: 'no', colour: COLOURS[1]! }] : [])];
  return barChart({ title: w.charts.minerals, legend, bars });
}

function sourceChart({ set }: Cleaning, w: Words): Drawing {
  const sources = Object.entries(set.sources) as [keyof Words['sources'], number][];
  const bars = [
    ...SPLITS.map((split) => ({ name: w[split], parts: [set.counts[split]], note: String(set.counts[split]) })),
    ...sources.map(([source, count]) => ({ name: w.sources[source], parts: [0, count], note: String(count) })),
  ];
  const legend = [w.lines, w.sources.approved].map((name, at) => ({ name, colour: COLOURS[at]! }));
  return barChart({ title: w.charts.sources, legend: [legend[0]!, { ...legend[1]!, name: 'source' }], bars });
}

function witnessChart({ witnesses }: Cleaning, w: Words, language: Language): Drawing {
  const bars = witnesses.tests.slice(0, MOST_BARS).map(({ kind, by, about, cases, contradicted, significant }): Bar => {
    const rate = contradicted / cases;
    const name = `${by === ALL ? w.everybody : by}: ${about === undefined ? kind : nameIn(about, language)}`;
    return { name, parts: significant ? [0, rate] : [rate, 0], note: `${contradicted} / ${cases}` };
  });
  const legend = [
    { name: w.fine, colour: COLOURS[0]! },
    { name: w.significant, colour: '#b00020' },
  ];
  return barChart({ title: w.charts.witnesses, legend, bars, most: 1 });
}
