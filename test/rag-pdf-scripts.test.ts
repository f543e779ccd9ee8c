import { expect, it } from 'vitest';
import { column, helveticaWidth, type PdfLine } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

/** Sets "CO_2_ and 10^-3^": what stands between signs is raised or lowered, in small type, after the text before it. */
function setLine(marked: string, x: number, y: number): PdfLine[] {
  const lines: PdfLine[] = [];
  for (const [at, part] of marked.split(/([_^])/).entries()) {
    if (at % 2 === 1 || part === '') continue;
    const signs = [
      ...marked
        .split(/([_^])/)
        .slice(0, at)
        .join('')
        .matchAll(/[_^]/g),
    ].map(([sign]) => sign);
    const raised = signs.length % 2 === 1 ? signs.at(-1) : undefined;
    const size = raised === undefined ? 10 : 6.5;
    lines.push({ text: part, x, y: y + (raised === '^' ? 3.5 : raised === '_' ? -2 : 0), size });
    x += helveticaWidth(part, size);
  }
  return lines;
}

async function textOf(marked: string): Promise<string> {
  const lines = [...setLine(marked, 72, 700), ...column(prose('body', 6), 72, 680)];
  return (await readPdf([lines])).pages[0]!.text.split('The body')[0]!.trim();
}

it('keeps subscripts in their words', async () => {
  expect(await textOf('CO_2_ and KAl_3_(SO_4_)_2_(OH)_6_ were found')).toContain('CO2 and KAl3(SO4)2(OH)6 were found');
});

it('writes powers of numbers so that they do not run into them', async () => {
  expect(await textOf('about 6.7 x 10^-5^ seconds, or 10^6^ of them')).toContain(
    '6.7 x 10^-5 seconds, or 10^6 of them',
  );
});

it('writes powers of units and charges of ions plainly', async () => {
  expect(await textOf('at 1150 cm^-1^ over 100 km^2^ of Fe^3+^ rock')).toContain(
    'at 1150 cm-1 over 100 km2 of Fe3+ rock',
  );
});
