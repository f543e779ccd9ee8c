import { Box } from 'ink';
import { Fragment } from 'react';
import { plainLine } from '../../core/plain-text.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import { Prose } from './prose.tsx';
import { FIRST_STEPS, firstSteps } from './words.ts';

const NAME = 'Gossan';

/** What one sees first: what this is, which scene is open, and three things to try. */
export function Greeting({ scene, synthetic, columns }: { scene: string | null; synthetic: boolean; columns: number }) {
  const steps = firstSteps(scene, synthetic);
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
      <Prose
        text={
          steps === FIRST_STEPS
            ? 'Type one of these, or its number · 试试输入，或只输入序号:'
            : 'Type one of these · 试试输入:'
        }
        columns={columns}
        tone="faint"
      />
      {steps.map(({ en, zh }, at) => (
        <Fragment key={en}>
          <Prose text={`${at + 1} ${en}`} columns={columns} />
          {zh !== en && <Prose text={zh} columns={columns} indent={3} />}
        </Fragment>
      ))}
      <Prose text="/help · Esc stops · 停止 · Ctrl-C Ctrl-C quits · 退出" columns={columns} tone="faint" />
    </Box>
  );
}
