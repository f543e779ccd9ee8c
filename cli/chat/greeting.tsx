import { Box, Text } from 'ink';
import { Fragment } from 'react';
import { plainLine } from '../../core/plain-text.ts';
import { FIRST_STEPS, FIRST_STEPS_WITHOUT_SCENE } from './words.ts';

/** What one sees first: what this is, which scene is open, and three things to try. */
export function Greeting({ scene, synthetic }: { scene: string | null; synthetic: boolean }) {
  // the demo scene is being made while one reads
  const steps = scene === null && !synthetic ? FIRST_STEPS_WITHOUT_SCENE : FIRST_STEPS;
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text>
        <Text bold color="yellow">
          Gossan
        </Text>
        <Text> answers from your scene and your reports, with evidence · 依据影像与报告作答，句句有据</Text>
      </Text>
      {synthetic ? (
        <Text color="yellow">
          Demo scene: SYNTHETIC, made by a program, not a real place · 演示影像为合成数据，非真实地点
        </Text>
      ) : (
        <Text>{scene === null ? '' : `Scene · 影像: ${plainLine(scene)}`}</Text>
      )}
      <Text dimColor>Type one of these · 试试输入:</Text>
      {steps.map(({ en, zh }, at) => (
        <Fragment key={en}>
          <Text>
            {at + 1} {en}
          </Text>
          {zh !== en && (
            <Text>
              {'   '}
              {zh}
            </Text>
          )}
        </Fragment>
      ))}
      <Text dimColor>/help · Esc stops · 停止 · Ctrl-C Ctrl-C quits · 退出</Text>
    </Box>
  );
}
