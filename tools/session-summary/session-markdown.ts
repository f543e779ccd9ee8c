import type { Answer } from '../../core/answer.ts';
import { detectLanguage, type Language } from '../../core/language.ts';
import { plainLine, plainText } from '../../core/plain-text.ts';
import type { Session, Turn } from '../../core/session.ts';
import { sourceAddress } from '../../core/source-address.ts';
import { markdownBody, markdownCode, markdownLine, reportWords } from '../report/index.ts';
import { type SummaryWords, summaryWords } from './words.ts';

/** A picture that stands beside the file. */
export interface SummaryFigure {
  link: string;
  caption: string;
}

export interface SummaryOptions {
  archived: Date;
  synthetic: boolean;
  figures: readonly SummaryFigure[];
  /** Why there are no pictures, where there should be some. */
  figuresLost?: string;
}

/** The whole dialogue as Markdown: each turn with its answer, references, numbers, plan and evidence; then the pictures. */
export function sessionMarkdown(session: Session, options: SummaryOptions): string {
  const language = sessionLanguage(session);
  const words = summaryWords(language);
  const parts = [`# ${markdownLine(plainLine(session.title) || session.id)}`];
  if (options.synthetic) parts.push(`> **${reportWords(language).syntheticLabel}**`);
  parts.push(
    [
      [words.session, session.id],
      [words.started, minute(session.created)],
      [words.archived, minute(options.archived.toISOString())],
      [words.scene, session.scene ?? words.none],
      [words.kb, session.kb],
      [words.turns, String(session.history.length)],
    ]
      .map(([label, value]) => `- **${label}**: ${markdownLine(plainLine(value))}`)
      .join('\n'),
  );
  for (const turn of session.history) parts.push(turnMarkdown(turn, words));
  if (options.figures.length) {
    parts.push(`## ${reportWords(language).figures}`);
    for (const { link, caption } of options.figures) {
      const label = markdownLine(plainLine(caption));
      parts.push(`![${label}](<${link}>)`, `*${label}*`);
    }
  }
  if (options.figuresLost) parts.push(`${words.figuresLost}: ${markdownBody(plainText(options.figuresLost))}`);
  parts.push('---', `*${reportWords(language).claim}*`);
  return `${parts.join('\n\n')}\n`;
}

/** The language of the last answer; of the questions where nothing was answered. */
export function sessionLanguage(session: Session): Language {
  const answered = session.history.findLast(({ answer }) => answer)?.answer;
  return answered?.language ?? detectLanguage(session.history.map(({ question }) => question).join('\n'));
}

function turnMarkdown(turn: Turn, words: SummaryWords): string {
  const parts = [`## ${turn.turn}. ${markdownLine(plainLine(turn.question))}`, `*${minute(turn.asked)}*`];
  if (words.status[turn.status]) parts.push(`**${words.status[turn.status]}**`);
  if (turn.answer) parts.push(...answerMarkdown(turn.answer, words));
  else if (turn.shown) parts.push(markdownBody(plainText(turn.shown).trim()), `*${words.shown}*`);
  return parts.join('\n\n');
}

function answerMarkdown(answer: Answer, words: SummaryWords): string[] {
  const report = reportWords(answer.language);
  const parts = [markdownBody(plainText(answer.answer).trim())];
  if (answer.refusal?.missing.length) {
    parts.push(
      `**${report.missing}**`,
      answer.refusal.missing.map((item) => `- ${markdownBody(plainLine(item))}`).join('\n'),
    );
  }
  for (const { subject, sides } of answer.contradictions) {
    parts.push(
      `**${report.disagreements}: ${markdownLine(plainLine(subject))}**`,
      sides.map(({ says }) => `- ${markdownBody(plainLine(says))}`).join('\n'),
    );
  }
  if (answer.citations.length) {
    const items = answer.citations.map((citation) => {
      const where = markdownLine(
        [plainLine(citation.title), report.page(citation), sourceAddress(citation)].filter(Boolean).join(', '),
      );
      const line = `${citation.n}. ${where} (${report.verdicts[citation.verdict]})`;
      return citation.verdict === 'verified'
        ? `${line}\n${' '.repeat(`${citation.n}. `.length)}> ${markdownLine(plainLine(citation.quote))}`
        : line;
    });
    parts.push(`### ${report.references}`, items.join('\n'));
  }
  if (answer.plan.length) {
    parts.push(
      `### ${words.plan}`,
      table(
        [words.agent, words.goal, words.state, words.time],
        answer.plan.map(({ agent, goal, status, ms }) => [agent, cell(goal), status, `${(ms / 1000).toFixed(1)} s`]),
      ),
    );
  }
  if (answer.evidence.length) {
    parts.push(
      `### ${words.evidence}`,
      table(
        [words.source, words.address, words.says],
        answer.evidence.map(({ source, address, text }) => [
          cell(source),
          markdownCode(plainLine(address)),
          cell(text),
        ]),
      ),
    );
  }
  const models = Object.entries(answer.models).filter(([, model]) => model && model !== 'none');
  parts.push(
    `*${report.review}: ${answer.review.verdict}. ${report.models}: ${markdownLine(
      plainLine(models.map(([role, model]) => `${role} ${model}`).join('; ')),
    )}. ${(answer.ms / 1000).toFixed(1)} s*`,
  );
  return parts;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return markdownLine(plainLine(text));
}

/** `2026-03-01 14:05 UTC`: whoever reads the archive may be elsewhere. */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
