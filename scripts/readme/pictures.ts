import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { asset } from '../../core/paths.ts';
import { Browser, type BrowserPage } from '../../test/support/browser.ts';
import { pageServer } from '../../test/support/page-server.ts';
import { chatScreen, type Typed } from './chat-screen.ts';
import { screenPicture } from './screen-picture.ts';
import type { Stage } from './stage.ts';

const out = (name: string) => asset('docs', 'pictures', name);

/** The map of alteration and a spectrum, as the report draws them. */
export async function drawingsOfReport(stage: Stage, scene: string): Promise<void> {
  await stage.gossan('report', '--scene', scene, '--out', 'figures.md');
  const folder = join(stage.folder, 'figures-figures');
  const named = (part: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(part))!);
  writeFileSync(out('alteration.svg'), readFileSync(named('alteration')));
  writeFileSync(out('spectrum.svg'), readFileSync(named('spectrum-alunite-en')));
}

/** The chat's screen after these lines were typed into it. */
export async function screenOfChat(
  stage: Stage,
  name: string,
  words: readonly string[],
  typed: readonly Typed[],
  size: readonly [number, number],
): Promise<void> {
  const lines = await chatScreen(stage, words, typed, size);
  const shown = lines.map((line) => line.replaceAll(stage.home, '~/.gossan'));
  writeFileSync(out(name), screenPicture(shown, size[0]));
}

/** The page of `gossan serve` with an answer and a spectrum, and the first page of a report; both in Chromium. */
export async function pagesInBrowser(scene: string, kb: string, report: string): Promise<void> {
  const browser = await Browser.open();
  const server = await pageServer({ scene, kb });
  try {
    const page = await browser.page({ width: 1280, height: 860 });
    await page.go(`${server.url}/`);
    await page.until('document.querySelectorAll(".layer").length > 4');
    await page.click('#question');
    await page.type('Is there alunite, and where is it?');
    await page.press('Enter');
    await page.until('document.querySelector(".turn:last-child .answer")?.getAttribute("aria-busy") === "false"');
    await page.click('#map', [0.62, 0.36]);
    await page.until('document.querySelector("#spectrum svg, #spectrum canvas, .spectrum svg") !== null');
    await smallPng(page, out('web-page.png'));
    const sheet = await browser.page({ width: 900, height: 1200 });
    await sheet.go(pathToFileURL(report).href);
    await smallPng(sheet, out('report.png'));
  } finally {
    await server.stop();
    await server.model.close().catch(() => undefined);
    await browser.close();
  }
}

/** A screenshot in as many colours as a map has: a quarter of the size. */
async function smallPng(page: BrowserPage, file: string): Promise<void> {
  await page.screenshot(file);
  const small = await sharp(readFileSync(file)).png({ palette: true, colours: 128, effort: 10 }).toBuffer();
  writeFileSync(file, small);
}
