import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../../core/paths.ts';
import type { OcrReply, OcrRequest } from './ocr-process.ts';
import type { ImageInfo } from './page-images.ts';
import type { Picture } from './picture.ts';
import type { ReadPage } from './pp-ocr.ts';

/**
 * Text recognition in a process of its own: ending a thread while ONNX Runtime works in it ends the whole program (1.30:
 * "terminate called after throwing an instance of 'Napi::Error'"), and a picture that crashes its decoder must not. The
 * process is started by the first request and ends with the thread that asked.
 */
export class OcrClient {
  private child: ChildProcess | null = null;
  private file: Uint8Array | null = null;

  /** @param onStep called after each line; throw in it to give up, which ends the process */
  async read(picture: Picture, onStep: () => void): Promise<ReadPage> {
    return this.ask({ kind: 'picture', picture }, onStep) as Promise<ReadPage>;
  }

  async openFile(bytes: Uint8Array): Promise<ImageInfo> {
    this.file = bytes;
    return this.ask({ kind: 'file', bytes }, () => {}) as Promise<ImageInfo>;
  }

  /** @param page from 0, of the file that was opened */
  async readPage(page: number, onStep: () => void): Promise<ReadPage> {
    // After a page that ended the process, a new one has to be given the file.
    if (this.child === null && this.file !== null) await this.openFile(this.file);
    return this.ask({ kind: 'page', page }, onStep) as Promise<ReadPage>;
  }

  close(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private ask(request: OcrRequest, onStep: () => void): Promise<ReadPage | ImageInfo> {
    this.child ??= this.start();
    const { child } = this;
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        settle();
      };
      const fail = (message: string) => finish(() => reject(new Error(message)));
      const onMessage = (reply: OcrReply) => {
        if (reply.kind === 'read') finish(() => resolve(reply.read));
        else if (reply.kind === 'info') finish(() => resolve(reply.info));
        else if (reply.kind === 'failed') fail(reply.message);
        else {
          try {
            onStep();
          } catch (error) {
            this.close();
            fail((error as Error).message);
          }
        }
      };
      const onExit = (code: number | null, signal: string | null) => {
        this.child = null;
        fail(`its reader ended with ${signal ?? `code ${code}`}`);
      };
      const onError = (error: Error) => fail(error.message);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send(request, (error) => error && fail(error.message));
    });
  }

  private start(): ChildProcess {
    const module = fileURLToPath(workerUrl(import.meta.url, './ocr-process'));
    return fork(module, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  }
}
