import { MASK, type MapRasters } from '../types.ts';
import layerStyles from './layer-styles.json' with { type: 'json' };
import type { Ramp } from './map-layers.ts';

/** QGIS layer styles by the name of the raster: QGIS loads `swir.qml` by itself with `swir.tif`. */
export function qgisStyles(rasters: MapRasters): Record<string, string> {
  const styles: Record<string, string> = {};
  for (const layer of ['swir', 'vnir'] as const) {
    const used = rasters.classes.filter(({ group }) => group === layer);
    styles[layer] = paletted(used.map(({ index, mineral, colour }) => ({ value: index, colour, label: mineral })));
  }
  styles.alteration = paletted(
    rasters.alterationTypes.map(({ index, name, colour }) => ({ value: index, colour, label: name })),
  );
  styles.mask = paletted(
    Object.entries(layerStyles.mask).map(([name, colour]) => ({
      value: MASK[name as keyof typeof layerStyles.mask],
      colour,
      label: name,
    })),
  );
  for (const [layer, ramp] of Object.entries(layerStyles.ramps)) styles[layer] = graduated(ramp);
  return styles;
}

function paletted(entries: { value: number; colour: string; label: string }[]): string {
  const items = entries.map(
    ({ value, colour, label }) =>
      `        <paletteEntry value="${value}" color="${colour}" label="${attribute(label)}" alpha="255"/>`,
  );
  return document(
    `    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">\n      <colorPalette>\n${items.join('\n')}\n      </colorPalette>\n    </rasterrenderer>`,
  );
}

function graduated({ from, to, colours, label }: Ramp): string {
  const items = colours.map((colour, at) => {
    const value = Number((from + ((to - from) * at) / (colours.length - 1)).toPrecision(6));
    return `          <item value="${value}" color="${colour}" label="${value} ${attribute(label)}" alpha="255"/>`;
  });
  return document(
    `    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="${from}" classificationMax="${to}">\n` +
      '      <rastershader>\n' +
      `        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="${from}" maximumValue="${to}">\n` +
      `${items.join('\n')}\n        </colorrampshader>\n      </rastershader>\n    </rasterrenderer>`,
  );
}

function document(renderer: string): string {
  return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version="3.34.0" styleCategories="Symbology">\n  <pipe>\n${renderer}\n  </pipe>\n</qgis>\n`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
