import { Box } from 'ink';
import type { PlanStep } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import type { Tone } from '../terminal/tones.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned, useLooks } from './looks.tsx';
import { Prose } from './prose.tsx';
import { spokenStep } from './spoken.ts';
import type { ChatWords } from './words.ts';

const MARKS: Record<PlanStep['status'], { mark: string; tone?: Tone }> = {
  pending: { mark: '○' },
  running: { mark: '●', tone: 'accent' },
  done: { mark: '✓', tone: 'good' },
  failed: { mark: '✗', tone: 'bad' },
  skipped: { mark: '–' },
};

/** The mark may be drawn two columns wide where the terminal's font is East Asian. */
const MARK_COLUMNS = 2;

/**
 * The steps of a turn, ticked off with their times. While they run one line a step, cut here: Ink cuts wide characters a
 * column late; afterwards whole.
 */
export function PlanPanel({
  words,
  plan,
  columns,
  running,
}: {
  words: ChatWords;
  plan: readonly PlanStep[];
  columns: number;
  /** When steps began, ms since the epoch; left out where the turn is over. */
  running?: Readonly<Record<string, number>>;
}) {
  const { spoken } = useLooks();
  if (spoken) {
    const steps = plan.map((step) => spokenStep(step, words)).join('\n');
    return <Prose text={`${words.plan}\n${steps}`} columns={columns} />;
  }
  return (
    <Box flexDirection="column">
      <Toned tone={undefined} bold>
        {words.plan}
      </Toned>
      {plan.map(({ id, agent, goal, status, ms }) => {
        const { mark, tone } = MARKS[status];
        const began = status === 'running' ? running?.[id] : undefined;
        const time = ms || (began === undefined ? 0 : Date.now() - began);
        const line = `${time > 0 ? `${(time / 1000).toFixed(1)} s ` : ''}${words.doing(agent, plainLine(goal))}`;
        const room = columns - MARK_COLUMNS - 1;
        return (
          <Box key={id}>
            <Box width={MARK_COLUMNS} flexShrink={0}>
              <Toned tone={tone ?? 'faint'}>{mark}</Toned>
            </Box>
            <Toned tone={status === 'pending' || status === 'skipped' ? 'faint' : undefined}>
              {running ? cutDisplay(line, room) : wrapText(line, room)}
            </Toned>
          </Box>
        );
      })}
    </Box>
  );
}
