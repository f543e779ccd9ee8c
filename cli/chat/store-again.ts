import type { SessionStore } from '../../core/session.ts';

/** How often a full disk is tried again, ms. */
const STORE_AGAIN_MS = 2000;

const WORDS = {
  en: {
    stored: 'There is room on the disk again, and all is stored.',
    message: 'The disk is full: the last of this session could not be stored.',
    hint: 'It stands above; copy it before you close the window.',
  },
  zh: {
    stored: '磁盘有空间了，一切都已保存。',
    message: '磁盘已满：本会话最后的内容未能保存。',
    hint: '内容仍显示在上方；关闭窗口前请复制。',
  },
};

export const storeWords = (zh: boolean) => WORDS[zh ? 'zh' : 'en'];

/** Tries to store what a full disk refused, until there is room. */
export class StoreAgain {
  #timer: NodeJS.Timeout | null = null;

  /** @param done called once, when all is stored */
  watch(sessions: SessionStore, done: () => void): void {
    if (this.#timer || !sessions.unsaved()) return;
    this.#timer = setInterval(() => {
      if (sessions.unsaved()) return;
      this.stop();
      done();
    }, STORE_AGAIN_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
