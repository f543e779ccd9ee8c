import { join } from 'node:path';
import * as hdf5 from 'h5wasm/node';

/** Root or dataset attributes; a text becomes a fixed-length string as the agencies' writers make it. */
type Attributes = Record<string, string | number | Uint8Array | Int32Array | Float32Array | Float64Array>;

export interface EmitVariant {
  lines: number;
  samples: number;
  /** nm, ascending. */
  wavelengths: number[];
  value: (line: number, sample: number, band: number) => number;
  /** The orthorectified grid; each pixel gives [line, sample] counted from 0, or nothing. */
  grid: { width: number; height: number; source: (x: number, y: number) => [number, number] | undefined };
  good?: number[];
  /** null: stored in one piece. */
  chunks?: [number, number, number] | null;
  /** Datasets to leave out, by their path. */
  without?: string[];
  /** Name of the cube: `radiance` in L1B. */
  cube?: string;
  title?: string;
  name?: string;
}

export const EMIT_GRID = { west: -117.5, north: 37.6, pixel: 0.000542232520256367 };
const WGS84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]';

/** Writes a file with the groups, names, types and attributes of EMIT_L2A_RFL_001; returns its path. */
export async function writeEmit(folder: string, scene: EmitVariant): Promise<string> {
  await hdf5.ready;
  const { lines, samples, wavelengths, grid } = scene;
  const bands = wavelengths.length;
  const path = join(folder, scene.name ?? 'EMIT_L2A_RFL_001_20230101T000000_2300101_001.nc');
  const file = new hdf5.File(path, 'w');
  const keeps = (name: string) => !scene.without?.includes(name);
  put(file, {
    title: scene.title ?? 'EMIT L2A Estimated Surface Reflectance 60 m V001',
    geotransform: Float64Array.of(EMIT_GRID.west, EMIT_GRID.pixel, 0, EMIT_GRID.north, 0, -EMIT_GRID.pixel),
    spatial_ref: WGS84,
  });
  const cube = new Float32Array(lines * samples * bands);
  for (let line = 0, at = 0; line < lines; line++) {
    for (let sample = 0; sample < samples; sample++) {
      for (let band = 0; band < bands; band++) cube[at++] = scene.value(line, sample, band);
    }
  }
  const name = scene.cube ?? 'reflectance';
  if (keeps(name)) {
    const chunks = scene.chunks === undefined ? [Math.min(5, lines), Math.min(4, samples), Math.min(7, bands)] : null;
    file.create_dataset({
      name,
      data: cube,
      shape: [lines, samples, bands],
      dtype: '<f',
      ...storage(scene.chunks ?? chunks),
    });
    put(file.get(name) as hdf5.Dataset, { _FillValue: Float32Array.of(-9999) });
  }
  const table = (set: string, values: Float32Array | Uint8Array) => {
    if (keeps(set)) file.create_dataset({ name: set, data: values });
  };
  if (keeps('sensor_band_parameters')) {
    file.create_group('sensor_band_parameters');
    table('sensor_band_parameters/wavelengths', Float32Array.from(wavelengths));
    table('sensor_band_parameters/fwhm', new Float32Array(bands).fill(8.5));
    table('sensor_band_parameters/good_wavelengths', Uint8Array.from(scene.good ?? new Array(bands).fill(1)));
  }
  file.create_group('location');
  const glt = { x: new Int32Array(grid.width * grid.height), y: new Int32Array(grid.width * grid.height) };
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const source = grid.source(x, y);
      if (!source) continue;
      glt.y[y * grid.width + x] = source[0] + 1;
      glt.x[y * grid.width + x] = source[1] + 1;
    }
  }
  for (const axis of ['x', 'y'] as const) {
    if (!keeps(`location/glt_${axis}`)) continue;
    file.create_dataset({
      name: `location/glt_${axis}`,
      data: glt[axis],
      shape: [grid.height, grid.width],
      dtype: '<i',
      ...storage([Math.min(16, grid.height), Math.min(16, grid.width)]),
    });
    put(file.get(`location/glt_${axis}`) as hdf5.Dataset, { _FillValue: 0 });
  }
  file.close();
  return path;
}

export interface PrismaVariant {
  lines: number;
  samples: number;
  /** nm as the product lists them: descending, 0 for bands without light. */
  vnir: number[];
  swir: number[];
  /** Counts 0..65535; `centre` in nm, 0 in bands without light. */
  counts: (line: number, sample: number, centre: number) => number;
  /** Error matrix; none is written where this is left out. */
  error?: (line: number, sample: number, centre: number) => number;
  scale?: { vnir: [number, number]; swir: [number, number] };
  /** 'L2D' unless told. */
  level?: string;
  attributes?: Attributes;
  /** Attributes and datasets to leave out. */
  without?: string[];
  chunks?: [number, number, number] | null;
  name?: string;
}

/** Writes a file with the groups, names, types and attributes of PRS_L2D_STD; returns its path. */
export async function writePrisma(folder: string, scene: PrismaVariant): Promise<string> {
  await hdf5.ready;
  const { lines, samples, vnir, swir, level = 'L2D' } = scene;
  const { vnir: vnirScale, swir: swirScale } = scene.scale ?? { vnir: [0, 1], swir: [0, 1] };
  const path = join(folder, scene.name ?? `PRS_${level}_STD_20230101000000_20230101000004_0001.he5`);
  const file = new hdf5.File(path, 'w');
  const attributes: Attributes = {
    Product_Name: `PRS_${level}_STD_20230101000000_20230101000004_0001.he5`,
    Epsg_Code: 32611,
    Product_ULcorner_easting: 500000,
    Product_ULcorner_northing: 4150000,
    Product_LRcorner_easting: 500000 + samples * 30,
    Product_LRcorner_northing: 4150000 - lines * 30,
    List_Cw_Vnir: Float32Array.from(vnir),
    List_Cw_Swir: Float32Array.from(swir),
    List_Fwhm_Vnir: new Float32Array(vnir.length).fill(11),
    List_Fwhm_Swir: new Float32Array(swir.length).fill(10),
    L2ScaleVnirMin: Float32Array.of(vnirScale[0]),
    L2ScaleVnirMax: Float32Array.of(vnirScale[1]),
    L2ScaleSwirMin: Float32Array.of(swirScale[0]),
    L2ScaleSwirMax: Float32Array.of(swirScale[1]),
    ...scene.attributes,
  };
  for (const name of scene.without ?? []) delete attributes[name];
  put(file, attributes);
  let group = '';
  for (const name of ['HDFEOS', 'SWATHS', `PRS_${level}_HCO`, 'Data Fields']) {
    group += `${group && '/'}${name}`;
    file.create_group(group);
  }
  for (const [detector, centres] of [
    ['VNIR', vnir],
    ['SWIR', swir],
  ] as const) {
    const shape = [lines, centres.length, samples];
    const fill = (data: Uint16Array | Uint8Array, value: PrismaVariant['counts']) => {
      for (let line = 0, at = 0; line < lines; line++) {
        for (const centre of centres) {
          for (let sample = 0; sample < samples; sample++) data[at++] = value(line, sample, centre);
        }
      }
      return data;
    };
    const size = lines * centres.length * samples;
    const stored = storage(scene.chunks ?? null);
    const cube = `${group}/${detector}_Cube`;
    const errors = `${group}/${detector}_PIXEL_L2_ERR_MATRIX`;
    if (!scene.without?.includes(`${detector}_Cube`)) {
      file.create_dataset({
        name: cube,
        data: fill(new Uint16Array(size), scene.counts),
        shape,
        dtype: '<H',
        ...stored,
      });
    }
    if (scene.error) {
      file.create_dataset({
        name: errors,
        data: fill(new Uint8Array(size), scene.error),
        shape,
        dtype: '<B',
        ...stored,
      });
    }
  }
  file.close();
  return path;
}

function storage(chunks: number[] | null | undefined): { chunks?: number[]; compression?: number } {
  return chunks ? { chunks, compression: 4 } : {};
}

function put(owner: hdf5.File | hdf5.Dataset, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') owner.create_attribute(name, value, [], `S${value.length}`);
    else if (typeof value === 'number') {
      owner.create_attribute(name, value, [], Number.isInteger(value) ? '<i' : '<d');
    } else owner.create_attribute(name, value);
  }
}
