import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** `…_VN.tif` and `…_SW.tif` as the ground segment names them, or with VNIR and SWIR spelled out by processing software. */
const IMAGE = /^(.*?)[_.-](VN|SW|VNIR|SWIR)(?=[_.-])(.*?)\.tiff?$/i;
/** The first satellite delivered both detectors in one image: `GF5_AHSI_E34.27_N60.83_20190614_005849_L10000047825.geotiff`. */
const SINGLE = /^((?:GF5|ZY1)\w?_AHSI_.*)\.(?:geotiff|tiff?)$/i;
const TEXT = /\.(txt|raw|csv|dat)$/i;

export interface Gf5Files {
  /** What both names have in common: "GF5B_AHSI_E74.4_N37.2_20231009_011103_L10000403537". */
  name: string;
  /** VNIR and SWIR, or one image that holds the bands of both in this order. */
  images: [vnir: string, swir: string] | [both: string];
  /** Text files of wavelengths (named "…Spectral…") and of radiometric gains ("…RadCal…"), where they are. */
  spectral: { vnir?: string; swir?: string };
  gains: { vnir?: string; swir?: string };
  /** `ProductMetaData` with the time and the sun's zenith. */
  metadata?: string;
}

/** Whether a file's name is that of one image of a VNIR/SWIR pair, or of both in one. */
export function isGf5Name(path: string): boolean {
  return IMAGE.test(basename(path)) || SINGLE.test(basename(path));
}

/** The VNIR/SWIR pairs of a folder, or the pair that a file belongs to; single images where their wavelengths lie beside. */
export async function findGf5(path: string): Promise<Gf5Files[]> {
  const folder = (await stat(path)).isDirectory();
  const place = folder ? path : dirname(path);
  const names = (await readdir(place)).sort();
  const pairs = new Map<string, { name: string; vnir?: string; swir?: string }>();
  for (const file of names) {
    const [, stem, detector, rest] = file.match(IMAGE) ?? [];
    if (stem === undefined) continue;
    const key = `${stem}|${rest}`.toLowerCase();
    const pair = pairs.get(key) ?? { name: stem + rest };
    pair[/^v/i.test(detector) ? 'vnir' : 'swir'] = join(place, file);
    pairs.set(key, pair);
  }
  const text = (kind: RegExp, detector: RegExp) => {
    const found = names.find((file) => TEXT.test(file) && kind.test(file) && detector.test(file));
    return found && join(place, found);
  };
  const [vnirWord, swirWord] = [/vnir|[_.-]vn[_.-]/i, /swir|[_.-]sw[_.-]/i];
  const spectralWord = /spectral|wave|wvl/i;
  const gainWord = /rad_?cal|radiometric|gain/i;
  const spectral = { vnir: text(spectralWord, vnirWord), swir: text(spectralWord, swirWord) };
  const gains = { vnir: text(gainWord, vnirWord), swir: text(gainWord, swirWord) };
  const wanted = (...images: string[]) => folder || images.some((image) => sameFile(path, image));
  const found: Gf5Files[] = [];
  for (const { name, vnir, swir } of pairs.values()) {
    if (!vnir || !swir || !wanted(vnir, swir)) continue;
    found.push({ name, images: [vnir, swir], spectral, gains, metadata: metadataOf(place, names, name) });
  }
  for (const file of names) {
    const name = IMAGE.test(file) ? undefined : file.match(SINGLE)?.[1];
    // Without the texts it is a GeoTIFF like others: its bands have no wavelengths.
    if (!name || !spectral.vnir || !spectral.swir || !wanted(file)) continue;
    found.push({ name, images: [join(place, file)], spectral, gains, metadata: metadataOf(place, names, name) });
  }
  return found;
}

/** `NAME.xml`; processing software puts words behind the name of its images only. */
function metadataOf(place: string, names: readonly string[], pair: string): string | undefined {
  const found = names.find(
    (file) => /\.xml$/i.test(file) && pair.toLowerCase().startsWith(file.slice(0, -4).toLowerCase()),
  );
  return found && join(place, found);
}

function sameFile(one: string, other: string): boolean {
  return basename(one).toLowerCase() === basename(other).toLowerCase();
}
