import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** `…_VN.tif` and `…_SW.tif` as the ground segment names them, or with VNIR and SWIR spelled out by processing software. */
const IMAGE = /^(.*?)[_.-](VN|SW|VNIR|SWIR)(?=[_.-])(.*?)\.tiff?$/i;
const TEXT = /\.(txt|raw|csv|dat)$/i;

export interface Gf5Files {
  /** What both names have in common: "GF5B_AHSI_E74.4_N37.2_20231009_011103_L10000403537". */
  name: string;
  vnir: string;
  swir: string;
  /** Text files of wavelengths (named "…Spectral…") and of radiometric gains ("…RadCal…"), where they are. */
  spectral: { vnir?: string; swir?: string };
  gains: { vnir?: string; swir?: string };
  /** `ProductMetaData` with the time and the sun's zenith. */
  metadata?: string;
}

/** Whether a file's name is that of one image of a VNIR/SWIR pair. */
export function isGf5Name(path: string): boolean {
  return IMAGE.test(basename(path));
}

/** The VNIR/SWIR pairs of a folder, or the pair that a file belongs to. */
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
  return [...pairs.values()].flatMap(({ name, vnir, swir }) => {
    if (!vnir || !swir || (!folder && !sameFile(path, vnir) && !sameFile(path, swir))) return [];
    return [
      {
        name,
        vnir,
        swir,
        spectral: { vnir: text(spectralWord, vnirWord), swir: text(spectralWord, swirWord) },
        gains: { vnir: text(gainWord, vnirWord), swir: text(gainWord, swirWord) },
        metadata: metadataOf(place, names, name),
      },
    ];
  });
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
