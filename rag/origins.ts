import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../core/atomic.ts';
import { homePath } from '../core/paths.ts';

/**
 * Where the files of a base's documents were on this machine, so that they can be read again when a reader of Gossan has
 * changed. Kept beside the base and not in it: a team's store does not learn the folders of its users.
 */
export class Origins {
  private readonly path: string;
  private known: Map<string, string> | null = null;

  constructor(kb: string) {
    this.path = homePath('kb-sources', kb, 'files.json');
  }

  /** The path that a document was last read from, if that was here. */
  of(document: string): string | undefined {
    return this.read().get(document);
  }

  /** Writes down paths by document's id, and forgets the documents that are no more. */
  remember(paths: ReadonlyMap<string, string>, documents: ReadonlySet<string>): void {
    const before = this.read();
    const now = new Map([...before, ...paths].filter(([document]) => documents.has(document)));
    if (now.size === before.size && [...now].every(([document, path]) => before.get(document) === path)) return;
    writeFileAtomic(this.path, JSON.stringify({ format: 1, files: Object.fromEntries(now) }, null, 1));
    this.known = now;
  }

  /** What cannot be read is not known: the files are then added again by the user. */
  private read(): Map<string, string> {
    if (this.known !== null) return this.known;
    try {
      const { files } = existsSync(this.path) ? JSON.parse(readFileSync(this.path, 'utf8')) : { files: {} };
      this.known = new Map(Object.entries(files as Record<string, string>));
    } catch {
      this.known = new Map();
    }
    return this.known;
  }
}
