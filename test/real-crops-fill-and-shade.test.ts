import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sceneSummaryText } from '../cli/scene-text.ts';
import { mapScene, openScene } from '../tools/spectral/index.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

async function mapped(name: string) {
  const reader = await openScene(sharedData('spectral', 'aviris_ng_pycoal', `${name}.img`));
  const summary = await mapScene(reader, { out: join(await temporaryFolder(), 'map'), threads: 1 });
  await reader.close();
  return { summary, text: sceneSummaryText(summary, 'map') };
}

describe.skipIf(!hasShared)('AVIRIS-NG crops of 10 × 10 pixels (skipped without the shared data folder)', () => {
  test('one that is all fill names nothing and says so in plain words', async () => {
    const { summary, text } = await mapped('ang20140912t192359_corr_v1c_img_400-410_10-20');
    expect(summary.masked.fill).toBe(100);
    expect([summary.valid_pixels, summary.minerals, summary.alteration]).toEqual([0, {}, {}]);
    expect(text).toMatch(/No pixel holds a measurement: all 100 are fill/);
    expect(text).toMatch(/No mineral was named/);
  });

  test('one with 60 pixels of fill maps its 40 others', async () => {
    const { summary } = await mapped('ang20150422t163638_corr_v1e_img_4000-4010_550-560');
    expect(summary.masked.fill).toBe(60);
    const others = Object.entries(summary.masked).reduce((sum, [cover, n]) => sum + (cover === 'fill' ? 0 : n), 0);
    expect(summary.valid_pixels + others).toBe(40);
    expect(summary.valid_pixels).toBeGreaterThan(30);
  });

  test('the dark one is called shade where it is dark, and no mineral is named in it', async () => {
    const { summary } = await mapped('ang20150420t182808_corr_v1e_img_4200-4210_70-80');
    expect(summary.masked.fill).toBe(0);
    expect(summary.masked.shade).toBeGreaterThan(20);
    expect(summary.minerals).toEqual({});
  });

  test('the good one is mostly vegetation and names no alteration', async () => {
    const { summary } = await mapped('ang20140912t192359_corr_v1c_img_2580-2590_540-550');
    expect(summary.masked.vegetation).toBeGreaterThan(50);
    expect(summary.alteration).toEqual({});
  });
});
