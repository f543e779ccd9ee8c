/**
 * Writes the README's transcript and the pictures of docs/pictures from the running program: the demo scene, the built-in reasoner,
 * the shipped vision model. Takes some ten minutes, most of them for judging windows and for the retraining.
 *
 *     npm run setup && node scripts/readme.ts [transcript] [pictures]
 *
 * Needs Chromium and tmux for the pictures, Python with the trainer's packages (.venv or GOSSAN_PYTHON) for the transcript.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDemo } from '../agents/demo.ts';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import { runLoop } from './readme/loop.ts';
import { drawingsOfReport, pagesInBrowser, screenOfChat } from './readme/pictures.ts';
import { Stage } from './readme/stage.ts';

const asked = process.argv.slice(2);
const wanted = (part: string) => asked.length === 0 || asked.includes(part);

const { scene, kb } = await prepareDemo({ onProgress: ({ step }) => process.stderr.write(`${step}\n`) });
const stage = new Stage();
process.env.GOSSAN_HOME = stage.home;
try {
  const demo = await prepareDemo();
  if (wanted('transcript')) {
    await runLoop(stage, scene);
    writeFileAtomic(asset('README.md'), withTranscript(readFileSync(asset('README.md'), 'utf8'), stage.transcript));
  }
  if (wanted('pictures')) {
    await drawingsOfReport(stage, demo.scene);
    const words = ['chat', '--scene', demo.scene, '--kb', kb];
    const question = ['Is there alunite, and where is it?', /#1 · PASS/] as const;
    await screenOfChat(stage, 'chat.svg', words, [question, ['/cite 1', /\[3\][\s\S]*\[1\]/]], [110, 60]);
    await screenOfChat(stage, 'chat-map.svg', words, [['/map 蚀变', /propylitic|青磐岩/]], [100, 40]);
    await stage.gossan('report', '--scene', demo.scene, '--kb', kb, '--out', 'report.html');
    await pagesInBrowser(demo.scene, kb, join(stage.folder, 'report.html'));
  }
} finally {
  stage.close();
}
process.exit();

/** The README with a new transcript between its marks. */
function withTranscript(readme: string, lines: readonly string[]): string {
  const marks = /(<!-- transcript: node scripts\/readme.ts -->\n)[\s\S]*?(<!-- end -->)/;
  if (!marks.test(readme)) throw new Error('README.md has no place for the transcript');
  return readme.replace(marks, (_, begin, end) => `${begin}\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\`\n${end}`);
}
