import type { ReportBlock } from '../../core/report.ts';

/** A figure with its caption, where it was drawn; nothing where it was not. */
export function figureBlock(path: string | undefined, caption: string): ReportBlock[] {
  return path === undefined ? [] : [{ kind: 'figure', path, caption }];
}
