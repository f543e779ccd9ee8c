import { Box, Text } from 'ink';
import type { PlanStep } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';

const MARKS: Record<PlanStep['status'], { mark: string; colour?: string }> = {
  pending: { mark: '○' },
  running: { mark: '●', colour: 'cyan' },
  done: { mark: '✓', colour: 'green' },
  failed: { mark: '✗', colour: 'red' },
  skipped: { mark: '–' },
};

/** The mark may be drawn two columns wide where the terminal's font is East Asian. */
const MARK_COLUMNS = 2;

/** The steps of a turn, ticked off with their times, one line a step. Cut here: Ink cuts wide characters a column late. */
export function PlanPanel({ title, plan, columns }: { title: string; plan: readonly PlanStep[]; columns: number }) {
  return (
    <Box flexDirection="column">
      <Text bold>{title}</Text>
      {plan.map(({ id, agent, goal, status, ms }) => (
        <Text key={id} dimColor={status === 'pending' || status === 'skipped'}>
          <Text {...(MARKS[status].colour ? { color: MARKS[status].colour } : {})}>{MARKS[status].mark}</Text>
          {cutDisplay(
            `${ms > 0 ? ` ${(ms / 1000).toFixed(1)} s` : ''} ${agent}: ${plainLine(goal)}`,
            columns - MARK_COLUMNS,
          )}
        </Text>
      ))}
    </Box>
  );
}
