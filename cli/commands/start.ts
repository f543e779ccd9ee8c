import { withAssistant } from '../assistant.ts';
import { loadChat } from '../chat/load-chat.ts';
import type { Invocation } from '../invocation.ts';
import { narrateTurn } from '../narrate-turn.ts';
import { terminalDisplay } from '../terminal/pictures/display.ts';
import { prepareTerminal } from '../terminal/prepare-terminal.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { output, signal } = call;
  if (process.stdin.isTTY && process.stdout.isTTY && !call.json) {
    prepareTerminal(call.options.flag('screen-reader') ? { spoken: true } : {});
    // answers while the chat loads
    void terminalDisplay();
    const { openChat } = await loadChat();
    await openChat({ rag: true, vision: true, signal });
    return;
  }
  const { prepareDemo } = await import('../../agents/demo.ts');
  const { scene, kb } = await prepareDemo({ signal, onProgress: output.onProgress });
  const report = await withAssistant((assistant) =>
    assistant.report({ scene, kb, signal, onEvent: narrateTurn(output) }),
  );
  const { renderMarkdown } = await import('../../tools/report/index.ts');
  output.print(renderMarkdown(report).trimEnd());
  output.document(report);
}
