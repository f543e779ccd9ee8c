import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import { expect, it } from 'vitest';
import { ERRORS, type ErrorCode, errorEntry, GossanError } from '../core/errors.ts';
import { asset } from '../core/paths.ts';
import { errorObject } from '../model-server/http/error-object.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** The anchors of a page as Markdown readers make them: the heading in lower case, without signs, spaces as hyphens. */
function anchors(page: string): string[] {
  return marked
    .lexer(page)
    .flatMap((token) => (token.type === 'heading' ? [String(token.text)] : []))
    .map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    );
}

it('every error has one entry in docs/errors.md, where its address points', () => {
  const found = anchors(readFileSync(asset('docs', 'errors.md'), 'utf8'));
  expect(new Set(found).size).toBe(found.length);
  for (const code of CODES) {
    const [file, anchor] = errorEntry(code).split('#');
    expect(file).toBe('docs/errors.md');
    expect(found, code).toContain(anchor);
  }
  expect(found.length).toBe(CODES.length + 1);
});

it('the address goes with the error: to --json, and over HTTP', () => {
  const error = new GossanError('SCENE_MISSING');
  expect(error.toJSON().error.docs).toBe('docs/errors.md#scene_missing');
  expect(errorObject(error).error.docs).toBe('docs/errors.md#scene_missing');
});

it('gossan help CODE prints the entry, in any case; a slip is named', async () => {
  const truncated = await gossan(['help', 'SCENE_TRUNCATED']);
  expect(truncated.code).toBe(0);
  expect(truncated.stdout).toContain(ERRORS.SCENE_TRUNCATED.message);
  expect(truncated.stdout).toContain(ERRORS.SCENE_TRUNCATED.hint);
  expect(truncated.stdout).toContain('Exit code 3: input refused');
  expect((await gossan(['help', 'scene_truncated'])).stdout).toBe(truncated.stdout);

  const slip = await gossan(['help', 'SCENE_TRUNCATE', '--json']);
  expect(slip.code).toBe(2);
  expect(jsonOf(slip)).toMatchObject({ error: { code: 'ERROR_UNKNOWN', hint: 'Did you mean SCENE_TRUNCATED?' } });
});

it('gossan help COMMAND is what the command says of itself', async () => {
  expect((await gossan(['help', 'kb', 'add'])).stdout).toBe((await gossan(['kb', 'add', '--help'])).stdout);
  expect((await gossan(['help'])).stdout).toBe((await gossan(['--help'])).stdout);
});
