/** The formats in which a report is written. */
export const REPORT_FORMATS = ['md', 'html', 'pdf'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];
