import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findChromium } from '../../tools/report/index.ts';
import { CdpConnection } from './cdp.ts';

export const hasChromium = findChromium() !== undefined;

/** How a page is looked at. */
export interface Look {
  width?: number;
  height?: number;
  dark?: boolean;
  /** `navigator.language` and Accept-Language. */
  language?: string;
}

/** Keys by their names in `KeyboardEvent.key`: virtual key code, and the text that they write. */
const KEYS: Record<string, [code: number, text?: string]> = {
  Tab: [9],
  Enter: [13, '\r'],
  Escape: [27],
  ' ': [32, ' '],
  ArrowLeft: [37],
  ArrowUp: [38],
  ArrowRight: [39],
  ArrowDown: [40],
  '+': [187, '+'],
};
const MODIFIERS = { shift: 8 } as const;

/** Asks again and again, until it is true or the time is over. */
async function comesTrue(isTrue: () => Promise<boolean>, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; await setTimeout(40)) if (await isTrue()) return true;
  return false;
}

/** A Chromium of the test's own, without a window. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #connection: CdpConnection;

  private constructor(child: ChildProcess, profile: string, connection: CdpConnection) {
    this.#child = child;
    this.#profile = profile;
    this.#connection = connection;
  }

  static async open(): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'gossan-browser-'));
    const flags = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-extensions',
      '--remote-debugging-port=0',
    ];
    // Chromium refuses its sandbox to root, which is who runs in containers.
    if (process.getuid?.() === 0) flags.push('--no-sandbox');
    const child = spawn(findChromium()!, [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' });
    const portFile = join(profile, 'DevToolsActivePort');
    const isUp = async () => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n');
    if (!(await comesTrue(isUp, 60_000))) throw new Error('Chromium does not come up');
    const [port, path] = readFileSync(portFile, 'utf8').split('\n');
    return new Browser(child, profile, await CdpConnection.open(`ws://127.0.0.1:${port}${path}`));
  }

  async page({ width = 1280, height = 900, dark = false, language = 'en-GB' }: Look = {}): Promise<BrowserPage> {
    const { browserContextId } = await this.#connection.send('Target.createBrowserContext', {});
    const { targetId } = await this.#connection.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.#connection.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new BrowserPage(this.#connection, sessionId as string);
    await page.begin();
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await page.send('Emulation.setEmulatedMedia', { features });
    const { userAgent } = await this.#connection.send('Browser.getVersion', {});
    await page.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: language });
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#connection.close();
    this.#child.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One page, driven by what a hand and an eye would do. */
export class BrowserPage {
  readonly #connection: CdpConnection;
  readonly #session: string;
  /** Errors of the console, uncaught ones, refusals by the page's policy, requests that failed. */
  readonly problems: string[] = [];
  /** Addresses that the page asked for. */
  readonly requests: string[] = [];

  constructor(connection: CdpConnection, session: string) {
    this.#connection = connection;
    this.#session = session;
  }

  send(method: string, parameters: object = {}): Promise<Record<string, unknown>> {
    return this.#connection.send(method, parameters, this.#session);
  }

  async begin(): Promise<void> {
    this.#connection.on(this.#session, (method, event) => this.#hear(method, event));
    for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Audits']) await this.send(`${domain}.enable`);
  }

  async go(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
    await this.until('document.readyState === "complete"');
  }

  /** The value of an expression; a promise is waited for. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  /** Waits for an expression to be true. */
  async until(expression: string, timeout = 60_000): Promise<void> {
    if (await comesTrue(() => this.value<boolean>(`!!(${expression})`), timeout)) return;
    throw new Error(`${expression} never was true. ${this.problems.join(' ')}`);
  }

  text(selector: string): Promise<string> {
    return this.value<string>(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`);
  }

  /** Clicks the middle of an element, or a part of its width and height. */
  async click(selector: string, [across, down]: readonly [number, number] = [0.5, 0.5]): Promise<void> {
    const box = await this.value<{ x: number; y: number; width: number; height: number }>(
      `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({block: 'nearest'}); return e.getBoundingClientRect().toJSON(); })()`,
    );
    const at = { x: box.x + across * box.width, y: box.y + down * box.height, button: 'left', clickCount: 1 };
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
  }

  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  async press(key: keyof typeof KEYS & string, modifier?: keyof typeof MODIFIERS): Promise<void> {
    const [code, text] = KEYS[key]!;
    const event = { key, code: key, windowsVirtualKeyCode: code, modifiers: modifier ? MODIFIERS[modifier] : 0 };
    await this.send('Input.dispatchKeyEvent', {
      type: text ? 'keyDown' : 'rawKeyDown',
      ...event,
      ...(text ? { text } : {}),
    });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async screenshot(file: string): Promise<void> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(data as string, 'base64'));
  }

  close(): Promise<unknown> {
    return this.send('Page.close');
  }

  #hear(method: string, event: Record<string, unknown>): void {
    if (method === 'Runtime.exceptionThrown') this.problems.push(JSON.stringify(event.exceptionDetails));
    if (method === 'Audits.issueAdded') this.problems.push(JSON.stringify(event.issue));
    if (method === 'Log.entryAdded') {
      const { level, text, url } = event.entry as Record<string, string>;
      if (level === 'error') this.problems.push(`${text} ${url ?? ''}`);
    }
    if (method === 'Runtime.consoleAPICalled' && event.type !== 'log') this.problems.push(JSON.stringify(event.args));
    if (method === 'Network.requestWillBeSent') this.requests.push((event.request as { url: string }).url);
  }
}
