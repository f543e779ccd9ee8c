import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type GeoTiffVariant, gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';

const bands = 10;
const nm = Array.from({ length: bands }, (_, band) => 2100.25 + 25 * band);
const value = (x: number, y: number, band: number) => 0.2 + 0.01 * ((x + y + band) % 9);

async function open(variant: Partial<GeoTiffVariant>, beside: Record<string, string> = {}, name = 'scene.tif') {
  const folder = await temporaryFolder();
  const path = await writeGeoTiff(folder, { width: 6, height: 5, bands, value, type: 'float32', ...variant }, name);
  for (const [file, text] of Object.entries(beside)) await writeFile(join(folder, file), text);
  const reader = await openScene(path);
  await reader.close();
  return reader;
}

const item = (name: string, text: string) => `<Item name="${name}">${text}</Item>\n`;

for (const [where, variant] of [
  ['items of each band', { metadata: gdalItems({ wavelength: nm, fwhm: nm.map(() => 8.5) }) }],
  ['GDAL imagery items in µm', { metadata: gdalItems({ CENTRAL_WAVELENGTH_UM: nm.map((v) => v / 1000) }) }],
  ['descriptions', { metadata: gdalItems({ DESCRIPTION: nm.map((v, band) => `band ${band + 1} (${v} Nanometers)`) }) }],
  ['descriptions that are numbers alone', { metadata: gdalItems({ DESCRIPTION: nm.map((v) => v.toFixed(2)) }) }],
  ['a list of the file', { metadata: gdalItems({}, item('wavelength', `{${nm.join(', ')}}`)) }],
  [
    "names of the ENVI driver's",
    { metadata: gdalItems({}, nm.map((v, b) => item(`Band_${b + 1}`, `${v} nm`)).join('')) },
  ],
] as [string, Partial<GeoTiffVariant>][]) {
  test(`wavelengths from ${where}`, async () => {
    const reader = await open(variant);
    expect([...reader.wavelengths].map((um) => Math.round(um * 1e6))).toEqual(nm.map((v) => Math.round(v * 1000)));
    expect([reader.quantity, reader.conversion]).toEqual(['reflectance', undefined]);
  });
}

test('widths and bad bands stand beside the wavelengths', async () => {
  const bbl = nm.map((_, band) => (band === 3 ? 0 : 1));
  const reader = await open({ metadata: gdalItems({ wavelength: nm, fwhm: nm.map(() => 8.5), bbl }) });
  expect(reader.fwhm[4]).toBeCloseTo(0.0085, 9);
  expect(reader.goodBands.map((good, band) => (good ? -1 : band)).filter((band) => band >= 0)).toEqual([3]);
});

test("the sidecar that GDAL and QGIS write, and ENVI's header beside the file", async () => {
  const bandsXml = nm.map(
    (v, b) => `<PAMRasterBand band="${b + 1}"><Metadata><MDI key="wavelength">${v}</MDI></Metadata></PAMRasterBand>`,
  );
  const sidecar = await open({}, { 'scene.tif.aux.xml': `<PAMDataset>${bandsXml.join('\n')}</PAMDataset>` });
  expect(sidecar.wavelengths[9]).toBeCloseTo(nm[9] / 1000, 9);
  const header = `ENVI\nbands = ${bands}\nwavelength units = Nanometers\nwavelength = {${nm.join(', ')}}\n`;
  const beside = await open({}, { 'scene.hdr': header });
  expect(beside.wavelengths[0]).toBeCloseTo(nm[0] / 1000, 9);
});

test('without wavelengths a scene is refused, and told what to do', async () => {
  await expect(open({})).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
  await expect(open({})).rejects.toThrow(/10 bands and no wavelengths.*"wavelength" item.*ENVI header/s);
  const numbers = Array.from({ length: 40 }, (_, band) => band + 1);
  await expect(open({ bands: 40, metadata: gdalItems({ wavelength: numbers }) })).rejects.toMatchObject({
    code: 'SCENE_WAVELENGTHS',
  });
});

test("224 bands without wavelengths are taken as EnMAP's, and that is said; AVIRIS has as many and is not", async () => {
  const reader = await open({ bands: 224 });
  expect(reader.sensor).toBe('EnMAP');
  expect(reader.quantity).toBe('converted');
  expect(reader.conversion).toMatch(/no wavelengths.*EnMAP/);
  expect([reader.wavelengths[0], reader.wavelengths[223]]).toEqual([
    expect.closeTo(0.41824, 5),
    expect.closeTo(2.44553, 5),
  ]);
  await expect(open({ bands: 224 }, {}, 'f970619t01p02_r02_aviris.tif')).rejects.toMatchObject({
    code: 'SCENE_WAVELENGTHS',
  });
});
