import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { GossanError } from '../core/errors.ts';
import { readArea } from '../tools/spectral/aoi/read-area.ts';
import { readShapefile } from '../tools/spectral/aoi/shapefile.ts';
import { polygonAreaKm2 } from '../tools/spectral/readers/geodesic-area.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { temporaryHome } from './support/home.ts';
import { box, shapefileBytes } from './support/shapefile.ts';

const home = temporaryHome();
afterAll(home.remove);

// As ArcGIS writes it: no codes, its own names.
const UTM_11 =
  'PROJCS["WGS_1984_UTM_Zone_11N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],' +
  'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],' +
  'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-117.0],' +
  'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';

async function files(parts: Record<string, string | Buffer>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(parts)) writeFileSync(join(folder, name), content);
  return folder;
}

describe('an area of interest as a Shapefile', () => {
  it('comes to longitude and latitude by its .prj; holes and several parts are kept', async () => {
    const rings = [
      box(499_000, 4_150_000, 501_000, 4_152_000),
      box(499_500, 4_150_500, 500_500, 4_151_500, true),
      box(503_000, 4_150_000, 504_000, 4_151_000),
    ];
    const folder = await files({ 'claim.shp': shapefileBytes([rings]), 'claim.PRJ': UTM_11 });
    const area = await readArea(join(folder, 'claim.shp'));
    expect(area).toMatchObject({ name: 'claim', format: 'Shapefile', notes: [] });
    expect(area.polygons).toHaveLength(1);
    expect(area.polygons[0]).toHaveLength(3);
    // 4 km² less the hole of 1 km² and 1 km² more, on the grid of UTM whose scale is 0.9996 on its central meridian
    expect(polygonAreaKm2(area.polygons[0])).toBeCloseTo((4 - 1 + 1) / 0.9996 ** 2, 4);
    // the central meridian is 117° W
    const lons = area.polygons[0][0].map(([lon]) => lon);
    expect((Math.min(...lons) + Math.max(...lons)) / 2).toBeCloseTo(-117, 6);
  });

  it('may be named by any of its files, and be packed in a .zip', async () => {
    const shp = shapefileBytes([[box(-117.01, 37, -117, 37.01)]]);
    const folder = await files({
      'LEASE.SHP': shp,
      'LEASE.DBF': 'x',
      'LEASE.PRJ': 'GEOGCS["WGS 84",DATUM["WGS_1984"]]',
    });
    const named = await readArea(join(folder, 'LEASE.DBF'));
    expect(named.format).toBe('Shapefile');
    const zip = join(folder, 'lease.zip');
    writeFileSync(
      zip,
      zipSync({ 'a/lease.shp': shp, 'a/lease.prj': Buffer.from(UTM_11), '__MACOSX/a/._lease.shp': Buffer.from('x') }),
    );
    // the .prj in the archive counts: these degrees are metres in UTM, west of the grid's edge
    const packed = await readArea(zip);
    expect(packed.polygons[0][0][0][0]).toBeLessThan(-121);
  });

  it('with elevations and measures is read as the plain one', async () => {
    const rings = [box(-117.01, 37, -117, 37.01)];
    for (const type of [15, 25] as const) {
      const folder = await files({ 'z.shp': shapefileBytes([rings], type) });
      const area = await readArea(join(folder, 'z.shp'));
      expect(area.polygons[0][0][0]).toEqual([-117.01, 37]);
    }
  });

  it('in US survey feet (state plane) is brought to metres', async () => {
    // Nevada West, NAD83: EPSG 32109's feet variant; false easting 2 624 666.6667 ft = 800 000 m
    const feet =
      'PROJCS["NAD_1983_StatePlane_Nevada_West_Feet",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",' +
      'SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],' +
      'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",2624666.666666666],PARAMETER["False_Northing",13123333.33333333],' +
      'PARAMETER["Central_Meridian",-118.5833333333333],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",34.75],' +
      'UNIT["Foot_US",0.3048006096012192]]';
    const [x, y] = [2624666.6666666, 13123333.3333333];
    const folder = await files({ 'claim.shp': shapefileBytes([[box(x, y, x + 5280, y + 5280)]]), 'claim.prj': feet });
    const area = await readArea(join(folder, 'claim.shp'));
    const [lon, lat] = area.polygons[0][0][0];
    expect(lon).toBeCloseTo(-118.5833333, 6);
    expect(lat).toBeCloseTo(34.75, 6);
    // a survey mile squared, 0.9999 of its size on the ground
    expect(polygonAreaKm2(area.polygons[0])).toBeCloseTo((5280 * 0.3048006096012192) ** 2 / 1e6 / 0.9999 ** 2, 4);
  });

  it('without .prj is taken for degrees where it can be, and that is said; else refused', async () => {
    const degrees = await files({ 'a.shp': shapefileBytes([[box(-117.01, 37, -117, 37.01)]]) });
    const area = await readArea(join(degrees, 'a.shp'));
    expect(area.notes.join()).toMatch(/no \.prj/);
    const metres = await files({ 'b.shp': shapefileBytes([[box(499_000, 4_150_000, 501_000, 4_152_000)]]) });
    await expect(readArea(join(metres, 'b.shp'))).rejects.toMatchObject({ code: 'AOI_FORMAT' });
    await expect(readArea(join(metres, 'b.shp'))).rejects.toThrow(/b\.shp.*no \.prj/);
  });

  it('on an old datum is brought to WGS 84, and the error of that is said', async () => {
    const psad = UTM_11.replace('D_WGS_1984', 'D_Provisional_S_American_1956')
      .replace('"WGS_1984",6378137.0,298.257223563', '"International_1924",6378388.0,297.0')
      .replace('-117.0', '-69.0')
      .replace('"False_Northing",0.0', '"False_Northing",10000000.0');
    const at = async (prj: string) => {
      const folder = await files({
        'c.shp': shapefileBytes([[box(450_000, 7_400_000, 451_000, 7_401_000)]]),
        'c.prj': prj,
      });
      return readArea(join(folder, 'c.shp'));
    };
    const old = await at(psad);
    expect(old.notes.join()).toMatch(/PSAD56.*45 m/);
    const wgs = await at(
      UTM_11.replace('-117.0', '-69.0').replace('"False_Northing",0.0', '"False_Northing",10000000.0'),
    );
    expect(wgs.notes).toEqual([]);
    // some 375 m to the south on the grid, as every surveyor in northern Chile knows
    const south = (wgs.polygons[0][0][0][1] - old.polygons[0][0][0][1]) * 110_800;
    expect(south).toBeGreaterThan(340);
    expect(south).toBeLessThan(410);
  });

  it('in a system that cannot be transformed is refused with the name of it', async () => {
    const odd = UTM_11.replace('Transverse_Mercator', 'Bonne').replace('WGS_1984_UTM_Zone_11N', 'Old_Survey');
    const folder = await files({ 'a.shp': shapefileBytes([[box(0, 0, 1, 1)]]), 'a.prj': odd });
    await expect(readArea(join(folder, 'a.shp'))).rejects.toMatchObject({ code: 'AOI_SYSTEM' });
    const paris = await files({
      'a.shp': shapefileBytes([[box(0, 0, 1, 1)]]),
      'a.prj': UTM_11.replace('PRIMEM["Greenwich",0.0]', 'PRIMEM["Paris",2.33722917]'),
    });
    await expect(readArea(join(paris, 'a.shp'))).rejects.toMatchObject({ code: 'AOI_SYSTEM' });
  });

  it('damaged or of points is refused, saying what is wrong', async () => {
    const good = shapefileBytes([[box(-117.01, 37, -117, 37.01)]]);
    const with32 = (at: number, value: number, bytes = Buffer.from(good)) => {
      bytes.writeInt32LE(value, at);
      return bytes;
    };
    const cases: [Buffer, RegExp][] = [
      [good.subarray(0, 60), /cut off in its header/],
      [good.subarray(0, good.length - 20), /truncated/],
      [with32(32, 1), /points, not polygons/],
      [with32(32, 3), /lines, not polygons/],
      [with32(108 + 36, 1_000_000_000), /more than it holds/],
      [with32(108 + 40, -5), /more than it holds/],
      [with32(108 + 44, 4_000), /parts of a polygon overlap/],
    ];
    for (const [bytes, message] of cases) {
      const folder = await files({ 'x.shp': bytes });
      await expect(readArea(join(folder, 'x.shp'))).rejects.toThrow(message);
    }
  });

  it('with any bytes changed gives polygons or a coded error, nothing else', () => {
    const good = shapefileBytes([[box(0, 0, 4, 4), box(1, 1, 2, 2, true)], [box(5, 5, 6, 6)]]);
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state % below;
    };
    let refused = 0;
    for (let run = 0; run < 20_000; run++) {
      const bytes = Buffer.from(good.subarray(0, run % 5 ? good.length : random(good.length)));
      for (let change = 0; change <= run % 4 && bytes.length; change++) bytes[random(bytes.length)] = random(256);
      try {
        expect(readShapefile(bytes, 'x.shp', undefined).polygons.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(GossanError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5_000);
  });
});
