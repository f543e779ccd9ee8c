import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { collect } from '../core/chat-model.ts';
import { asset } from '../core/paths.ts';
import { HttpChatModel } from '../model-server/client/http-chat-model.ts';
import { EmbeddedModel } from '../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { openAiMessages, question } from '../test/support/nano-questions.ts';
import { machine, median, printTable } from './benchmark-row.ts';

/**
 * The embedded model and `gossan serve` against the targets of the project: there is no peer that runs this model. The
 * requests carry three views that show no scene, and ask for one token. The server is the built program (`npm start` or
 * `npm test` build it).
 */
const lines: [what: string, figure: string, target: string][] = [];
const ms = (from: number) => performance.now() - from;
const mib = (bytes: number) => bytes / 2 ** 20;

if (process.argv.includes('--in-process')) await inProcess();
else {
  await ownProcess();
  await server();
  process.stdout.write(`${machine()}\n`);
  printTable(['what', 'measured', 'target'], lines);
}

/** Load, one question, 64 windows, memory, in a process that does nothing else; prints JSON. */
async function inProcess(): Promise<void> {
  let from = performance.now();
  const model = await EmbeddedModel.open({ folder: shippedBase(), threads: 2 });
  const load = ms(from);
  const requests = Array.from({ length: 64 }, (_, seed) => ({
    ...question(seed),
    max_tokens: 1,
    logprobs: true,
    top_logprobs: 20,
  }));
  const once: number[] = [];
  for (const request of requests.slice(0, 20)) {
    from = performance.now();
    await collect(model.complete(request));
    once.push(ms(from));
  }
  const cpu = process.cpuUsage();
  from = performance.now();
  await model.completeMany(requests);
  const windows = ms(from);
  const { user, system } = process.cpuUsage(cpu);
  const rss = mib(process.memoryUsage.rss());
  process.stdout.write(JSON.stringify({ load, once: median(once), windows, cpu: (user + system) / 1000, rss }));
  await model.close();
}

async function ownProcess(): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, '--in-process'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  for await (const text of child.stdout) out += text;
  const { load, once, windows, cpu, rss } = JSON.parse(out) as Record<string, number>;
  lines.push(['load', `${load!.toFixed(0)} ms`, '≤ 700 ms']);
  lines.push(['yes/no on three views, median of 20', `${once!.toFixed(0)} ms`, '≤ 150 ms']);
  lines.push([
    '64 windows',
    `${(windows! / 1000).toFixed(1)} s (${(cpu! / 1000).toFixed(1)} s of processor)`,
    '≤ 4 s on 2 cores',
  ]);
  lines.push(['resident memory after them', `${rss!.toFixed(0)} MiB`, '≤ 500 MiB']);
}

/** 200 at once, 2 000 in all, and clients that hang up, at `gossan serve` in a process of its own. */
async function server(): Promise<void> {
  // As users start it: the bin runs the built program, and sets the allocator.
  const child = spawn(process.execPath, [asset('cli', 'bin', 'gossan.js'), 'serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let document = '';
  for await (const line of createInterface({ input: child.stdout })) {
    document += line;
    if (line === '}') break;
  }
  const { url, model } = JSON.parse(document) as { url: string; model: string };
  const metric = async (name: string) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };
  const body = JSON.stringify({ model, max_tokens: 1, temperature: 0, messages: openAiMessages(1) });
  const headers = { 'content-type': 'application/json' };
  const ask = async () => {
    const reply = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    await reply.arrayBuffer();
    return reply.status;
  };

  const statuses = await Promise.all(Array.from({ length: 200 }, ask));
  const count = (status: number) => statuses.filter((one) => one === status).length;
  const lost = 200 - count(200) - count(429);
  lines.push(['200 at once', `${count(200)} answered, ${count(429)} told 429, ${lost} lost`, 'none lost']);

  const memory: number[] = [];
  const started = performance.now();
  for (let done = 0; done < 2000; done += 20) {
    await Promise.all(Array.from({ length: 20 }, ask));
    memory.push(mib(await metric('process_resident_memory_bytes')));
  }
  const seconds = ms(started) / 1000;
  const early = Math.max(...memory.slice(5, 25));
  const late = Math.max(...memory.slice(-20));
  lines.push([
    'memory over 2 000 requests, 20 at once',
    `${early.toFixed(0)} MiB (101st to 500th), ${late.toFixed(0)} MiB (last 400)`,
    'flat, ≤ 500 MiB',
  ]);
  lines.push(['requests a second', (2000 / seconds).toFixed(1), '']);

  const client = new HttpChatModel(url, model);
  const waits: number[] = [];
  for (let round = 0; round < 10; round++) {
    const stop = new AbortController();
    const answer = client.complete(
      { ...question(round), max_tokens: 1500, temperature: 2, seed: round, logprobs: true },
      stop.signal,
    );
    await answer.next();
    stop.abort();
    const from = performance.now();
    while ((await metric('gossan_queue_running')) > 0) {}
    waits.push(ms(from));
    await answer.return(undefined).catch(() => undefined);
  }
  lines.push(['slot free after a hang-up, longest of 10', `${Math.max(...waits).toFixed(0)} ms`, '≤ 100 ms']);
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.on('close', resolve));
  lines.push(['exit code after SIGTERM', String(code), '0']);
}
