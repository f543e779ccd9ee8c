import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { toLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

describe('gossan report --aoi', () => {
  const home = temporaryHome();
  let folder: string;
  let scene: string;
  let aoi: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gossan-report-aoi-'));
    scene = await ensureDemoScene(join(folder, 'demo'));
    const reader = await openScene(scene);
    const corner = (x: number, y: number) => toLonLat(reader.georeference!, x, y)!.join(',');
    const ring = [corner(100, 60), corner(150, 60), corner(150, 100), corner(100, 100), corner(100, 60)].join(' ');
    await reader.close();
    aoi = join(folder, 'claim.kml');
    writeFileSync(
      aoi,
      `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Lucky Boy 7</name><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`,
    );
  });
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is about the ground inside, says so with its area, and every number is of that map', async () => {
    const out = join(folder, 'report.md');
    const result = await gossan(['report', '--scene', scene, '--aoi', aoi, '--out', out, '--no-rag', '--json']);
    expect(result.code).toBe(0);
    const { answer } = jsonOf(result) as unknown as { answer: Answer };
    const text = readFileSync(out, 'utf8');
    expect(text).toMatch(/Area of interest.*Lucky Boy 7 \(claim\.kml\)/);
    // 50 × 40 pixels of 30 m
    expect(text).toMatch(/within the area of interest ‘Lucky Boy 7’ \(\[1\.80\]\(#n-\d+\) km²\)/);
    const valid = answer.evidence.find(({ address }) => address === 'scene.json#/aoi/area_km2');
    expect(Number(valid?.value)).toBeCloseTo(1.8, 1);
    const areas = answer.numbers.filter(({ unit }) => unit === 'km²').map(({ value }) => value);
    expect(areas.length).toBeGreaterThan(3);
    for (const area of areas) expect(area).toBeLessThanOrEqual(1.81);
    expect(answer.review.verdict).toBe('PASS');
  });

  it('with a file that holds no polygon: exit 3, the file is named', async () => {
    const bad = join(folder, 'bad.kml');
    writeFileSync(bad, '<kml></kml>');
    const result = await gossan(['report', '--scene', scene, '--aoi', bad, '--no-rag', '--json']);
    expect(result.code).toBe(3);
    expect(jsonOf(result)).toMatchObject({ error: { code: 'AOI_FORMAT' } });
    const missing = await gossan(['report', '--scene', scene, '--aoi', join(folder, 'no.kml'), '--no-rag', '--json']);
    expect(missing.code).toBe(3);
  });
});
