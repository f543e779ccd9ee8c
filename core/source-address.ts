import { plainLine } from './plain-text.ts';

/** Where a document can be had by others: its DOI and the address that it was fetched from. */
export interface SourceAddress {
  doi?: string;
  url?: string;
}

/** `doi:10.1000/182, https://…`; empty where neither is known. An address that only leads to the DOI is left out. */
export function sourceAddress({ doi, url }: SourceAddress): string {
  const leads = doi !== undefined && url !== undefined && /^https?:\/\/(?:dx\.)?doi\.org\//i.test(url);
  return [doi === undefined ? '' : `doi:${plainLine(doi)}`, url === undefined || leads ? '' : plainLine(url)]
    .filter((part) => part !== '')
    .join(', ');
}
