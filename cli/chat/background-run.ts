import { asGossanError } from '../../core/errors.ts';
import type { Progress } from '../../core/progress.ts';
import { progressText } from '../terminal/progress-line.ts';
import type { Conversation } from './conversation.ts';

/** Progress that comes with every step of a training is drawn this often, ms. */
const REDRAW_MS = 250;

/** A retraining that goes on while the chat does. One at a time; leaving the chat stops it where it can go on later. */
export class BackgroundRun {
  readonly #chat: Conversation;
  #controller: AbortController | null = null;
  #ended: Promise<void> = Promise.resolve();
  #drawn = 0;

  constructor(chat: Conversation) {
    this.#chat = chat;
  }

  get running(): boolean {
    return this.#controller !== null;
  }

  progressText(): string {
    const progress = this.#chat.state.background;
    return progress ? progressText(progress) : this.#chat.zh ? '没有后台任务。' : 'Nothing runs in the background.';
  }

  /** Runs a planned retraining up to its end or the decision that it waits for, and says how it went. Never throws. */
  run(id: string): Promise<void> {
    this.#ended = this.#run(id);
    return this.#ended;
  }

  /** False where nothing runs. */
  stop(): boolean {
    this.#controller?.abort();
    return this.#controller !== null;
  }

  /** Stops what runs and waits until it has written its state. */
  async close(): Promise<void> {
    this.stop();
    await this.#ended;
  }

  async #run(id: string): Promise<void> {
    const chat = this.#chat;
    this.#controller = new AbortController();
    const show = (progress: Progress) => {
      const now = Date.now();
      if (now - this.#drawn < REDRAW_MS && chat.state.background?.step.split(':')[0] === progress.step.split(':')[0])
        return;
      this.#drawn = now;
      chat.change({ background: progress });
    };
    try {
      const [{ advanceRun }, { runText, stepText }] = await Promise.all([
        import('../../fine-tune/workflow/run.ts'),
        import('../run-text.ts'),
      ]);
      const run = await advanceRun(id, {
        signal: this.#controller.signal,
        onProgress: show,
        onStep: (step) => {
          const text = stepText(step, chat.zh ? 'zh' : 'en');
          if (chat.spoken && chat.state.background?.step !== text) chat.say({ kind: 'spoken', text });
          chat.change({ background: { step: text } });
        },
      });
      const words = runText(run, chat.zh ? 'zh' : 'en');
      const offer = chat.zh
        ? '在此：/retrain yes 启用，/retrain no 不启用。'
        : 'Here: /retrain yes activates it, /retrain no does not.';
      chat.say({ kind: 'text', text: run.status === 'waiting' ? `${words}\n${offer}` : words });
    } catch (thrown) {
      const error = asGossanError(thrown);
      const goOn = chat.zh
        ? `gossan finetune --run ${id} 可继续。`
        : `\`gossan finetune --run ${id}\` goes on with it.`;
      if (error.code === 'INTERRUPTED')
        chat.say({ kind: 'note', text: `${chat.zh ? '重新训练已停止。' : 'The retraining was stopped.'} ${goOn}` });
      else chat.say({ kind: 'error', message: error.message, hint: `${error.hint} ${goOn}`, code: error.code });
    } finally {
      this.#controller = null;
      chat.change({ background: null });
    }
  }
}
