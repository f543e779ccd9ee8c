import type { LibraryMineral } from './format.ts';

/** JSON with one feature, node list or absorption a line, so that a refit shows as a small difference. */
export function stringifyMineral(mineral: LibraryMineral): string {
  const row = (value: unknown): string => JSON.stringify(value).replace(/,"/g, ', "').replace(/":/g, '": ');
  const list = (values: readonly unknown[], indent: string): string =>
    values.length ? `[\n${values.map((v) => `${indent}  ${row(v)}`).join(',\n')}\n${indent}]` : '[]';
  const { features, constraints, variants, ...head } = mineral;
  const top = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${row(value)}`);
  const described = variants.map((v) => {
    const { continuum, absorptions, ...names } = v;
    const lines = Object.entries(names).map(([key, value]) => `      ${JSON.stringify(key)}: ${row(value)}`);
    if (continuum) lines.push(`      "continuum": ${row(continuum)}`);
    if (absorptions) lines.push(`      "absorptions": ${list(absorptions, '      ')}`);
    return `    {\n${lines.join(',\n')}\n    }`;
  });
  return `{\n${top.join(',\n')},\n  "features": ${list(features, '  ')},\n  "constraints": ${list(constraints, '  ')},\n  "variants": [\n${described.join(',\n')}\n  ]\n}\n`;
}
