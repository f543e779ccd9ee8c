import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../tools/report/format.ts';
import { withAssistant } from '../assistant.ts';
import { ensureShippedNotes } from '../first-use.ts';
import type { Invocation } from '../invocation.ts';
import { kbName } from '../knowledge.ts';
import { askOptions } from './ask.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { options, output, signal } = call;
  const format = reportFormat(call);
  const { checkReportFormat, writeReport } = await import('../../tools/report/index.ts');
  // Before the work, not after it: a report that cannot be printed must not cost the mapping first.
  const lang = askOptions(call).lang;
  await checkReportFormat(format, lang, signal);
  if (!options.flag('no-rag')) await ensureShippedNotes(kbName(call), { signal, onProgress: output.onProgress });
  const focus = options.text('focus');
  const aoi = options.text('aoi');
  const report = await withAssistant((assistant) =>
    assistant.report({
      ...askOptions(call),
      ...(focus === undefined ? {} : { focus }),
      ...(aoi === undefined ? {} : { aoi }),
    }),
  );
  const out = options.text('out') ?? join('output', 'reports', `${report.answer.session}.${format}`);
  const files = await writeReport(report, { out, format, signal });
  for (const file of files) output.print(file);
  output.document({ files, ...report });
}

/** `--format`, else the ending of `--out`, else Markdown. */
function reportFormat(call: Invocation): ReportFormat {
  const named = call.options.text('format');
  const ending = /\.(\w+)$/.exec(call.options.text('out') ?? '')?.[1]?.toLowerCase();
  const meant = named ?? (ending === 'htm' ? 'html' : ending === 'markdown' ? 'md' : ending) ?? 'md';
  if (!REPORT_FORMATS.includes(meant as ReportFormat)) {
    throw new GossanError('USAGE', {
      detail: `A report is written as ${REPORT_FORMATS.join(', ')}, not ".${meant}".`,
      command: call.command,
    });
  }
  return meant as ReportFormat;
}
