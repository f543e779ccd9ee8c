import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, resolve, sep } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { stableId } from '../../core/hash.ts';
import type { SessionStore } from '../../core/session.ts';
import type { OfferedScene } from '../../model-server/http/scene-schemas.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import { findScenes } from '../../tools/spectral/readers/product-folder.ts';

/** Of the sessions' scenes so many, the latest. */
const MOST_OF_SESSIONS = 20;

export interface OfferOptions {
  /** Scenes, and folders of scenes, that the server was started with. Without any: those of the sessions, and the demo scene. */
  named: readonly string[];
  /** The knowledge base of scenes but the demo's. */
  kb: string;
  sessions: () => Promise<Pick<SessionStore, 'list'>>;
  /** The demo scene, which is made where it is missing, and the name of its knowledge base. */
  demo: () => Promise<{ scene: string; kb: string }>;
}

/**
 * The scenes that may be opened over HTTP. They are known by ids made of their true paths: no request says where the server
 * reads, and a link in a named folder that leads out of it is not followed.
 */
export class OfferedScenes {
  readonly #options: OfferOptions;
  /** As they were last looked up. */
  #known = new Map<string, OfferedScene>();
  readonly #scenes = new Map<string, Promise<boolean>>();

  /** @throws GossanError FILE_NOT_FOUND for a named path that is not there */
  constructor(options: OfferOptions) {
    for (const path of options.named) if (!existsSync(path)) throw new GossanError('FILE_NOT_FOUND', { path });
    this.#options = options;
  }

  /** Looked up anew at each call: scenes are copied into folders while the server runs. */
  async list(): Promise<OfferedScene[]> {
    const { named, kb } = this.#options;
    const paths = named.length ? (await Promise.all(named.map(scenesAt))).flat() : await this.#ofSessions();
    const demo = named.length ? null : await this.#options.demo();
    const offered = new Map<string, OfferedScene>();
    for (const path of [...paths, ...(demo ? [demo.scene] : [])]) {
      const id = idOf(path);
      const name = basename(path, extname(path));
      if (!offered.has(id)) offered.set(id, { id, name, path, kb: path === demo?.scene ? demo.kb : kb });
    }
    this.#known = offered;
    return [...offered.values()];
  }

  /** An offered scene, by its id or by its path; null where it is not offered. */
  async find(scene: string): Promise<OfferedScene | null> {
    const path = resolve(scene);
    const ids = existsSync(path) ? [idOf(path), scene] : [scene];
    const among = () => ids.map((id) => this.#known.get(id)).find((one) => one && isAt(one));
    const known = among();
    if (known) return known;
    await this.list();
    return among() ?? null;
  }

  async #ofSessions(): Promise<string[]> {
    const sessions = (await this.#options.sessions()).list();
    // sessions of trials in folders that are gone
    const paths = new Set(sessions.flatMap(({ scene }) => (scene !== null && existsSync(scene) ? [scene] : [])));
    const latest = [...paths].slice(0, MOST_OF_SESSIONS);
    const are = await Promise.all(latest.map((path) => this.#isScene(path)));
    return latest.filter((_, at) => are[at]);
  }

  /** A question may have named a file that is none; looked at once. */
  #isScene(path: string): Promise<boolean> {
    const known = this.#scenes.get(path);
    if (known) return known;
    const looking = openScene(path).then(
      (reader) => reader.close().then(() => true),
      () => false,
    );
    this.#scenes.set(path, looking);
    return looking;
  }
}

/** A named file; of a folder its scenes, or the folder itself where it is one product. */
async function scenesAt(named: string): Promise<string[]> {
  const path = resolve(named);
  if (!statSync(path).isDirectory()) return [path];
  const root = realpathSync(path);
  const found = (await findScenes(path)).filter((scene) => realpathSync(scene.path).startsWith(root + sep));
  return found.length === 1 && found[0]!.kind !== 'envi' ? [path] : found.map((scene) => scene.path);
}

/** Whether a scene still lies where it was looked up: a link may lead elsewhere meanwhile. */
function isAt({ id, path }: OfferedScene): boolean {
  return existsSync(path) && idOf(path) === id;
}

function idOf(path: string): string {
  return stableId(realpathSync(path));
}
