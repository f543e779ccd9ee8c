import type { PartCheck } from './probe.ts';

export const sqlite: PartCheck = {
  part: 'SQLite',
  fix: 'Run `npm run setup`; it compiles SQLite for Node 24 (needs g++, make and Python 3).',
  async run() {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    try {
      database.exec('create table probe (value); insert into probe values (24)');
      const { version } = database.prepare('select sqlite_version() as version from probe where value = 24').get() as {
        version: string;
      };
      return { state: 'ok', version, detail: 'sessions and checkpoints', fix: null };
    } finally {
      database.close();
    }
  },
};
