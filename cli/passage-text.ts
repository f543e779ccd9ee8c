import { pagePlace } from '../core/page-place.ts';
import { plainLine } from '../core/plain-text.ts';
import type { SearchHit } from '../rag/types.ts';

type Passage = Omit<SearchHit, 'start' | 'end'>;

/** A passage that was found: where it stands, under which heading, and its words on one line. */
export function passageText(hit: Passage): { place: string; heading: string; text: string } {
  return {
    place: `${plainLine(hit.title)}, ${pagePlace(hit, 'en')}  ${hit.document}  ${hit.score.toFixed(3)}`,
    heading: plainLine(hit.heading),
    text: plainLine(hit.text),
  };
}

/** All of them, numbered. */
export function passagesText(hits: readonly Passage[]): string {
  if (!hits.length) return 'Nothing was found.';
  return hits
    .map((hit, at) => {
      const { place, heading, text } = passageText(hit);
      return [`${at + 1}. ${place}`, ...(heading ? [`   ${heading}`] : []), `   ${text}`].join('\n');
    })
    .join('\n\n');
}
