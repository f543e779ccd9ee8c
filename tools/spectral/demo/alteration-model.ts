import { kilometres, type Landscape, SIZE, smooth } from './landscape.ts';
import { fractalNoise } from './random.ts';
import table from './zones.json' with { type: 'json' };

export type ZoneName = keyof typeof table.zones;

/** Shares of the ground of one pixel, by endmember id; they sum to 1. */
export type Mixture = Map<string, number>;

export interface Ground {
  mixture: Mixture;
  /** The zone that takes most of the pixel. */
  zone: ZoneName;
  /** Share of goethite and jarosite, the weathered sulfides: above a third the truth map says oxidised cap. */
  iron: number;
}

interface Zone {
  alteration: string;
  host: string;
  minerals: Record<string, number>;
}

const ZONES: Record<ZoneName, Zone> = table.zones as Record<ZoneName, Zone>;

/** Centres of the porphyry stock and of the lithocap in km: the fluids rose from one to the other along a fault. */
const STOCK = { x: 2.35, y: 3.75 };
const LITHOCAP = { x: 4.05, y: 1.75 };

/** What lies on the ground of a pixel: altered rock, its iron coating, plants, water. */
export function demoGround(pixel: number, landscape: Landscape): Ground {
  const [x, y] = kilometres(pixel);
  const weights = zoneWeights(x, y);
  const zone = weights.reduce((best, next) => (next.weight > best.weight ? next : best)).zone;
  const rock = new Map<string, number>();
  for (const { zone: name, weight } of weights) {
    const { host, minerals } = ZONES[name];
    // Outcrops differ from one to the next: the minerals' share swings by a third, together and apart.
    const common = 1 + 0.3 * fractalNoise(x * 2.3, y * 2.3, 201);
    let taken = 0;
    for (const [mineral, share] of Object.entries(minerals)) {
      const own = 1 + 0.25 * fractalNoise(x * 3.1, y * 3.1, 211 + mineral.length);
      const amount = Math.min(0.85, Math.max(0, share * common * own));
      taken += amount;
      for (const [id, part] of varieties(mineral, x, y)) add(rock, id, weight * amount * part);
    }
    add(rock, host, weight * Math.max(0, 1 - taken));
  }

  const iron = coat(rock, x, y);
  const altered = 1 - (weights.find(({ zone: name }) => name === 'unaltered')?.weight ?? 0);
  // Acid ground bears little: plants thin out over the altered rock.
  const thinned = 1 - 0.82 * altered;
  const water = Math.min(1, landscape.water[pixel]);
  const green = (1 - water) * landscape.green[pixel] * thinned;
  const dry = Math.min(1 - water - green, landscape.dry[pixel] * (1 - 0.6 * altered));
  const mixture: Mixture = new Map();
  const bare = Math.max(0, 1 - water - green - dry);
  const sum = [...rock.values()].reduce((total, share) => total + share, 0);
  for (const [id, share] of rock) add(mixture, id, (bare * share) / sum);
  add(mixture, 'lake water', water);
  add(mixture, 'green plants', green);
  add(mixture, 'dry grass', Math.max(0, dry));
  return { mixture, zone, iron: iron * bare };
}

/** Weights (sum 1) of the zones at a point. Radii are bent by fractal noise, so that no boundary is a circle. */
function zoneWeights(x: number, y: number): { zone: ZoneName; weight: number }[] {
  const bend = (scale: number, seed: number) => fractalNoise(x * scale, y * scale, seed);
  const wx = x + 0.28 * bend(0.8, 101) + 0.07 * bend(3.5, 111);
  const wy = y + 0.28 * bend(0.8, 121) + 0.07 * bend(3.5, 131);
  const stock = ellipse(wx - STOCK.x, wy - STOCK.y, 30, 1.12);
  const cap = ellipse(wx - LITHOCAP.x, wy - LITHOCAP.y, -35, 1.75) / 1.15;

  const within = (radius: number, edge: number, soft: number) => smooth(edge + soft, edge - soft, radius);
  const result: { zone: ZoneName; weight: number }[] = [];
  let left = 1;
  // From the youngest event to the oldest, from the heart outwards: each takes its part of what is left.
  const take = (zone: ZoneName, share: number) => {
    if (share > 0 && left > 0) result.push({ zone, weight: left * share });
    left *= 1 - share;
  };
  take('silicic', within(cap, 0.24, 0.04));
  take('pyrophyllite', within(cap, 0.62, 0.05) * smooth(0.12, 0.3, bend(1.1, 141)));
  take('alunite', within(cap, 0.56, 0.05));
  take('dickite', within(cap, 0.8, 0.05) * smooth(0.05, 0.25, bend(1.3, 151)));
  take('kaolinite', within(cap, 0.8, 0.05));
  take('argillic', within(cap, 1.02, 0.06));
  take('potassic', within(stock, 0.62, 0.08));
  take('phyllic', within(stock, 1.5, 0.1));
  take('argillic', within(stock, 1.72, 0.1) * smooth(-0.05, 0.15, bend(1.2, 161)));
  take('propylitic, inner', within(stock, 2.15, 0.12));
  take('propylitic, outer', within(stock, 2.75, 0.18));
  take('unaltered', 1);
  return result;
}

/** Compositional series: white mica grows poorer in aluminium outwards, alunite richer in potassium. */
function varieties(mineral: string, x: number, y: number): [string, number][] {
  if (mineral === 'muscovite') {
    const distance = Math.hypot(x - STOCK.x, y - STOCK.y) + 0.12 * fractalNoise(x * 2, y * 2, 171);
    const outwards = smooth(0.6, 1.5, distance);
    return [
      ['muscovite, short', 1 - outwards],
      ['muscovite, long', outwards],
    ];
  }
  if (mineral === 'alunite') {
    const distance = Math.hypot(x - LITHOCAP.x, y - LITHOCAP.y) + 0.1 * fractalNoise(x * 2, y * 2, 181);
    const outwards = smooth(0.3, 0.75, distance);
    return [
      ['alunite, Na', 1 - outwards],
      ['alunite, K', outwards],
    ];
  }
  return [[mineral, 1]];
}

/**
 * Weathering: jarosite and goethite where the pyrite of the phyllic zone oxidised, hematite on the lithocap and as thin
 * patches elsewhere. The coating covers all minerals alike. Returns the share of the ground that jarosite and goethite take.
 */
function coat(rock: Map<string, number>, x: number, y: number): number {
  const stock = Math.hypot(x - STOCK.x, y - STOCK.y);
  const cap = Math.hypot(x - LITHOCAP.x, y - LITHOCAP.y);
  const patch = fractalNoise(x * 1.7, y * 1.7, 191);
  const pyritic = smooth(1.55, 1.15, stock) * smooth(0.35, 0.7, stock);
  const heart = smooth(-0.06, 0.06, fractalNoise(x * 1.1, y * 1.1, 221));
  const gossan = pyritic * smooth(-0.3, 0.25, patch) * (0.3 + 0.42 * heart);
  const shares: [string, number][] = [
    ['goethite', gossan * (0.1 + 0.87 * heart)],
    ['jarosite', gossan * (0.9 - 0.87 * heart)],
    ['hematite', 0.45 * smooth(0.95, 0.3, cap) * smooth(0, 0.35, fractalNoise(x * 2.1, y * 2.1, 231))],
    ['hematite', 0.4 * smooth(0.28, 0.46, fractalNoise(x * 0.8, y * 0.8 + 5, 241))],
  ];
  const asked = shares.reduce((sum, [, share]) => sum + share, 0);
  if (asked === 0) return 0;
  const covered = Math.min(0.75, asked);
  const sum = [...rock.values()].reduce((total, share) => total + share, 0);
  for (const [id, share] of rock) rock.set(id, (share / sum) * (1 - covered));
  for (const [id, share] of shares) add(rock, id, (covered * share) / asked);
  return (covered * gossan) / asked;
}

/** Distance in km, stretched along a direction (degrees from east towards south) by a factor. */
function ellipse(dx: number, dy: number, direction: number, stretch: number): number {
  const angle = (direction * Math.PI) / 180;
  const along = dx * Math.cos(angle) + dy * Math.sin(angle);
  const across = -dx * Math.sin(angle) + dy * Math.cos(angle);
  return Math.hypot(along / stretch, across);
}

function add(mixture: Map<string, number>, id: string, share: number): void {
  if (share > 0) mixture.set(id, (mixture.get(id) ?? 0) + share);
}

/** The alteration type of a zone, as the truth map names it; undefined for unaltered ground. */
export function zoneAlteration(zone: ZoneName): string | undefined {
  const { alteration } = ZONES[zone];
  return alteration === 'none' ? undefined : alteration;
}

/** The truth map's types with their colours, in the order of their indices (from 1). */
export const ALTERATION_TYPES: { name: string; colour: string }[] = Object.entries(table.alteration_colours).map(
  ([name, colour]) => ({ name, colour }),
);

export const PIXELS: number = SIZE * SIZE;
