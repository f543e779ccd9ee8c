import { GossanError } from '../../core/errors.ts';
import { CHAT_COMMANDS } from '../commands/chat-table.ts';
import type { ChatForm } from '../commands/types.ts';
import { nearest } from '../suggest.ts';
import type { Conversation } from './conversation.ts';
import { typedPath } from './typed-path.ts';
import { asCommand } from './user-question.ts';
import { wrong } from './wrong.ts';

/** `argument` is the rest of the line, trimmed. Throws GossanError; the conversation shows it. */
type Run = (chat: Conversation, argument: string) => Promise<void> | void;

/** One command of the chat: its row of the table, and what it does. */
export interface SlashCommand extends ChatForm {
  run: Run;
}

/** What the commands do, by the names of the table. Each loads its part when it is called: the prompt waits for none. */
const RUN: Record<string, Run> = {
  '/help': async (chat, argument) => {
    const { errorCode, errorHelp } = await import('../help.ts');
    const code = errorCode(argument);
    chat.say(code ? { kind: 'text', text: errorHelp(code).trimEnd() } : { kind: 'help' });
  },
  '/quit': (chat) => chat.quit(),
  '/scene': async (chat, argument) => {
    if (argument) return chat.openScene(typedPath(argument));
    await (await import('./commands/scene.ts')).showScene(chat);
  },
  '/map': async (chat, argument) => (await import('./commands/map.ts')).showMap(chat, argument),
  '/view': async (chat, argument) => (await import('./commands/view.ts')).showView(chat, argument),
  '/spectrum': async (chat, argument) => (await import('./commands/spectrum.ts')).showSpectrum(chat, argument),
  '/compare': async (chat, argument) => (await import('./commands/spectrum.ts')).compareSpectra(chat, argument),
  '/heatmap': async (chat, argument) => (await import('./commands/heatmap.ts')).showHeatmap(chat, argument),
  '/open': async (chat) => (await import('./commands/open.ts')).openPicture(chat),
  '/report': async (chat, argument) => (await import('./commands/report.ts')).report(chat, argument),
  '/kb': async (chat, argument) => (await import('./commands/knowledge.ts')).knowledge(chat, argument),
  '/rag': async (chat, argument) => (await import('./commands/settings.ts')).switchSetting(chat, 'rag', argument),
  '/vision': async (chat, argument) => (await import('./commands/settings.ts')).switchSetting(chat, 'vision', argument),
  '/lang': async (chat, argument) => (await import('./commands/settings.ts')).chooseLanguage(chat, argument),
  '/allow': async (chat) => (await import('./commands/settings.ts')).allowRemote(chat),
  '/plan': async (chat) => (await import('./commands/answer.ts')).showPlan(chat),
  '/evidence': async (chat) => (await import('./commands/answer.ts')).showEvidence(chat),
  '/cite': async (chat, argument) => (await import('./commands/answer.ts')).showCitation(chat, argument),
  '/sessions': async (chat, argument) => (await import('./commands/sessions.ts')).showSessions(chat, argument),
  '/resume': async (chat, argument) => (await import('./commands/sessions.ts')).resume(chat, argument),
  '/rename': async (chat, argument) => (await import('./commands/sessions.ts')).rename(chat, argument),
  '/branch': async (chat, argument) => (await import('./commands/sessions.ts')).branch(chat, argument),
  '/export': async (chat, argument) => (await import('./commands/sessions.ts')).exportInChat(chat, argument),
  '/cost': async (chat) => (await import('./commands/sessions.ts')).showCost(chat),
  '/archive': async (chat) => (await import('./commands/sessions.ts')).archive(chat),
  '/approve': async (chat, argument) => (await import('./curate.ts')).curateInChat(chat, 'approve', argument),
  '/correct': async (chat, argument) => (await import('./curate.ts')).curateInChat(chat, 'correct', argument),
  '/reject': async (chat, argument) => (await import('./curate.ts')).curateInChat(chat, 'reject', argument),
  '/retrain': async (chat, argument) => (await import('./retrain.ts')).retrainInChat(chat, argument),
  '/adapter': async (chat, argument) => (await import('./adapter.ts')).adapterInChat(chat, argument),
};

/** The commands of the chat, in the order in which /help lists them. */
export const SLASH_COMMANDS: readonly SlashCommand[] = CHAT_COMMANDS.map((form) => ({ ...form, run: RUN[form.name]! }));

/** Runs a line that begins with "/". Never throws: what goes wrong is shown. */
export async function runSlashCommand(chat: Conversation, line: string): Promise<void> {
  const [name, ...rest] = line.trim().split(/\s+/);
  const argument = line.trim().slice(name.length).trim();
  try {
    const command = findSlashCommand(name);
    if (!command) {
      const near = nearest(
        name,
        SLASH_COMMANDS.map((one) => one.name),
      );
      throw new GossanError('UNKNOWN_COMMAND', {
        name,
        suggestion: near ? `Did you mean ${near}${rest.length ? ` ${argument}` : ''}?` : '/help lists the commands.',
      });
    }
    if (chat.busy && !command.safeWhileBusy) throw wrong(`${name} has to wait until the turn is done. Esc stops it.`);
    await asCommand(line.trim(), () => command.run(chat, argument));
  } catch (error) {
    chat.fail(error);
  }
}

/** The commands that a beginning may become: for hints and the Tab key. */
export function completions(typed: string): readonly SlashCommand[] {
  return /^\/\S*$/.test(typed) ? SLASH_COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase())) : [];
}

export function findSlashCommand(name: string): SlashCommand | undefined {
  const lower = name.toLowerCase();
  return SLASH_COMMANDS.find((command) => command.name === lower || command.aliases?.includes(lower));
}
