import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GossanError } from './errors.ts';

/** Name in the configuration file → name in the environment. The file may use either. */
export const SETTINGS = {
  home: 'GOSSAN_HOME',
  llmUrl: 'GOSSAN_LLM_URL',
  llmModel: 'GOSSAN_LLM_MODEL',
  llmKey: 'GOSSAN_LLM_KEY',
  visionUrl: 'GOSSAN_VISION_URL',
  visionModel: 'GOSSAN_VISION_MODEL',
  visionKey: 'GOSSAN_VISION_KEY',
  store: 'GOSSAN_STORE',
  embedder: 'GOSSAN_EMBEDDER',
  reranker: 'GOSSAN_RERANKER',
  user: 'GOSSAN_USER',
  organisation: 'GOSSAN_ORGANISATION',
  pictures: 'GOSSAN_PICTURES',
  background: 'GOSSAN_BACKGROUND',
  screenReader: 'GOSSAN_SCREEN_READER',
  offline: 'GOSSAN_OFFLINE',
} as const;

/** How pictures can reach the screen. */
export const PICTURE_WAYS = ['kitty', 'iterm2', 'sixel', 'blocks', 'ascii', 'off'] as const;

/** What a terminal's text may stand on. */
export const GROUNDS = ['dark', 'light'] as const;

export type Setting = keyof typeof SETTINGS;

/** 'environment', 'default', or the path of the configuration file. */
export type Origin = string;

export interface Config {
  /** Absolute path of the folder of sessions, knowledge bases, adapters, models and caches. */
  home: string;
  /** OpenAI-compatible chat endpoint; none means the builtin reasoner. */
  llmUrl?: string;
  llmModel?: string;
  llmKey?: string;
  visionUrl?: string;
  visionModel?: string;
  /** Bearer token of the vision server. */
  visionKey?: string;
  /** `postgres://` address of the team store; none means files under `home`. */
  store?: string;
  /** Name of the sentence encoder; none means all-MiniLM-L6-v2. */
  embedder?: string;
  /** Cross-encoder of the second look: a name, a folder, or `none`; none means the second look without one. */
  reranker?: string;
  /** Who approves and corrects answers; none means the chat asks once. */
  user?: string;
  /** The house in the title block of a report; left out where none is named. */
  organisation?: string;
  /** How the terminal shows pictures, one of {@link PICTURE_WAYS}; none means: as the terminal says that it can. */
  pictures?: string;
  /** The terminal's background, one of {@link GROUNDS}; none means: as the terminal says. */
  background?: string;
  /** The chat is listened to: words in reading order, nothing drawn again. */
  screenReader: boolean;
  /** Never ask a model hub. */
  offline: boolean;
  origins: Record<Setting, Origin>;
  /** The configuration file that was read, or null where there is none. */
  file: string | null;
}

export const CONFIG_FILE = 'gossan.config.json';

/**
 * The configuration: `gossan.config.json` in `folder`, merged with the environment, which wins. An empty value counts
 * as not set. `home` in the file is relative to the file.
 * @throws GossanError CONFIG_FORMAT where the file is not an object of known settings with text values (`offline`
 *   and `screenReader` may be true or false), or an address is none
 */
export function loadConfig(folder: string = process.cwd()): Config {
  const path = join(folder, CONFIG_FILE);
  const inFile = existsSync(path) ? readSettings(path) : {};
  const origins = {} as Record<Setting, Origin>;
  const values: Partial<Record<Setting, string>> = {};
  for (const [setting, variable] of Object.entries(SETTINGS) as [Setting, string][]) {
    const outside = process.env[variable] || undefined;
    values[setting] = outside ?? inFile[setting];
    // Equal to the file's value means: applyConfig put it there.
    origins[setting] =
      outside !== undefined && outside !== inFile[setting] ? 'environment' : inFile[setting] ? path : 'default';
  }
  for (const setting of ['llmUrl', 'visionUrl', 'store'] as const)
    checkAddress(setting, values[setting], origins[setting]);
  for (const [setting, choices] of [
    ['pictures', PICTURE_WAYS],
    ['background', GROUNDS],
  ] as const) {
    if (values[setting] === undefined || choices.some((one) => one === values[setting])) continue;
    const path = origins[setting] === 'environment' ? SETTINGS[setting] : origins[setting];
    throw new GossanError('CONFIG_FORMAT', { path, detail: `${setting} is one of ${choices.join(', ')}` });
  }
  return {
    ...values,
    home: resolve(values.home ?? join(homedir(), '.gossan')),
    offline: isYes(values.offline),
    screenReader: isYes(values.screenReader),
    origins,
    file: existsSync(path) ? path : null,
  };
}

/**
 * Puts what only the file says into the environment of this process, so that `gossanHome()`, workers and child
 * processes see it. Called once, where the program starts.
 */
export function applyConfig(config: Config): void {
  for (const [setting, variable] of Object.entries(SETTINGS) as [Setting, string][]) {
    const value = config[setting];
    if (config.origins[setting] === config.file && value) process.env[variable] = value === true ? '1' : value;
  }
}

function readSettings(path: string): Partial<Record<Setting, string>> {
  const bad = (detail: string) => new GossanError('CONFIG_FORMAT', { path, detail });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw bad(`not JSON (${(error as Error).message})`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw bad('not a JSON object');
  const settings: Partial<Record<Setting, string>> = {};
  for (const [key, value] of Object.entries(content)) {
    const setting = (Object.keys(SETTINGS) as Setting[]).find((name) => name === key || SETTINGS[name] === key);
    if (!setting) throw bad(`there is no setting "${key}"; known are ${Object.keys(SETTINGS).join(', ')}`);
    if ((setting === 'offline' || setting === 'screenReader') && typeof value === 'boolean') {
      if (value) settings[setting] = '1';
    } else if (typeof value !== 'string') {
      throw bad(`"${key}" must be a text`);
    } else if (value !== '') {
      settings[setting] = setting === 'home' ? resolve(dirname(path), value) : value;
    }
  }
  return settings;
}

function checkAddress(setting: 'llmUrl' | 'visionUrl' | 'store', value: string | undefined, origin: Origin): void {
  if (value === undefined) return;
  const protocols = setting === 'store' ? ['postgres:', 'postgresql:'] : ['http:', 'https:'];
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return;
  const path = origin === 'environment' ? SETTINGS[setting] : origin;
  // The value stays out of the message: an address may carry a password.
  throw new GossanError('CONFIG_FORMAT', {
    path,
    detail: `${setting} must be an address that begins with ${protocols[0]}//`,
  });
}

/** Of a setting that is on or off. */
export const isYes = (value: string | undefined): boolean => Boolean(value) && !/^(0|false|no|off)$/i.test(value!);
