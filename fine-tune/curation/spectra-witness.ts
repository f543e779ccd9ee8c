import names from '../../model-server/python/gossan_scenes/data/names.json' with { type: 'json' };
import type { WindowMineral, WindowReading } from '../../tools/spectral/outputs/read-window.ts';
import type { SpectraWitness } from './entry.ts';

/** Entry of the library → the mineral that counts for it in answers. */
const SPOKEN = new Map(names.minerals.flatMap(({ name, entries }) => entries.map((entry) => [entry, name] as const)));

/** A mineral of the library as answers name it: muscovite is white mica. */
export function spokenName(member: string): string {
  const name = member.toLowerCase();
  return SPOKEN.get(name) ?? SPOKEN.get(name.split(/[\s,(]/)[0]!) ?? name;
}

/** What the map counts in a window, by the names of answers. */
export function witnessOf(reading: WindowReading): SpectraWitness {
  const minerals: Record<string, number> = {};
  const add = ({ members, share }: WindowMineral) => {
    for (const member of members) {
      const name = spokenName(member);
      minerals[name] = (minerals[name] ?? 0) + share / members.length;
    }
  };
  for (const mineral of [...reading.swir, ...reading.vnir]) add(mineral);
  return {
    valid: reading.valid,
    minerals: rounded(minerals),
    alteration: rounded(Object.fromEntries(reading.alteration.map(({ name, share }) => [name, share]))),
    copper: reading.copper === null ? null : Number(reading.copper.toFixed(4)),
  };
}

function rounded(shares: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Number(share.toFixed(4))]));
}
