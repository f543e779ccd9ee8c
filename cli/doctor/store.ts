import type { PartCheck } from './probe.ts';

const PATIENCE_MS = 5_000;

export const store: PartCheck = {
  part: 'team store',
  fix: 'Start PostgreSQL with pgvector, or mend GOSSAN_STORE.',
  async run({ store, home }) {
    if (!store) return { state: 'not-configured', version: null, detail: `files under ${home}`, fix: null };
    const { probePostgres } = await import('../../rag/index/postgres-connection.ts');
    const { server, pgvector, tls, bases } = await probePostgres(store, PATIENCE_MS);
    const { hostname, pathname } = new URL(store);
    const holds = bases === null ? 'empty: the first use makes its tables' : `${bases} knowledge bases`;
    return {
      state: 'ok',
      version: server,
      detail: `database ${pathname.slice(1)} at ${hostname} ${tls ? 'with TLS' : 'without TLS'}, pgvector ${pgvector}, ${holds}`,
      fix: null,
    };
  },
};
