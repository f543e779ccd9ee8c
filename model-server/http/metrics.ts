import type { ChatUsage } from '../../core/chat-model.ts';
import type { RequestQueue } from '../queue.ts';

/** Upper edges of the histogram of request times, s. */
const EDGES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Series {
  help: string;
  type: 'counter' | 'gauge';
  values: [labels: string, value: number][];
}

/** Counts of the server in Prometheus' text format, version 0.0.4. */
export class Metrics {
  readonly #queue: RequestQueue;
  readonly #requests = new Map<string, number>();
  readonly #times = EDGES.map(() => 0);
  #count = 0;
  #seconds = 0;
  #prompt = 0;
  #completion = 0;

  constructor(queue: RequestQueue) {
    this.#queue = queue;
  }

  /** @param route pattern of the route, never the address itself: labels must be few */
  request(route: string, status: number, seconds: number): void {
    const labels = `{route="${route}",status="${status}"}`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    this.#count++;
    this.#seconds += seconds;
    for (const [at, edge] of EDGES.entries()) if (seconds <= edge) this.#times[at]!++;
  }

  tokens(usage: ChatUsage | null): void {
    this.#prompt += usage?.prompt_tokens ?? 0;
    this.#completion += usage?.completion_tokens ?? 0;
  }

  text(): string {
    const { running, waiting, refused, cancelled, limits } = this.#queue;
    const { user, system } = process.cpuUsage();
    const one = (help: string, type: Series['type'], value: number): Series => ({ help, type, values: [['', value]] });
    const series: Record<string, Series> = {
      gossan_requests_total: { help: 'Requests answered', type: 'counter', values: [...this.#requests] },
      gossan_tokens_total: {
        help: 'Tokens read and written by the vision model',
        type: 'counter',
        values: [
          ['{kind="prompt"}', this.#prompt],
          ['{kind="completion"}', this.#completion],
        ],
      },
      gossan_queue_slots: one('Requests that may run at once', 'gauge', limits.slots),
      gossan_queue_running: one('Requests that run', 'gauge', running),
      gossan_queue_waiting: one('Requests that wait', 'gauge', waiting),
      gossan_queue_refused_total: one('Requests refused because the queue was full', 'counter', refused),
      gossan_queue_cancelled_total: one('Requests whose callers hung up', 'counter', cancelled),
      process_resident_memory_bytes: one('Resident memory', 'gauge', process.memoryUsage.rss()),
      process_cpu_seconds_total: one('Processor time', 'counter', (user + system) / 1e6),
    };
    return Object.entries(series).map(seriesText).join('') + this.#histogram();
  }

  #histogram(): string {
    const name = 'gossan_request_seconds';
    const buckets = EDGES.map((edge, at) => `${name}_bucket{le="${edge}"} ${this.#times[at]}\n`).join('');
    return (
      `# HELP ${name} Time of a request\n# TYPE ${name} histogram\n${buckets}` +
      `${name}_bucket{le="+Inf"} ${this.#count}\n${name}_sum ${this.#seconds}\n${name}_count ${this.#count}\n`
    );
  }
}

function seriesText([name, { help, type, values }]: [string, Series]): string {
  const lines = values.map(([labels, value]) => `${name}${labels} ${value}\n`).join('');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
}
