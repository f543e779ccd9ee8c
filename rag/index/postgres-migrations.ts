/**
 * The schema of the team store, a step at a time. A step that has been released is never changed: what comes later is a
 * step of its own. Chunks are partitioned by base, so that each base has a vector index of its own.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE gossan.bases (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    generation bigint NOT NULL DEFAULT 0,
    next_chunk integer NOT NULL DEFAULT 0,
    -- the embedder whose vectors have a graph
    graph text
  );
  CREATE TABLE gossan.documents (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    base integer NOT NULL REFERENCES gossan.bases ON DELETE CASCADE,
    id text NOT NULL,
    info json NOT NULL,
    chunker text NOT NULL, analyzer text NOT NULL, embedder text NOT NULL,
    chunks integer NOT NULL, terms bigint NOT NULL,
    tokens integer NOT NULL, token_mean bytea NOT NULL,
    UNIQUE (base, id)
  );
  CREATE TABLE gossan.pages (
    document bigint NOT NULL REFERENCES gossan.documents ON DELETE CASCADE,
    page integer NOT NULL, text text NOT NULL, more json NOT NULL, sha256 text NOT NULL,
    PRIMARY KEY (document, page)
  );
  CREATE TABLE gossan.chunks (
    base integer NOT NULL, number integer NOT NULL, document bigint NOT NULL, page integer NOT NULL,
    chunk json NOT NULL, language text NOT NULL, embedder text NOT NULL, vector vector NOT NULL,
    PRIMARY KEY (base, number)
  ) PARTITION BY LIST (base);
  CREATE INDEX ON gossan.chunks (document);
  CREATE TABLE gossan.tokens (
    base integer NOT NULL, number integer NOT NULL,
    document bigint NOT NULL REFERENCES gossan.documents ON DELETE CASCADE,
    pieces bytea NOT NULL, scales bytea NOT NULL, packed bytea NOT NULL,
    PRIMARY KEY (base, number)
  );
  ALTER TABLE gossan.tokens ALTER packed SET STORAGE EXTERNAL;
  CREATE INDEX ON gossan.tokens (document);
  CREATE TABLE gossan.postings (
    base integer NOT NULL, term text NOT NULL,
    document bigint NOT NULL REFERENCES gossan.documents ON DELETE CASCADE,
    chunks integer[] NOT NULL, counts smallint[] NOT NULL, lengths smallint[] NOT NULL,
    PRIMARY KEY (base, term, document)
  );
  CREATE INDEX ON gossan.postings (document);
  CREATE TABLE gossan.pieces (
    base integer NOT NULL REFERENCES gossan.bases ON DELETE CASCADE,
    embedder text NOT NULL, piece integer NOT NULL, chunks integer NOT NULL,
    PRIMARY KEY (base, embedder, piece)
  );
  `,
];
