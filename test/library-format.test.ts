import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GossanError } from '../core/errors.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';

function refusal(content: string): GossanError {
  const path = join(mkdtempSync(join(tmpdir(), 'gossan-library-')), 'mine.json');
  writeFileSync(path, content);
  try {
    loadLibrary(path);
  } catch (error) {
    if (error instanceof GossanError) return error;
    throw error;
  } finally {
    rmSync(join(path, '..'), { recursive: true, force: true });
  }
  throw new Error('the library was taken');
}

describe('a mineral library', () => {
  it('that ships is whole: at least 60 minerals, none bigger than its description may be', () => {
    const library = loadLibrary();
    const minerals = library.minerals.filter((m) => m.kind === 'mineral');
    expect(minerals.length).toBeGreaterThanOrEqual(60);
    // the aim in every diagnostic window, of minerals and of what competes with them
    for (const m of library.minerals)
      for (const v of m.variants) expect(Math.max(...v.rms, 0), `${m.name} ${v.id}`).toBeLessThanOrEqual(0.003);
    for (const m of library.minerals) for (const v of m.variants) expect(v.title, `${m.name} ${v.id}`).not.toBe('');
  });

  it('that is not JSON is refused with its path', () => {
    const error = refusal('{"minerals": [');
    expect(error.code).toBe('LIBRARY_FORMAT');
    expect(error.message).toContain('mine.json');
  });

  it('with a feature whose shoulders are the wrong way round is refused with the mineral and the feature', () => {
    const library = structuredClone(loadLibrary());
    library.minerals[0].features[0].left_um = [2.4, 2.3];
    const error = refusal(JSON.stringify({ minerals: library.minerals, mixtures: [] }));
    expect(error.message).toContain(library.minerals[0].name);
    expect(error.message).toContain(String(library.minerals[0].features[0].centre_um));
  });

  it('with a mixture of a mineral that it has not is refused', () => {
    const { minerals } = loadLibrary();
    const mixtures = [{ name: 'a+b', members: ['kaolinite', 'unobtainium'], group: 'swir', colour: '#000000' }];
    expect(refusal(JSON.stringify({ minerals, mixtures })).message).toContain('unobtainium');
  });

  it('that is not there is not found', () => {
    expect(() => loadLibrary(join(tmpdir(), 'gossan-no-such-library'))).toThrow(/no such file/);
  });
});
