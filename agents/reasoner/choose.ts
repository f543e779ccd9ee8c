import type { Config } from '../../core/config.ts';
import { hasConsent } from '../../core/consent.ts';
import { firstModel } from '../../core/first-model.ts';
import { BuiltinReasoner } from './builtin/builtin-reasoner.ts';
import type { Reasoner } from './reasoner.ts';

/** The reasoner that the configuration names; `builtin` where it names none, or a remote one that the user has not agreed to. */
export async function chooseReasoner(config: Config, tell: (text: string) => void): Promise<Reasoner> {
  if (!config.llmUrl) return new BuiltinReasoner();
  if (!hasConsent(config.llmUrl)) {
    tell(
      `The language model at ${new URL(config.llmUrl).host} is on another machine and you have not agreed to send it questions and document excerpts; the built-in reasoner answers. \`gossan doctor --allow-remote\` records your agreement.`,
    );
    return new BuiltinReasoner();
  }
  const { LlmReasoner } = await import('./llm/llm-reasoner.ts');
  return new LlmReasoner({
    url: config.llmUrl,
    model: config.llmModel ?? (await firstModel(config.llmUrl, config.llmKey)),
    ...(config.llmKey ? { key: config.llmKey } : {}),
  });
}
