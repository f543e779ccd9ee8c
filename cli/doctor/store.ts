import { connect } from 'node:net';
import type { PartCheck } from './probe.ts';

const PATIENCE_MS = 5_000;
const POSTGRES_PORT = 5432;

/** PostgreSQL's SSLRequest: length 8, code 80877103. Every server answers it with one letter, before any password. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

export const store: PartCheck = {
  part: 'team store',
  fix: 'Start PostgreSQL, or mend GOSSAN_STORE.',
  async run({ store, home }) {
    if (!store) return { state: 'not-configured', version: null, detail: `files under ${home}`, fix: null };
    const { hostname, port, pathname } = new URL(store);
    const letter = await firstLetter(hostname, Number(port) || POSTGRES_PORT);
    if (letter !== 'S' && letter !== 'N')
      throw new Error(`${hostname}:${port || POSTGRES_PORT} is not a PostgreSQL server`);
    const secure = letter === 'S' ? 'with TLS' : 'without TLS';
    return {
      state: 'ok',
      version: null,
      detail: `PostgreSQL answers at ${hostname} ${secure}, database ${pathname.slice(1)}`,
      fix: null,
    };
  },
};

function firstLetter(host: string, port: number): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect({ host, port }, () => socket.write(SSL_REQUEST));
    socket.setTimeout(PATIENCE_MS, () =>
      socket.destroy(new Error(`${host}:${port} did not answer within ${PATIENCE_MS / 1000} s`)),
    );
    socket.once('error', fail);
    socket.once('end', () => fail(new Error(`${host}:${port} hung up`)));
    socket.once('data', (data) => {
      done(data.toString('latin1', 0, 1));
      socket.destroy();
    });
  });
}
