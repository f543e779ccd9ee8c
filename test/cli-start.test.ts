import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryHome } from './support/home.ts';
import { gossan } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

it('gossan start without a terminal prints the report on the synthetic demo scene as Markdown, and again at once', {
  timeout: 300_000,
}, async () => {
  const first = await gossan(['start']);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^# Alteration report: gossan-demo\n\n> \*\*SYNTHETIC SCENE/);
  expect(first.stdout).toMatch(/\n## \d+\. References\n\n1\. .*verified on that page/);
  expect(first.stdout).toMatch(/`scene\.json#\/minerals\/[^`]+\/area_km2`/);
  expect(first.stdout).toContain('never accuracy');

  const second = await gossan(['start']);
  expect(second.code).toBe(0);
  // Nothing is mapped or embedded again.
  expect(second.stderr).not.toMatch(/indexing|mapping/);
  const figures = (text: string) => text.match(/!\[[^\]]*\]\(<[^>]+>\)/g);
  expect(figures(second.stdout)).toEqual(figures(first.stdout));
});
