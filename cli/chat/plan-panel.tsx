import { Box, Text } from 'ink';
import type { PlanStep } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';

const MARKS: Record<PlanStep['status'], { mark: string; colour?: string }> = {
  pending: { mark: '○' },
  running: { mark: '●', colour: 'cyan' },
  done: { mark: '✓', colour: 'green' },
  failed: { mark: '✗', colour: 'red' },
  skipped: { mark: '–' },
};

/** The steps of a turn, ticked off with their times. */
export function PlanPanel({ title, plan }: { title: string; plan: readonly PlanStep[] }) {
  return (
    <Box flexDirection="column">
      <Text bold>{title}</Text>
      {plan.map(({ id, agent, goal, status, ms }) => (
        <Text key={id} wrap="truncate-end" dimColor={status === 'pending' || status === 'skipped'}>
          <Text {...(MARKS[status].colour ? { color: MARKS[status].colour } : {})}>{MARKS[status].mark}</Text>
          {ms > 0 ? ` ${(ms / 1000).toFixed(1)} s` : ''} {agent}: {plainLine(goal)}
        </Text>
      ))}
    </Box>
  );
}
