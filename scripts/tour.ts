/**
 * Asks twenty questions about the demo scene and writes them with their answers to docs/tour.md, word for word as the
 * program gave them. Built-in reasoner, no language model.
 *
 *     node scripts/tour.ts            (after `npm start` has set things up)
 */
import { openAssistant } from '../agents/assistant.ts';
import { prepareDemo } from '../agents/demo.ts';
import type { Answer } from '../core/answer.ts';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';

const QUESTIONS: { title: string; questions: string[] }[] = [
  {
    title: 'In English',
    questions: [
      'Where is the alteration?',
      'Which minerals are in the scene?',
      'Is there alunite, and where is it?',
      'How sure are you about it?',
      'Why do you call that ground advanced argillic?',
      'What is at pixel 120, 90?',
      'What should I check in the field there?',
      'How do I tell kaolinite from dickite?',
      'Do the reports agree with the scene?',
      'What would change your answer?',
    ],
  },
  {
    title: 'In Chinese',
    questions: [
      '蚀变在哪里？',
      '有没有石英？',
      '白云母的波长说明什么？',
      '这些蚀变对找矿意味着什么？',
      '铜的靶区应该先看哪里？',
      '青磐岩化的面积多大？在哪里？',
      '怎么区分方解石和白云石？',
      '报告里怎么说明矾石？',
      '野外应该检查什么？',
      '2024年3月12日的金价是多少？',
    ],
  },
];

const demo = await prepareDemo({ onProgress: ({ step }) => process.stderr.write(`${step}\n`) });
const assistant = await openAssistant();
const lines = [
  '# A tour: twenty questions about the demo scene',
  '',
  'Written by `node scripts/tour.ts` from the running program, with the built-in reasoner and no language model. The scene is',
  'synthetic, and so is the field report beside it; the other documents are the notes that ship with Gossan.',
];
let count = 0;
for (const { title, questions } of QUESTIONS) {
  lines.push('', `## ${title}`);
  const session = `tour-${Date.now().toString(36)}-${count}`;
  for (const question of questions) {
    const answer = await assistant.ask(question, { scene: demo.scene, kb: demo.kb, session });
    lines.push('', `### ${++count}. ${question}`, '', ...show(answer));
    process.stderr.write(`${count}. ${question} (${answer.ms} ms, ${answer.review.verdict})\n`);
  }
}
await assistant.close();
writeFileAtomic(asset('docs', 'tour.md'), `${lines.join('\n')}\n`);

/** The answer, then the passages that it cites and the addresses of its numbers, folded away. */
function show(answer: Answer): string[] {
  const zh = answer.language === 'zh';
  const out = [answer.refusal ? answer.refusal.reason : answer.answer];
  if (answer.citations.length) {
    out.push('');
    for (const one of answer.citations)
      out.push(`> [${one.n}] ${one.title}, ${zh ? `第 ${one.page} 页` : `p. ${one.page}`} — ${one.verdict}`, '>');
    out.pop();
  }
  const addressed = answer.numbers.filter((number) => number.evidence);
  if (addressed.length) {
    const address = new Map(answer.evidence.map((evidence) => [evidence.id, evidence.address]));
    const rows = addressed.map((number) =>
      `${number.text} ${number.unit} ← \`${address.get(number.evidence!)}\``.replace(/ {2,}/g, ' '),
    );
    out.push(
      '',
      `<details><summary>${zh ? `${rows.length} 个数字的出处` : `Addresses of ${rows.length} numbers`}</summary>`,
      '',
      [...new Set(rows)].map((row) => `- ${row}`).join('\n'),
      '',
      '</details>',
    );
  }
  return out;
}
