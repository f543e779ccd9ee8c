import { Box, Text } from 'ink';
import { plainLine, plainText } from '../../core/plain-text.ts';
import { narrowTables } from '../terminal/narrow-table.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { CitationPanel } from './citation-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { Greeting } from './greeting.tsx';
import { HelpPanel } from './help-panel.tsx';
import { useLooks } from './looks.tsx';
import { shownQuestion } from './pasted.ts';
import { PlanPanel } from './plan-panel.tsx';
import { Prose } from './prose.tsx';
import type { Entry } from './transcript.ts';
import type { ChatWords } from './words.ts';

/** One finished piece of the conversation. @param columns that it may fill */
export function TranscriptEntry({ entry, words, columns }: { entry: Entry; words: ChatWords; columns: number }) {
  const { spoken } = useLooks();
  switch (entry.kind) {
    case 'greeting':
      return <Greeting scene={entry.scene} synthetic={entry.synthetic} columns={columns} />;
    case 'command':
      return (
        <Box marginTop={1}>
          <Prose text={`${spoken ? `${words.you}: ` : '› '}${plainLine(entry.text)}`} columns={columns} tone="faint" />
        </Box>
      );
    case 'question':
    case 'reply': {
      const who = spoken ? `${words.you}: ` : '› ';
      return (
        <Box marginTop={entry.kind === 'question' ? 1 : 0}>
          <Prose text={who + shownQuestion(entry.text, words)} columns={columns} tone="accent" bold />
        </Box>
      );
    }
    case 'answer':
      return <AnswerPanel answer={entry.answer} words={words} columns={columns} />;
    case 'partial':
      return (
        <Box flexDirection="column">
          <Prose text={plainText(entry.text).trim()} columns={columns} />
          <Prose
            text={`… ${entry.how === 'stopped' ? words.stoppedHere : words.cutHere}`}
            columns={columns}
            tone="warn"
          />
        </Box>
      );
    case 'taken-back':
      return (
        <Box flexDirection="column">
          <Prose text={`${words.takenBack}: “${plainLine(entry.text)}”`} columns={columns} tone="warn" />
          <Prose text={plainLine(entry.reason)} columns={columns} indent={2} tone="faint" />
        </Box>
      );
    case 'plan':
      return <PlanPanel words={words} plan={entry.plan} columns={columns} />;
    case 'evidence':
      return <EvidencePanel title={words.evidence} answer={entry.answer} columns={columns} />;
    case 'citation': {
      const { n, answer, context } = entry;
      const citation = answer.citations.find((one) => one.n === n);
      if (!citation) return null;
      return <CitationPanel citation={citation} context={context} language={answer.language} columns={columns} />;
    }
    case 'help':
      return <HelpPanel columns={columns} />;
    case 'picture':
      return (
        <Box flexDirection="column" marginTop={1}>
          <Text wrap="truncate">{entry.mark}</Text>
          {entry.isFile && <Prose text={words.openHint} columns={columns} tone="faint" />}
        </Box>
      );
    case 'text':
      return <Prose text={narrowTables(plainText(entry.text), columns)} columns={columns} />;
    case 'spoken':
      return <Prose text={plainText(entry.text)} columns={columns} />;
    case 'note':
      return <Prose text={narrowTables(plainText(entry.text), columns)} columns={columns} tone="faint" />;
    case 'error':
      return (
        <Box flexDirection="column">
          <Prose
            text={`${spoken ? `${words.error}: ` : '✗ '}${plainText(entry.message)}`}
            columns={columns}
            tone="bad"
          />
          {entry.hint && <Prose text={plainText(entry.hint)} columns={columns} indent={2} />}
          {entry.code && <Prose text={`/help ${entry.code}`} columns={columns} indent={2} tone="faint" />}
        </Box>
      );
  }
}
