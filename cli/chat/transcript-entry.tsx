import { Box, Text } from 'ink';
import { plainLine, plainText } from '../../core/plain-text.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { CitationPanel } from './citation-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { Greeting } from './greeting.tsx';
import { HelpPanel } from './help-panel.tsx';
import { shownQuestion } from './pasted.ts';
import { PlanPanel } from './plan-panel.tsx';
import type { Entry } from './transcript.ts';
import type { ChatWords } from './words.ts';

/** One finished piece of the conversation. */
export function TranscriptEntry({ entry, words, columns }: { entry: Entry; words: ChatWords; columns: number }) {
  switch (entry.kind) {
    case 'greeting':
      return <Greeting scene={entry.scene} synthetic={entry.synthetic} />;
    case 'question':
    case 'reply':
      return (
        <Text bold color="cyan">
          › {shownQuestion(entry.text, words)}
        </Text>
      );
    case 'answer':
      return <AnswerPanel answer={entry.answer} words={words} />;
    case 'partial':
      return (
        <Box flexDirection="column" marginBottom={1}>
          <Text>{plainText(entry.text).trim()}</Text>
          <Text color="yellow">… {entry.how === 'stopped' ? words.stoppedHere : words.cutHere}</Text>
        </Box>
      );
    case 'taken-back':
      return (
        <Text color="yellow">
          {words.takenBack}: “{plainLine(entry.text)}” <Text dimColor>{plainLine(entry.reason)}</Text>
        </Text>
      );
    case 'plan':
      return <PlanPanel title={words.plan} plan={entry.plan} columns={columns} />;
    case 'evidence':
      return <EvidencePanel title={words.evidence} answer={entry.answer} />;
    case 'citation': {
      const citation = entry.answer.citations.find(({ n }) => n === entry.n);
      if (!citation) return null;
      return <CitationPanel citation={citation} context={entry.context} language={entry.answer.language} />;
    }
    case 'help':
      return <HelpPanel />;
    case 'picture':
      return (
        <Box flexDirection="column" marginBottom={1}>
          <Text wrap="truncate">{entry.mark}</Text>
          {entry.isFile && <Text dimColor>{words.openHint}</Text>}
        </Box>
      );
    case 'text':
      return <Text>{plainText(entry.text)}</Text>;
    case 'note':
      return <Text dimColor>{plainText(entry.text)}</Text>;
    case 'error':
      return (
        <Box flexDirection="column">
          <Text color="red">✗ {plainText(entry.message)}</Text>
          {entry.hint && <Text> {plainText(entry.hint)}</Text>}
          {entry.code && <Text dimColor> /help {entry.code}</Text>}
        </Box>
      );
  }
}
