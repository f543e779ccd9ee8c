import type { Assistant } from '../core/session.ts';

/**
 * Opens the assistant, hands it over, and closes it whatever happens. Loaded here and not at the top of a command: the
 * graph and its libraries take a second to load, and help or a wrong option must not wait for them.
 */
export async function withAssistant<T>(work: (assistant: Assistant) => Promise<T>): Promise<T> {
  const { openAssistant } = await import('../agents/assistant.ts');
  const assistant = await openAssistant();
  try {
    return await work(assistant);
  } finally {
    await assistant.close();
  }
}
