/** One node of a well-known text: NAME["text", 1.5, CHILD[…]]. */
export interface WktNode {
  name: string;
  values: (string | number)[];
  children: WktNode[];
}

/** Coordinate systems nest five or six deep; a text made to break parsers nests for ever. */
const DEEPEST = 32;

/** Parses OGC or Esri WKT; undefined where the text is none or nests deeper than any. Bare words (axis directions) are kept as texts. */
export function parseWkt(text: string): WktNode | undefined {
  const tokens = text.match(/"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|[-+]?[\d.]+(?:[eE][-+]?\d+)?|[[\](),]/g) ?? [];
  let at = 0;
  const node = (depth: number): WktNode | undefined => {
    if (depth > DEEPEST) return undefined;
    const name = tokens[at++];
    if (!name || !/^[A-Za-z_]/.test(name) || !/^[[(]$/.test(tokens[at] ?? '')) return undefined;
    at++;
    const result: WktNode = { name: name.toUpperCase(), values: [], children: [] };
    while (at < tokens.length && !/^[\])]$/.test(tokens[at])) {
      const token = tokens[at];
      if (token === ',') at++;
      else if (/^[A-Za-z_]/.test(token) && /^[[(]$/.test(tokens[at + 1] ?? '')) {
        const child = node(depth + 1);
        if (!child) return undefined;
        result.children.push(child);
      } else {
        if (token.startsWith('"')) result.values.push(token.slice(1, -1));
        else result.values.push(/^[-+\d.]/.test(token) ? Number(token) : token);
        at++;
      }
    }
    at++;
    return result;
  };
  return node(0);
}

/** The first node of one of these names, at any depth. */
export function findWkt(root: WktNode, ...names: string[]): WktNode | undefined {
  if (names.includes(root.name)) return root;
  for (const child of root.children) {
    const found = findWkt(child, ...names);
    if (found) return found;
  }
  return undefined;
}

/** The EPSG code of a node itself (AUTHORITY in WKT 1, ID in WKT 2), not that of its parts. */
export function epsgOf(root: WktNode): number | undefined {
  const authority = root.children.find(({ name }) => name === 'AUTHORITY' || name === 'ID');
  if (!authority || !/^epsg$/i.test(String(authority.values[0]))) return undefined;
  const code = Number(authority.values[1]);
  return Number.isInteger(code) && code > 0 ? code : undefined;
}
