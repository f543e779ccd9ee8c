import { plainLine } from '../../core/plain-text.ts';
import type { Progress } from '../../core/progress.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { progressText } from '../terminal/progress-line.ts';
import { Toned } from './looks.tsx';
import type { ChatWords } from './words.ts';

/** One line above the status: how far the retraining is. */
export function BackgroundLine({
  progress,
  words,
  columns,
}: {
  progress: Progress;
  words: ChatWords;
  columns: number;
}) {
  const line = `⟳ ${words.retraining} · ${progressText(progress)}`;
  return <Toned tone="faint">{cutDisplay(plainLine(line), columns - 1)}</Toned>;
}
