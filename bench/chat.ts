import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { type BenchmarkRow, median, reportRows } from './benchmark-row.ts';
import { ChatScreen } from './chat-screen.ts';
import { longSession } from './chat-session.ts';

/**
 * How the chat feels: the start, a key, memory at rest, an old session; beside an empty Node program and the project's
 * goals. It runs the built program: `npm run setup` first.
 *
 *   node bench/chat.ts [--record]
 *
 * Wall times are what a user waits, and mean something on a quiet machine only; so the processor time and the load stand
 * beside them.
 */
const TURNS = 500;
const STARTS = 11;
const KEYS = 200;
/** As fast as a quick typist, ms between keys. */
const PACE = 90;
/** Before what is typed. */
const MARK_COLUMNS = 2;
const GOALS = { start: 500, key: 30, memory: 150, resume: 1000 };

const PLACEHOLDER = /Ask a question/;
/** The status line at rest names the session. */
const AT_REST = /· \d{8}-\d{4}-\w{4}|· long-talk/;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Cost {
  wall: number;
  processor: number;
}

function nodeAlone(): Cost {
  const from = performance.now();
  const text = execFileSync(process.execPath, ['-p', 'JSON.stringify(process.cpuUsage())'], { encoding: 'utf8' });
  const { user, system } = JSON.parse(text) as NodeJS.CpuUsage;
  return { wall: performance.now() - from, processor: (user + system) / 1000 };
}

async function coldStart(): Promise<Cost> {
  const screen = new ChatScreen();
  const wall = await screen.shown(PLACEHOLDER);
  const processor = screen.processorTime();
  screen.kill();
  await screen.exited;
  return { wall, processor };
}

/** Types and erases, a key at a time; the time from each key to the frame that shows it. */
async function typeKeys(screen: ChatScreen) {
  const typed = 'where does the alunite of the north ridge end and the kaolinite begin, and how sure is it? ';
  const times: number[] = [];
  let line = '';
  const [from, processor] = [screen.raw.length, screen.processorTime()];
  for (let at = 0; at < KEYS; at++) {
    const erases = Math.floor(at / 80) % 2 === 1 && line.length > 1;
    line = erases ? line.slice(0, -1) : line + typed[line.length % typed.length]!;
    const [since, drawn] = [performance.now(), screen.raw.length];
    screen.press(erases ? '\x7f' : line.at(-1)!);
    // the cursor stands behind the line, in a frame that is closed
    const column = MARK_COLUMNS + line.length + 1;
    times.push(await screen.shown(new RegExp(`\\x1b\\[${column}G\\x1b\\[\\?25h`), { from: drawn, since }));
    await sleep(PACE);
  }
  const written = screen.raw.slice(from);
  const perKey = (screen.processorTime() - processor) / KEYS;
  screen.press('\x15');
  return { times, written, perKey };
}

/** Everything cleared, or drawn anew from the top of the screen. */
function fullRedraws(written: string): number {
  return (written.match(/\x1b\[[23]J|\x1b\[H|\x1bc|\x1b\[\?1049/g) ?? []).length;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
}

const load = () => `load ${loadavg()[0]!.toFixed(1)}`;
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

function keyRow(where: string, { times, written, perKey }: Awaited<ReturnType<typeof typeKeys>>): BenchmarkRow {
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  return {
    bench: `chat, key to screen, ${where}`,
    peer: `the goal of ${GOALS.key} ms (p95)`,
    ratio: `${(p95 / GOALS.key).toFixed(2)} × the time`,
    figure: `p50 ${ms(p50)}, p95 ${ms(p95)}; ${perKey.toFixed(1)} ms of processor, ${Math.round(written.length / KEYS)} characters written a key, ${fullRedraws(written)} full redraws in ${KEYS} keys; ${load()}`,
  };
}

const session = await longSession(TURNS);
const rows: BenchmarkRow[] = [];
try {
  // the first start makes the demo's knowledge base, once on a machine
  const first = new ChatScreen();
  await first.shown(AT_REST, { ms: 600_000 });
  await first.quit();

  const [starts, alone]: [Cost[], Cost[]] = [[], []];
  for (let run = 0; run <= STARTS; run++) {
    // by turns, so that what else the machine does weighs on both; the first of each is not counted
    const [ours, theirs] = [await coldStart(), nodeAlone()];
    if (run > 0) {
      starts.push(ours);
      alone.push(theirs);
    }
  }
  const of = (costs: readonly Cost[], part: keyof Cost) => median(costs.map((cost) => cost[part]));
  const [wall, processor] = [of(starts, 'wall'), of(starts, 'processor')];
  rows.push({
    bench: 'chat, cold start to prompt',
    peer: `\`node -p\` of a constant (Node ${process.versions.node})`,
    ratio: `${(wall / of(alone, 'wall')).toFixed(1)} × the time, ${(processor / of(alone, 'processor')).toFixed(1)} × the processor time`,
    figure: `${ms(wall)}, least ${ms(Math.min(...starts.map((one) => one.wall)))} (processor ${ms(processor)}) : ${ms(of(alone, 'wall'))} (${ms(of(alone, 'processor'))}); medians of ${STARTS}; goal ${GOALS.start} ms; ${load()}`,
  });

  const screen = new ChatScreen();
  await screen.shown(AT_REST);
  await sleep(5000);
  const idle = screen.memory();
  rows.push({
    bench: 'chat, memory at rest, all prepared',
    peer: `the goal of ${GOALS.memory} MiB`,
    ratio: `${(idle / GOALS.memory).toFixed(2)} × the memory`,
    figure: `${Math.round(idle)} MiB`,
  });

  const [since, from, before] = [performance.now(), screen.raw.length, screen.processorTime()];
  screen.press(`/resume ${session.id}\r`);
  const resumed = await screen.shown(new RegExp(`· PASS[\\s\\S]*${session.id}`), { from, since });
  const last = await screen.shown(new RegExp(`\\(${TURNS}\\)`), { from, since });
  rows.push({
    bench: `chat, /resume of a session of ${TURNS} turns`,
    peer: `the goal of ${GOALS.resume} ms`,
    ratio: `${(Math.max(resumed, last) / GOALS.resume).toFixed(2)} × the time`,
    figure: `${ms(Math.max(resumed, last))} (processor ${ms(screen.processorTime() - before)}) until its last turns stood there; ${load()}`,
  });
  await sleep(1000);
  rows.push(keyRow(`session of ${TURNS} turns`, await typeKeys(screen)));

  // and as long a transcript of this run: two entries a turn
  for (let entry = 0; entry < 2 * TURNS; entry++) {
    const drawn = screen.raw.length;
    screen.press('/lang en\r');
    await screen.shown(/Answers are in English/, { from: drawn });
  }
  await sleep(3000);
  rows.push(keyRow(`${2 * TURNS} entries more on screen`, await typeKeys(screen)));
  await screen.quit();
  rows.push({
    bench: 'chat, full redraws in that whole run',
    peer: 'the goal of none',
    ratio: `${fullRedraws(screen.raw)}`,
    figure: `${fullRedraws(screen.raw)} in ${Math.round(screen.raw.length / 1024)} KiB written`,
  });
} finally {
  await session.remove();
}
reportRows(rows);
process.exit();
