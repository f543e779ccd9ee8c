import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import type { Language } from '../../core/language.ts';
import type { Report } from '../../core/session.ts';
import { needChineseFont } from './chinese-font.ts';
import { needChromium, printPdf } from './chromium.ts';
import { figuresOf, reportContent } from './content.ts';
import { copyFigures, figureDataUrl } from './figures.ts';
import type { ReportFormat } from './format.ts';
import { htmlReport } from './html.ts';
import { markdownReport } from './markdown.ts';

export interface WriteOptions {
  /** The file to write; its folder is made. */
  out: string;
  format: ReportFormat;
  signal?: AbortSignal;
}

/**
 * Says at once that a format cannot be written on this machine.
 * @param language of the report, where it is known
 * @throws GossanError BINARY_MISSING for a PDF without Chromium, or in Chinese without a font for it
 */
export async function checkReportFormat(
  format: ReportFormat,
  language?: Language,
  signal?: AbortSignal,
): Promise<void> {
  if (format !== 'pdf') return;
  needChromium();
  if (language === 'zh') await needChineseFont(signal);
}

/**
 * Writes a report: Markdown with its figures in a folder beside it, one HTML file, or a PDF. Returns the paths written, the
 * report first.
 * @throws GossanError BINARY_MISSING (PDF without Chromium, or in Chinese without a font), WRITE_FAILED, DISK_FULL, FILE_NOT_FOUND for a lost figure
 */
export async function writeReport(report: Report, { out, format, signal }: WriteOptions): Promise<string[]> {
  const content = reportContent(report);
  if (format === 'md') {
    const { links, written } = await copyFigures(figuresOf(content), out);
    writeFileAtomic(
      out,
      markdownReport(content, (path) => links.get(path)!),
    );
    return [out, ...written];
  }
  const html = htmlReport(content, figureDataUrl);
  if (format === 'html') {
    writeFileAtomic(out, html);
    return [out];
  }
  // a Chinese quotation in an English report prints as boxes where there is no font, and the page stays in its place
  if (content.language === 'zh') await needChineseFont(signal);
  const page = `${resolve(out)}.${process.pid}.html`;
  try {
    writeFileAtomic(page, html);
    await printPdf(page, resolve(out), signal);
  } finally {
    rmSync(page, { force: true });
  }
  return [out];
}

/** A report as Markdown whose figures stay where they are. */
export function renderMarkdown(report: Report): string {
  return markdownReport(reportContent(report), (path) => path);
}
