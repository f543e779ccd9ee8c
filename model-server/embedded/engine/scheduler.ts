import type { EngineRequest, FromEngine } from './messages.ts';
import type { NanoGraphs } from './nano-graphs.ts';
import { RowGroup } from './row-group.ts';

/** Rows of one batch. More take more memory, no less time (measured with 2, 4 and 8), and make whoever comes next wait. */
const ROWS = 4;
/** Rows that are written at once, over all groups. */
const OPEN_ROWS = 16;

/** Which waiting requests run when: those of equal shape together, groups by turns, each one token at a time. */
export class Scheduler {
  readonly #send: (message: FromEngine) => void;
  readonly #models = new Map<string, NanoGraphs>();
  /** Weights that were unloaded or replaced while a group still uses them. */
  readonly #leaving = new Set<NanoGraphs>();
  readonly #graphsOf = new Map<RowGroup, NanoGraphs>();
  /** Each with the weights that its name meant when it came: a swap meanwhile takes nothing from it. */
  #waiting: Waiting[] = [];
  #groups: RowGroup[] = [];
  #running = false;

  constructor(send: (message: FromEngine) => void) {
    this.#send = send;
  }

  /** Requests for `name` that come from now on use these; earlier ones end with what they began with. */
  put(name: string, graphs: NanoGraphs): void {
    this.remove(name);
    this.#models.set(name, graphs);
  }

  remove(name: string): void {
    const old = this.#models.get(name);
    this.#models.delete(name);
    if (!old) return;
    this.#leaving.add(old);
    this.#releaseUnused();
  }

  add(request: EngineRequest): void {
    const graphs = this.#models.get(request.model);
    if (!graphs) {
      this.#send({ type: 'failed', ids: [request.id], detail: `no model "${request.model}" is loaded` });
      return;
    }
    this.#waiting.push({ request, graphs });
    if (!this.#running) void this.#run();
  }

  cancel(id: number): void {
    this.#waiting = this.#waiting.filter(({ request }) => request.id !== id);
    for (const group of this.#groups) group.cancel(id);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0 || this.#groups.length > 0) {
      // Messages that came meanwhile (a cancel, a request of the same shape) are heard between steps.
      await new Promise((resume) => setImmediate(resume));
      this.#admit();
      for (const group of this.#groups) await this.#step(group);
      this.#groups = this.#groups.filter((group) => {
        if (group.open > 0) return true;
        this.#graphsOf.delete(group);
        return false;
      });
      this.#releaseUnused();
    }
    this.#running = false;
  }

  async #step(group: RowGroup): Promise<void> {
    if (group.open === 0) return;
    try {
      const tokens = await group.step();
      if (tokens.length > 0) this.#send({ type: 'tokens', tokens });
    } catch (error) {
      this.#send({ type: 'failed', ids: group.openIds, detail: (error as Error).message });
      for (const id of group.openIds) group.cancel(id);
    }
  }

  /** Starts the first that waits, with others of its shape; one new group a round, so that running ones go on. */
  #admit(): void {
    const room = OPEN_ROWS - this.#groups.reduce((sum, group) => sum + group.open, 0);
    const first = this.#waiting[0];
    if (!first || room <= 0) return;
    const chosen = this.#waiting.filter((one) => sameShape(one, first)).slice(0, Math.min(ROWS, room));
    this.#waiting = this.#waiting.filter((one) => !chosen.includes(one));
    const { graphs } = first;
    const group = new RowGroup(
      chosen.map(({ request }) => request),
      graphs,
    );
    this.#groups.push(group);
    this.#graphsOf.set(group, graphs);
  }

  #releaseUnused(): void {
    const used = new Set([...this.#graphsOf.values(), ...this.#waiting.map(({ graphs }) => graphs)]);
    for (const graphs of this.#leaving) {
      if (used.has(graphs)) continue;
      this.#leaving.delete(graphs);
      void graphs.release();
    }
  }
}

interface Waiting {
  request: EngineRequest;
  graphs: NanoGraphs;
}

function sameShape(a: Waiting, b: Waiting): boolean {
  const [{ tokens, pictures }, other] = [a.request, b.request];
  return a.graphs === b.graphs && tokens.length === other.tokens.length && pictures.length === other.pictures.length;
}
