import type { Evidence } from '../../../../core/evidence.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { escapePointer, pointerNames } from '../../../scene-evidence.ts';
import { conceptCovers, conceptOf, type MineralConcept } from '../lexicon.ts';

/** A mineral of the map, every number as evidence. */
export interface MineralFact {
  name: string;
  members: string[];
  group: 'vnir' | 'swir';
  pixels: Evidence;
  area?: Evidence;
  share?: Evidence;
  depth?: Evidence;
  fit?: Evidence;
  margin?: Evidence;
  place?: PlaceFact;
}

export interface AlterationFact {
  name: string;
  pixels: Evidence;
  area?: Evidence;
  share?: Evidence;
  place?: PlaceFact;
}

/** A place on the map. */
export interface SpotFact {
  x: Evidence;
  y: Evidence;
  lon?: Evidence;
  lat?: Evidence;
}

/** Where the largest patch of something lies. */
export interface PlaceFact extends SpotFact {
  sector: Evidence;
}

/** A place to go to first, and what speaks for it. */
export interface TargetFact {
  name: Evidence;
  place: SpotFact;
  area?: Evidence;
  pixels: Evidence;
  mean: Evidence;
  highest: Evidence;
  alteration?: Evidence;
  minerals: Evidence[];
  distance?: Evidence;
  bearing?: Evidence;
}

export interface PixelFact {
  x: number;
  y: number;
  mask: Evidence | undefined;
  swir: Evidence | undefined;
  swirFit: Evidence | undefined;
  swirDepth: Evidence | undefined;
  vnir: Evidence | undefined;
  vnirFit: Evidence | undefined;
  alteration: Evidence | undefined;
  copper: Evidence | undefined;
  aloh: Evidence | undefined;
}

/** Types of alteration from the centre of a system outwards; the order in which a geologist names them. */
const ZONE_ORDER = [
  'potassic',
  'skarn',
  'advanced argillic',
  'silicic',
  'phyllic',
  'argillic',
  'propylitic',
  'carbonate',
  'oxidised',
];

/** Alteration below this share of the valid pixels is scattered pixels, no zone. */
const TELLING_SHARE = 0.005;

/** The scene's numbers in the ledger, by subject. */
export class SceneFacts {
  readonly ledger: Ledger;
  readonly minerals: MineralFact[];
  readonly alteration: AlterationFact[];

  constructor(ledger: Ledger) {
    this.ledger = ledger;
    this.minerals = this.#children('minerals')
      .map((name) => this.#mineral(name))
      .filter((mineral) => mineral !== undefined)
      .sort((a, b) => Number(b.pixels.value) - Number(a.pixels.value));
    this.alteration = this.#children('alteration')
      .filter((name) => !/^(none|barren|unaltered)/i.test(name))
      .map((name) => this.#alteration(name))
      .filter((type) => type !== undefined)
      .sort((a, b) => zoneRank(a.name) - zoneRank(b.name));
  }

  /** Types that take up enough ground to say something about the system. */
  get telling(): AlterationFact[] {
    return this.alteration.filter((type) => Number(type.share?.value ?? 1) >= TELLING_SHARE);
  }

  /** The evidence that the mineral library holds the concept; undefined where the engine could not have named it. */
  inLibrary(concept: MineralConcept): boolean {
    const names = String(this.ledger.at('library.json#/names')?.value ?? '');
    return names === '' || names.split(', ').some((name) => conceptCovers(concept, name));
  }

  get present(): boolean {
    return this.at('/valid_pixels') !== undefined;
  }

  get synthetic(): boolean {
    return this.at('/synthetic')?.value === 'true';
  }

  at(pointer: string): Evidence | undefined {
    return this.ledger.scene(pointer);
  }

  /** Minerals of the map that are the concept, or hold it as a member of a mixture. */
  covering(concept: MineralConcept): MineralFact[] {
    return this.minerals.filter((mineral) => conceptCovers(concept, mineral.name, mineral.members));
  }

  alterationNamed(id: string): AlterationFact | undefined {
    return (
      this.alteration.find((type) => type.name === id) ??
      this.alteration.find((type) => zoneKey(type.name) === zoneKey(id))
    );
  }

  /** The evidence that lists the concept among what these bands cannot show. */
  notDetectable(concept: MineralConcept): Evidence | undefined {
    return this.ledger.entries.find(
      (entry) => /#\/not_detectable\/\d+$/.test(entry.address) && conceptCoversText(concept, String(entry.value)),
    );
  }

  notDetectableAll(): Evidence[] {
    return this.ledger.entries.filter((entry) => /#\/not_detectable\/\d+$/.test(entry.address));
  }

  masked(): { kind: string; pixels: Evidence }[] {
    return ['vegetation', 'water', 'shade', 'cloud', 'fill']
      .map((kind) => ({ kind, pixels: this.at(`/masked/${kind}`) }))
      .filter(
        (one): one is { kind: string; pixels: Evidence } =>
          typeof one.pixels?.value === 'number' && one.pixels.value > 0,
      );
  }

  place(name: string): PlaceFact | undefined {
    const base = `/places/${escapePointer(name)}`;
    const [x, y, sector] = [this.at(`${base}/x`), this.at(`${base}/y`), this.at(`${base}/sector`)];
    if (!x || !y || !sector) return undefined;
    const [lon, lat] = [this.at(`${base}/lon`), this.at(`${base}/lat`)];
    return { x, y, sector, ...(lon && lat ? { lon, lat } : {}) };
  }

  /** The targets of the map in the order in which to go there: the list of `targets.gpx` and `targets.kml`. */
  targets(): TargetFact[] {
    const found: TargetFact[] = [];
    for (let i = 0; this.at(`/targets/${i}/name`); i++) {
      const at = (leaf: string) => this.at(`/targets/${i}/${leaf}`);
      const [name, x, y, pixels, mean, highest] = [
        'name',
        'x',
        'y',
        'pixels',
        'favourability/mean',
        'favourability/highest',
      ].map(at);
      if (!name || !x || !y || !pixels || !mean || !highest) continue;
      const [lon, lat, area, alteration] = ['lon', 'lat', 'area_km2', 'alteration'].map(at);
      const [distance, bearing] = ['distance_m', 'bearing_deg'].map((leaf) => at(`reasons/from_core/${leaf}`));
      const minerals: Evidence[] = [];
      for (let m = 0; at(`reasons/assemblage/${m}/mineral`); m++) minerals.push(at(`reasons/assemblage/${m}/mineral`)!);
      found.push({
        name,
        place: { x, y, ...(lon && lat ? { lon, lat } : {}) },
        pixels,
        mean,
        highest,
        minerals,
        ...(area ? { area } : {}),
        ...(alteration ? { alteration } : {}),
        ...(distance && bearing ? { distance, bearing } : {}),
      });
    }
    return found;
  }

  pixel(x: number, y: number): PixelFact {
    const at = (file: string) => this.ledger.at(`${file}#x=${x}&y=${y}`);
    return {
      x,
      y,
      mask: at('mask.tif'),
      swir: at('swir.tif'),
      swirFit: at('swir_fit.tif'),
      swirDepth: at('swir_depth.tif'),
      vnir: at('vnir.tif'),
      vnirFit: at('vnir_fit.tif'),
      alteration: at('alteration.tif'),
      copper: at('copper.tif'),
      aloh: at('aloh.tif'),
    };
  }

  #children(name: string): string[] {
    const found = new Set<string>();
    for (const entry of this.ledger.entries) {
      const match = /^scene\.json#(\/.*)$/.exec(entry.address);
      if (!match) continue;
      const [first, second] = pointerNames(match[1]!);
      if (first === name && second !== undefined) found.add(second);
    }
    return [...found];
  }

  #mineral(name: string): MineralFact | undefined {
    const base = `/minerals/${escapePointer(name)}`;
    const pixels = this.at(`${base}/pixels`);
    if (!pixels) return undefined;
    const members: string[] = [];
    for (let i = 0; this.at(`${base}/members/${i}`); i++) members.push(String(this.at(`${base}/members/${i}`)!.value));
    const [area, share, depth, fit, margin] = ['area_km2', 'share', 'mean_depth', 'mean_fit', 'margin'].map((leaf) =>
      this.at(`${base}/${leaf}`),
    );
    const place = this.place(name);
    return {
      name,
      members: members.length ? members : [name],
      group: this.at(`${base}/group`)?.value === 'vnir' ? 'vnir' : 'swir',
      pixels,
      ...(area ? { area } : {}),
      ...(share ? { share } : {}),
      ...(depth ? { depth } : {}),
      ...(fit ? { fit } : {}),
      ...(margin ? { margin } : {}),
      ...(place ? { place } : {}),
    };
  }

  #alteration(name: string): AlterationFact | undefined {
    const base = `/alteration/${escapePointer(name)}`;
    const pixels = this.at(`${base}/pixels`);
    if (!pixels || Number(pixels.value) === 0) return undefined;
    const [area, share] = [this.at(`${base}/area_km2`), this.at(`${base}/share`)];
    const place = this.place(name);
    return { name, pixels, ...(area ? { area } : {}), ...(share ? { share } : {}), ...(place ? { place } : {}) };
  }
}

/** The single minerals of a scene in the order of their extent, mixtures counted for each member. */
export function memberConcepts(facts: SceneFacts): string[] {
  return [...new Set(facts.minerals.flatMap((mineral) => mineral.members.map((member) => conceptOf(member).id)))];
}

function conceptCoversText(concept: MineralConcept, text: string): boolean {
  const lower = text.toLowerCase();
  return (
    concept.id === lower ||
    concept.names.some((name) => lower.includes(name.toLowerCase())) ||
    concept.members.some((member) => lower.includes(member)) ||
    conceptCovers(concept, lower)
  );
}

function zoneRank(name: string): number {
  const rank = ZONE_ORDER.findIndex((zone) => zoneKey(name).startsWith(zone));
  return rank < 0 ? ZONE_ORDER.length : rank;
}

/** 'phyllic/sericitic' and 'phyllic' are one; so are 'oxidised cap/gossan' and 'oxidised cap'. */
function zoneKey(name: string): string {
  const lower = name.toLowerCase().replace(/_/g, ' ');
  return lower.split(/[/(]/)[0]!.trim();
}
