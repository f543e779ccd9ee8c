import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { readArea } from '../tools/spectral/aoi/read-area.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { temporaryHome } from './support/home.ts';

const home = temporaryHome();
afterAll(home.remove);

const ring = (x: number, y: number, size: number) =>
  `<LinearRing><coordinates>\n ${x},${y},812.5 ${x + size},${y},812.5\n ${x + size},${y + size},0 ${x},${y + size} ${x},${y}\n</coordinates></LinearRing>`;
const polygon = (x: number, y: number, size: number, hole = '') =>
  `<Polygon><outerBoundaryIs>${ring(x, y, size)}</outerBoundaryIs>${hole && `<innerBoundaryIs>${hole}</innerBoundaryIs>`}</Polygon>`;
const kml = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Claims &amp; leases</name>${inside}</Document></kml>`;
const nested = kml(
  `<Folder><name>north</name><Folder><Placemark><name>Lucky Boy 7</name><MultiGeometry>${polygon(-117, 37, 0.01, ring(-116.998, 37.002, 0.004))}` +
    `<MultiGeometry>${polygon(-116.9, 37, 0.01)}</MultiGeometry><Point><coordinates>-117,37</coordinates></Point></MultiGeometry></Placemark></Folder></Folder>`,
);

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe('an area of interest as KML', () => {
  it('in nested folders and MultiGeometry, with a hole and altitudes', async () => {
    const area = await readArea(await written('claims.kml', nested));
    expect(area).toMatchObject({ format: 'KML', name: 'Lucky Boy 7', file: 'claims.kml', notes: [] });
    expect(area.polygons.map((rings) => rings.length)).toEqual([2, 1]);
    expect(area.polygons[0][1][0]).toEqual([-116.998, 37.002]);
  });

  it('takes the name of the document where several placemarks have polygons, and the prefix of a namespace', async () => {
    const two = kml(
      `<Placemark><name>a</name>${polygon(1, 2, 0.01)}</Placemark><Placemark><name>b</name>${polygon(3, 4, 0.01)}</Placemark>`,
    );
    const prefixed = two.replace(/<(\/?)(?=[A-Za-z])/g, '<$1k:').replace('xmlns=', 'xmlns:k=');
    const area = await readArea(await written('two.kml', prefixed));
    expect(area.name).toBe('Claims & leases');
    expect(area.polygons).toHaveLength(2);
  });

  it('packed as KMZ: doc.kml is the one that counts', async () => {
    const kmz = zipSync({ 'doc.kml': strToU8(nested), 'files/other.kml': strToU8(kml(polygon(0, 0, 1))) });
    const area = await readArea(await written('claims.kmz', kmz));
    expect(area.polygons).toHaveLength(2);
    expect(area.file).toBe('claims.kmz');
  });

  it.each([
    ['cut off', nested.slice(0, nested.length - 40), /damaged or cut off/],
    ['not well formed', kml('<Placemark><Polygon></Placemark></Polygon>'), /not closed|no boundary/],
    [
      'of lines only',
      kml('<Placemark><LineString><coordinates>0,0 1,1</coordinates></LineString></Placemark>'),
      /LineString, but no polygon/,
    ],
    [
      'only a link to another file',
      kml('<NetworkLink><Link><href>http://x</href></Link></NetworkLink>'),
      /NetworkLink/,
    ],
    ['with words for numbers', kml(polygon(0, 0, 1).replace('0,0,812.5', 'north,0')), /"north,0" is no longitude/],
    ['not KML', '<html><body/></html>', /<html> and not <kml>/],
    ['not geographic', kml(polygon(499_000, 4_150_000, 100)), /not longitude and latitude/],
  ])('%s is refused', async (_, text, message) => {
    const path = await written('bad.kml', text);
    await expect(readArea(path)).rejects.toMatchObject({ code: 'AOI_FORMAT' });
    await expect(readArea(path)).rejects.toThrow(message);
  });

  it('with entities that would swell to gigabytes is read in no time', async () => {
    const bomb = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const text = nested
      .replace('<kml', `<!DOCTYPE kml [<!ENTITY l0 "lol">${bomb}]><kml`)
      .replace('Lucky Boy 7', '&l12;');
    const started = performance.now();
    const area = await readArea(await written('bomb.kml', text));
    expect(area.polygons).toHaveLength(2);
    expect(area.name.length).toBeLessThanOrEqual(60);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('an archive without polygons, and one with several Shapefiles, are refused', async () => {
    const empty = await written('empty.kmz', zipSync({ 'readme.txt': strToU8('x') }));
    await expect(readArea(empty)).rejects.toThrow(/no Shapefile, KML or GeoJSON/);
    const many = await written('many.zip', zipSync({ 'a.shp': strToU8('x'), 'b.shp': strToU8('x') }));
    await expect(readArea(many)).rejects.toThrow(/a\.shp, b\.shp/);
  });
});
