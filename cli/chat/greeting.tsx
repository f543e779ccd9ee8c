import { Box } from 'ink';
import { plainLine } from '../../core/plain-text.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import { Prose } from './prose.tsx';
import { FIRST_QUESTIONS } from './words.ts';

const NAME = 'Gossan';

/** What one sees first: what this is, which scene is open, and three things to try. */
export function Greeting({ scene, synthetic, columns }: { scene: string | null; synthetic: boolean; columns: number }) {
  const title = wrapText(
    `${NAME} answers from your scene and your reports, with evidence · 依据影像与报告作答，句句有据`,
    columns,
  );
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Toned tone={undefined}>
        <Toned tone="accent" bold>
          {NAME}
        </Toned>
        {title.slice(NAME.length)}
      </Toned>
      {synthetic ? (
        <Prose
          text="Demo scene: SYNTHETIC, made by a program, not a real place · 演示影像为合成数据，非真实地点"
          columns={columns}
          tone="warn"
        />
      ) : (
        scene !== null && <Prose text={`Scene · 影像: ${plainLine(scene)}`} columns={columns} />
      )}
      <Prose text="Try · 试试:" columns={columns} tone="faint" />
      {FIRST_QUESTIONS.map((question) => (
        <Prose key={question} text={question} columns={columns} indent={2} />
      ))}
      <Prose text="/help · Esc stops · 停止 · Ctrl-C Ctrl-C quits · 退出" columns={columns} tone="faint" />
    </Box>
  );
}
