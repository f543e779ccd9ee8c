export { findChromium } from './chromium.ts';
export { isoDay } from './content.ts';
export { copyFigures } from './figures.ts';
export { REPORT_FORMATS, type ReportFormat } from './format.ts';
export { markdownBody, markdownCode, markdownLine } from './markdown-text.ts';
export { reportWords } from './words.ts';
export { checkReportFormat, renderMarkdown, type WriteOptions, writeReport } from './write-report.ts';
