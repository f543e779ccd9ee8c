import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asset } from '../../core/paths.ts';

/** Where the Python package `pgserver` (test/python/requirements.txt) keeps PostgreSQL 16 with pgvector; null without it. */
const installed = (() => {
  const lib = asset('.venv', 'lib');
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith('python')) : undefined;
  const folder = join(lib, python ?? '', 'site-packages');
  return existsSync(join(folder, 'pgserver', 'pginstall', 'bin', 'postgres')) ? folder : null;
})();

export const hasPostgres: boolean = installed !== null;

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
const owner = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** A real server of a test's own, on a free port of this machine. */
export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  private readonly bin: string;
  private process: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
    this.bin = join(folder, 'pgserver', 'pginstall', 'bin');
  }

  /** @param options.without 'vector' makes a server that has no pgvector */
  static async start(options: { without?: 'vector' } = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gossan-postgres-'));
    // A copy: the folder of the package may be closed to the user that the server runs as.
    for (const name of ['pgserver', 'pgserver.libs'])
      cpSync(join(installed!, name), join(folder, name), { recursive: true });
    if (options.without === 'vector') {
      rmSync(join(folder, 'pgserver', 'pginstall', 'share', 'postgresql', 'extension', 'vector.control'));
    }
    if (asRoot) chownSync(folder, NOBODY, NOBODY);
    const server = new PostgresServer(folder, await freePort());
    const data = join(folder, 'data');
    execFileSync(join(server.bin, 'initdb'), ['-D', data, '-U', 'admin', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
      ...owner,
      stdio: 'pipe',
    });
    await server.run();
    return server;
  }

  /** Starts it, also again after {@link kill}. */
  async run(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.port}`, `unix_socket_directories=${this.folder}`];
    const options = ['-D', join(this.folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    this.process = spawn(join(this.bin, 'postgres'), options, { ...owner, stdio: 'ignore' });
    for (let attempt = 0; ; attempt++) {
      try {
        return this.sql('SELECT 1', 'postgres');
      } catch (error) {
        if (attempt > 1000) throw error;
        await sleep(50);
      }
    }
  }

  /** The address of a new, empty database. */
  database(name: string, user = 'admin'): string {
    this.sql(`CREATE DATABASE ${name}`, 'postgres');
    return this.address(name, user);
  }

  address(database: string, user = 'admin'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  sql(statement: string, database: string): void {
    const options = [
      '-h',
      this.folder,
      '-p',
      String(this.port),
      '-U',
      'admin',
      '-d',
      database,
      '-v',
      'ON_ERROR_STOP=1',
    ];
    execFileSync(join(this.bin, 'psql'), [...options, '-c', statement], { stdio: 'pipe' });
  }

  /** As when the power fails: all its processes end at once, in the middle of what they do. */
  async kill(): Promise<void> {
    const postmaster = this.process!;
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster.pid)], { encoding: 'utf8' });
    const ended = once(postmaster, 'exit');
    for (const pid of [postmaster.pid!, ...children.trim().split(/\s+/).map(Number)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It was quicker.
      }
    }
    await ended;
    this.process = null;
  }

  async stop(): Promise<void> {
    if (this.process !== null) {
      const ended = once(this.process, 'exit');
      // Without waiting for clients.
      this.process.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
