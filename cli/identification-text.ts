import type { Identification, MineralMatch } from '../tools/spectral/types.ts';
import { textTable } from './terminal/columns.ts';

/** What identification says of each spectrum, a line each. */
export function identificationTable(found: readonly Identification[]): string {
  return textTable(
    ['spectrum', 'verdict', 'SWIR', 'fit', 'depth', 'runner-up', 'VNIR', 'fit', 'depth'],
    found.map(({ name, verdict, swir, vnir }) => [
      name,
      verdict,
      ...matchCells(swir),
      swir?.runnerUp ? `${swir.runnerUp} (−${swir.margin.toFixed(3)})` : '',
      ...matchCells(vnir),
    ]),
  );
}

function matchCells(match: MineralMatch | null): [string, string, string] {
  return match ? [match.mineral, match.fit.toFixed(3), match.depth.toFixed(3)] : ['–', '–', '–'];
}
