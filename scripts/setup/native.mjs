import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { inCache, inProject, node24 } from './places.mjs';
import { fingerprint, readJson, writeJson } from './stamp.mjs';

/**
 * A package with a compiled part, for Node 24. In this order: what the package has already, the copy of an earlier
 * compile (`npm ci` empties node_modules), the maker's prebuilt binary, our own compile. Each is believed only after
 * Node 24 loaded and used it.
 */
export class NativePackage {
  /**
   * @param {{name: string, binary: string, proof: string, compile: (folder: string) => Promise<void>,
   *   fetch?: (folder: string) => Promise<void>, recipe?: string}} what
   *   `binary`: what the compile makes, a path below the package; `proof`: a script that throws where the package does
   *   not work; `fetch`: brings the maker's binary from the network; `recipe`: how it is compiled: what was compiled
   *   otherwise is compiled again.
   */
  constructor(what) {
    this.what = what;
    this.folder = inProject('node_modules', what.name);
    this.binary = join(this.folder, what.binary);
    this.stamp = join(this.folder, '.gossan.json');
  }

  /** @returns {string | null} Why there is something to do, or null. */
  needed() {
    if (this.outdated()) return 'compiled in an earlier way';
    return readJson(this.stamp)?.tried === this.state() ? null : 'not tried on this Node yet';
  }

  /** What was tried: this package, its compiled part if it has one, this Node. */
  state() {
    return [join(this.folder, 'package.json'), this.binary, node24].map(fingerprint).join(' ');
  }

  /** @returns {Promise<string>} Where the binary came from. */
  async provide() {
    if (!this.outdated() && (await this.works())) return this.accept('already there');
    if (existsSync(this.kept())) {
      copyInto(this.kept(), this.binary);
      if (await this.works()) return this.accept('compiled earlier');
    }
    if (await this.fetched()) return this.accept('prebuilt');
    await this.what.compile(this.folder);
    await this.prove();
    copyInto(this.binary, this.kept());
    return this.accept('compiled');
  }

  outdated() {
    const stamp = readJson(this.stamp);
    return (
      this.what.recipe !== undefined && stamp?.recipe !== this.what.recipe && /compiled|there/.test(stamp?.origin ?? '')
    );
  }

  kept() {
    const version = readJson(join(this.folder, 'package.json'))?.version;
    const node = readJson(inProject('node_modules', 'node', 'package.json'))?.version?.split('.')[0];
    const recipe = this.what.recipe === undefined ? '' : `-${this.what.recipe.replaceAll(' ', '-')}`;
    return inCache(
      'native',
      `${this.what.name}-${version}-node${node}-${process.platform}-${process.arch}${recipe}.node`,
    );
  }

  async fetched() {
    if (!this.what.fetch || process.env.GOSSAN_OFFLINE) return false;
    try {
      await this.what.fetch(this.folder);
    } catch {
      return false;
    }
    return await this.works();
  }

  async works() {
    try {
      await this.prove();
      return true;
    } catch {
      return false;
    }
  }

  async prove() {
    await runCommand(`Loading ${this.what.name}`, node24, ['-e', this.what.proof], {
      log: this.what.name,
      timeoutMs: 30_000,
    });
  }

  accept(origin) {
    const { recipe } = this.what;
    writeJson(this.stamp, { origin, tried: this.state(), ...(recipe === undefined ? {} : { recipe }) });
    return origin;
  }
}

/** Replaces, never overwrites: a process that has the old binary mapped would crash. */
function copyInto(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}
