import type { ModelUsage } from '../core/answer.ts';
import type { ChatModel, ChatUsage } from '../core/chat-model.ts';

/** Sums of the calls of each model. The reducer of the graph's state. */
export function addUsage(present: readonly ModelUsage[], added: readonly ModelUsage[]): ModelUsage[] {
  const sums = new Map(present.map((one) => [one.model, { ...one }]));
  for (const one of added) {
    const sum = sums.get(one.model);
    if (!sum) {
      sums.set(one.model, { ...one });
      continue;
    }
    sum.calls += one.calls;
    sum.prompt_tokens += one.prompt_tokens;
    sum.completion_tokens += one.completion_tokens;
    sum.ms += one.ms;
  }
  return [...sums.values()];
}

/** Counts the calls of models between the nodes of one turn. */
export class UsageMeter {
  #counted: ModelUsage[] = [];

  add = (usage: ModelUsage): void => {
    this.#counted = addUsage(this.#counted, [usage]);
  };

  /** What was counted since the last time. */
  take(): ModelUsage[] {
    const taken = this.#counted;
    this.#counted = [];
    return taken;
  }

  /** A vision model whose calls are counted. */
  metered(model: ChatModel): ChatModel {
    const count = (started: number, usages: readonly (ChatUsage | null)[]) =>
      this.add({
        model: model.name,
        role: 'vision',
        calls: usages.length,
        prompt_tokens: usages.reduce((sum, one) => sum + (one?.prompt_tokens ?? 0), 0),
        completion_tokens: usages.reduce((sum, one) => sum + (one?.completion_tokens ?? 0), 0),
        ms: Math.round(performance.now() - started),
      });
    const { active } = model;
    return {
      name: model.name,
      card: (adapter) => model.card(adapter),
      ...(active ? { active: () => active.call(model) } : {}),
      close: () => model.close(),
      async *complete(request, signal) {
        const started = performance.now();
        let usage: ChatUsage | null = null;
        try {
          for await (const piece of model.complete(request, signal)) {
            usage = piece.usage ?? usage;
            yield piece;
          }
        } finally {
          count(started, [usage]);
        }
      },
      async completeMany(requests, options) {
        const started = performance.now();
        const answers = await model.completeMany(requests, options);
        count(
          started,
          answers.map(({ usage }) => usage),
        );
        return answers;
      },
    };
  }
}
