import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SessionDatabase } from '../agents/sessions/session-database.ts';
import { asset } from '../core/paths.ts';
import { pageFiles } from '../model-server/http/page-files.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { Browser, type BrowserPage, hasChromium, type Look } from './support/browser.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import type { NanoServer } from './support/nano-server.ts';
import { pageServer } from './support/page-server.ts';
import { sampleReport } from './support/sample-answer.ts';

const MARKUP = `<img src=x onerror="document.title='owned'">`;
const SCRIPT = "<script>document.title='owned'</script>";
const HOSTILE = `Adit notes ${MARKUP} of Grizzly Ridge

The old adit of Grizzly Ridge was driven in 1911 through silicified andesite and follows a tourmaline breccia for forty metres. A sign at its mouth reads ${SCRIPT} and keeps visitors out. Alunite lines the walls ${MARKUP} beside \u202etida\u202c water.
`;

let talk: DemoTalk;
let server: NanoServer;
let browser: Browser;
let page: BrowserPage;

beforeAll(async () => {
  if (!hasChromium) return;
  talk = await demoTalk();
  const files = mkdtempSync(join(tmpdir(), 'gossan-hostile-'));
  const file = join(files, 'adit <b>notes.txt');
  writeFileSync(file, HOSTILE);
  const base = await openKnowledgeBase(talk.kb);
  await base.add([file]);
  await base.close();
  rmSync(files, { recursive: true });
  server = await pageServer(talk);
  browser = await Browser.open();
});
afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await server.stop();
  await talk.remove();
});

async function open(look: Look = {}, hash = ''): Promise<void> {
  page = await browser.page(look);
  await page.go(`${server.url}/${hash}`);
  await page.until('document.querySelectorAll(".layer").length > 4');
}

async function ask(question: string): Promise<void> {
  await page.click('#question');
  await page.type(question);
  await page.press('Enter');
  await page.until('document.querySelector(".turn:last-child .answer")?.getAttribute("aria-busy") === "false"');
}

/** Where the middle of a pixel of the demo scene stands on the map that shows all of it: parts of width and height. */
async function placeOf(x: number, y: number): Promise<[number, number]> {
  const [width, height] = await page.value<number[]>(
    `[document.querySelector('#map').clientWidth, document.querySelector('#map').clientHeight]`,
  );
  const scale = Math.min(width!, height!) / 200;
  return [0.5 + ((x + 0.5 - 100) * scale) / width!, 0.5 + ((y + 0.5 - 100) * scale) / height!];
}

/** Red, green and blue of the map at a part of its width and height. */
const mapColour = (across: number, down: number) =>
  page.value<number[]>(`(() => {
    const map = document.querySelector('#map');
    const at = [${across} * map.width, ${down} * map.height].map(Math.round);
    return [...map.getContext('2d').getImageData(...at, 1, 1).data.slice(0, 3)];
  })()`);

/** Presses Tab until an element has the focus; each one on the way must show that it has it. */
async function tabTo(selector: string, modifier?: 'shift'): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    await page.press('Tab', modifier);
    const [is, outline] = await page.value<[boolean, string]>(
      `[document.activeElement.matches(${JSON.stringify(selector)}), getComputedStyle(document.activeElement).outlineStyle]`,
    );
    if (is || (await page.value<string>('document.activeElement.tagName')) !== 'BODY') expect(outline).not.toBe('none');
    if (is) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

describe.skipIf(!hasChromium)('the page in Chromium (skipped: none is installed)', () => {
  beforeEach(() => {
    page?.problems.splice(0);
  });
  afterEach(async () => {
    expect(page.problems).toEqual([]);
    expect(page.requests.filter((url) => !url.startsWith(server.url) && url !== 'about:blank')).toEqual([]);
    await page.close();
  });

  it('streams an answer, and opens the page that it cites with the quotation highlighted', async () => {
    await open();
    await page.value(`(() => {
      window.seen = [];
      new MutationObserver(() => {
        const answer = document.querySelector('.answer');
        if (answer) window.seen.push([answer.textContent.length, answer.getAttribute('aria-busy')]);
      }).observe(document.querySelector('#turns'), { childList: true, subtree: true, characterData: true });
    })()`);
    await ask('Is there alunite, and where is it?');
    const seen = await page.value<[number, string][]>('window.seen');
    expect(new Set(seen.filter(([length, busy]) => length > 0 && busy === 'true')).size).toBeGreaterThan(3);
    expect(await page.text('.answer')).toMatch(/^Yes: alunite is mapped on 1\.70 km²/);
    expect(await page.value('document.querySelector(".answer").getAttribute("aria-live")')).toBe('polite');

    const quote = (await page.text('.references blockquote')).replace(/[“”]/g, '');
    await page.click('.answer .citation');
    await page.until('document.querySelector("#page-dialog mark")');
    expect(await page.text('#page-dialog mark')).toBe(quote);
    expect((await page.text('#page-dialog .page-text')).length).toBeGreaterThan(quote.length + 200);
    expect(await page.text('#page-dialog .verdict')).toBe('verified');
  });

  it('shows where a number stands', async () => {
    await open();
    await ask('Is there alunite, and where is it?');
    await page.click('.answer .number');
    const card = await page.text('#address-card');
    expect(card).toMatch(/^1\.70 km² = a \+ b/);
    expect(card).toContain('scene.json#/minerals/alunite/area_km2 = 0.942151 km²');
  });

  it('shows the spectrum of a pixel that is clicked, beside the library', async () => {
    await open();
    await page.click('#map', await placeOf(126, 79));
    await page.until('document.querySelector("#spectrum table")');
    expect(await page.text('#pixel')).toBe('pixel 126, 79');
    const said = await page.text('#spectrum');
    expect(said).toContain('Pixel 126, 79');
    expect(said).toMatch(/The spectrum alone says: alunite \(2 µm group\)/);
    expect(said).toMatch(/28\.0\d+° S, 76\.9\d+° W/);
    expect(said).toMatch(/2\.170\s+0\.\d{3}\s+must/);
    for (const drawn of ['.own', '.library', '.continuum', '.feature']) {
      const points = await page.value<number>(`document.querySelectorAll('.mineral svg[role=img] ${drawn}').length`);
      expect(points, drawn).toBeGreaterThan(0);
    }
  });

  it('lays layers over each other with their opacity, in the colours of their legend', async () => {
    await open();
    // pixel 126, 79 is alunite; away from the cross-hair
    const at = await placeOf(126, 79);
    const put = (layer: string, opacity: number) =>
      page.value(`(() => {
        const box = document.querySelector('[data-layer=${layer}]');
        if (!box.checked) box.click();
        const slider = box.closest('.layer').querySelector('[type=range]');
        slider.value = ${opacity};
        slider.dispatchEvent(new Event('input'));
      })()`);
    await put('swir', 100);
    const alunite = await page.value<string>(
      `getComputedStyle([...document.querySelectorAll('.legend li')].find((li) => /^alunite\\b/.test(li.innerText)).querySelector('.swatch')).backgroundColor`,
    );
    await expect.poll(async () => `rgb(${(await mapColour(...at)).join(', ')})`).toBe(alunite);
    await put('swir', 0);
    await expect.poll(async () => `rgb(${(await mapColour(...at)).join(', ')})`).not.toBe(alunite);
    const ground = await mapColour(...at);
    await put('copper', 100);
    await expect.poll(() => mapColour(...at)).not.toEqual(ground);
    expect(await page.text('#layers')).toContain('A score, not a probability');
  });

  it('is reached by the keyboard alone', async () => {
    await open();
    await tabTo('.skip');
    await tabTo('#map');
    for (let step = 0; step < 3; step++) await page.press('ArrowRight', 'shift');
    await page.press('ArrowUp', 'shift');
    await page.press('ArrowLeft');
    expect(await page.text('#pixel')).toBe('pixel 129, 90');
    await page.press('Enter');
    await page.until('document.querySelector("#spectrum svg")');
    expect(await page.text('#spectrum h3')).toBe('Pixel 129, 90');
    await page.press('+');
    await tabTo('[data-layer=alteration]');
    await page.press(' ');
    expect(await page.value('document.querySelector("[data-layer=alteration]").checked')).toBe(true);
    await tabTo('#question');
    await page.type('Is there alunite, and where is it?');
    await page.press('Enter');
    await page.until('document.querySelector(".references")');
    await tabTo('.answer .citation', 'shift');
    await page.press('Enter');
    await page.until('document.querySelector("#page-dialog mark")');
    await page.press('Escape');
    await page.until('document.activeElement.matches(".citation")');
    await tabTo('.answer .number', 'shift');
    await page.press('Enter');
    await page.until('document.querySelector("#address-card").matches(":popover-open")');
    await page.press('Escape');
    await page.until('document.activeElement.matches(".number")');
  });

  it('speaks the language of the browser, and the other when asked to', async () => {
    await open({ language: 'zh-CN' });
    expect(await page.value('document.documentElement.lang')).toBe('zh-CN');
    expect(await page.text('#look')).toMatch(/合成影像：不是真实地点。/);
    await ask('有没有明矾石？在哪里？');
    expect(await page.text('.answer')).toMatch(/明矾石 1\.70 km²/);
    expect(await page.text('.after')).toContain('参考文献');
    await page.click('#map', await placeOf(126, 79));
    await page.until('document.querySelector("#spectrum table")');
    expect(await page.text('#spectrum')).toMatch(/单看光谱为：明矾石/);
    await page.click('#language');
    expect(await page.value('document.documentElement.lang')).toBe('en');
    expect(await page.text('#spectrum')).toMatch(/The spectrum alone says: alunite/);
    expect(await page.text('.after')).toContain('References');
    expect(await page.text('#layers')).toContain('Alteration types');
    expect(await page.text('.answer')).toMatch(/明矾石 1\.70 km²/);
    await page.value('localStorage.clear()');
  });

  it('shows the text of documents as text', async () => {
    await open();
    await ask('When was the old adit of Grizzly Ridge driven?');
    expect(await page.text('.answer')).toContain('driven in 1911 through silicified andesite');
    await page.click('.references .citation');
    await page.until('document.querySelector("#page-dialog mark")');
    expect(await page.text('#page-dialog .page-text')).toContain(MARKUP);
    expect(await page.text('#page-dialog .page-text')).toContain(SCRIPT);
    expect(await page.text('#page-dialog .page-text')).not.toMatch(/[\u202a-\u202e]/);
    expect(await page.value('document.querySelectorAll("main img, dialog img, main script").length')).toBe(0);
    expect(await page.value('document.title')).toBe('Gossan: scene and reports');
  });

  it('is held to its policy: no inline script, no markup from strings, nothing from elsewhere', async () => {
    await open();
    const refused = await page.value<string[]>(`(async () => {
      const refused = [];
      document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
      try { document.querySelector('#layers').innerHTML = '<b>bold</b>'; } catch {}
      document.body.append(Object.assign(document.createElement('img'), { src: 'https://127.0.0.1:9/x.png' }));
      document.querySelector('#alert').setAttribute('style', 'color: red');
      await fetch('https://127.0.0.1:9/').catch(() => undefined);
      await new Promise((done) => setTimeout(done, 300));
      return refused;
    })()`);
    expect(refused).toEqual(
      expect.arrayContaining(['require-trusted-types-for', 'img-src', 'style-src-attr', 'connect-src']),
    );
    // and this test hears of it
    expect(page.problems.length).toBeGreaterThan(3);
    page.problems.splice(0);
    page.requests.splice(0);
  });

  it('shows what a model wrote as text', async () => {
    const database = new SessionDatabase();
    const { answer } = sampleReport();
    const hostile = `${SCRIPT} ${MARKUP} \u202eowned\u202c ${answer.answer}`;
    database.acquire('hostile', { title: MARKUP, scene: talk.scene, kb: talk.kb });
    const focus = { minerals: [], alteration: [] };
    const options = {
      session: 'hostile',
      mode: 'ask' as const,
      rag: true,
      vision: false,
      lang: null,
      dwellOn: null,
      focus,
    };
    const turn = database.begin('hostile', MARKUP, { ...options, scene: talk.scene, kb: talk.kb });
    const citations = answer.citations.map((citation) => ({ ...citation, title: MARKUP, quote: SCRIPT }));
    const refusal = { reason: MARKUP, missing: [SCRIPT] };
    database.finish('hostile', turn, 'done', { ...answer, answer: hostile, citations, refusal }, focus);
    database.release('hostile');
    database.close();
    await open({}, '#session=hostile');
    await page.until('document.querySelector(".answer")?.textContent.length > 50');
    expect(await page.text('.turn h3')).toBe(MARKUP);
    expect(await page.text('.answer')).toContain(`${SCRIPT} ${MARKUP} owned`);
    expect(await page.text('.after')).toContain(SCRIPT);
    expect(await page.value('document.querySelectorAll("main img, main script").length')).toBe(0);
    expect(await page.value('document.title')).toBe('Gossan: scene and reports');
  });

  it('lists the sessions, goes on with one, and finishes a turn that was cut off', async () => {
    const database = new SessionDatabase();
    const about = { title: 'Is there kaolinite?', scene: talk.scene, kb: talk.kb };
    database.acquire('cut-off', about);
    const options = { session: 'cut-off', mode: 'ask' as const, rag: true, vision: false, lang: null, dwellOn: null };
    const focus = { minerals: [], alteration: [] };
    database.begin('cut-off', 'Is there kaolinite?', { ...options, focus, scene: talk.scene, kb: talk.kb });
    database.release('cut-off');
    database.close();
    await open();
    await page.click('#open-sessions');
    await page.until('document.querySelector("#sessions-dialog li")');
    expect(await page.text('#sessions-dialog li')).toMatch(/Is there kaolinite\?[\s\S]*cut off/);
    await page.click('#sessions-dialog li button');
    await page.until('document.querySelector(".ended button")');
    expect(await page.value('location.hash')).toBe('#session=cut-off');
    await page.click('.ended button');
    await page.until('document.querySelector(".answer")?.getAttribute("aria-busy") === "false"');
    expect(await page.text('.answer')).toMatch(/kaolinite/i);
    await ask('And where is it?');
    expect(talk.assistant.sessions.get('cut-off')).toMatchObject({ turns: 2, unfinished: false });
    await page.go(`${server.url}/?again#session=cut-off`);
    await page.until('document.querySelectorAll(".turn").length === 2');
  });

  it('stops a turn, and says so', async () => {
    await open();
    // so that the hand comes before the answer
    await page.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 5000,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await page.click('#question');
    await page.type('Is there alunite, and where is it?');
    await page.press('Enter');
    await page.until('!document.querySelector("#stop").hidden');
    await page.click('#stop');
    await page.until('document.querySelector(".ended")');
    expect(await page.text('.ended')).toBe('Stopped.');
    expect(await page.value('document.querySelector("#send").hidden')).toBe(false);
  });

  it('fits into 360 pixels, in the dark too', async () => {
    await open({ width: 360, height: 740, dark: true });
    await ask('Is there alunite, and where is it?');
    await page.click('#map', [0.6, 0.4]);
    await page.until('document.querySelector("#spectrum table")');
    await page.click('#layers-panel summary');
    expect(await page.value('document.documentElement.scrollWidth <= 360')).toBe(true);
    const dark = await page.value<string>('getComputedStyle(document.body).backgroundColor');
    expect(/^rgb\((\d+)/.exec(dark)![1]).toBe('23');
  });
});

describe.skipIf(!hasChromium)('the page of a server with a token (skipped: no Chromium is installed)', () => {
  it('asks for it, keeps it in the tab, and shows nothing without', async () => {
    const guarded = await pageServer(talk, { host: '0.0.0.0', token: 'a-secret' });
    const url = guarded.url.replace('0.0.0.0', '127.0.0.1');
    page = await browser.page();
    try {
      await page.go(url);
      await page.until('document.querySelector("#token-dialog").open');
      expect(await page.value('document.querySelectorAll("#scene option").length')).toBe(0);
      await page.type('wrong');
      await page.press('Enter');
      await page.until('!document.querySelector("#token-wrong").hidden');
      await page.type('a-secret');
      await page.press('Enter');
      await page.until('document.querySelectorAll(".layer").length > 4');
      expect(await page.value('[...Object.values(sessionStorage), "|", ...Object.values(localStorage)]')).toEqual([
        'a-secret',
        '|',
      ]);
      expect((await page.send('Network.getCookies')).cookies).toEqual([]);
      expect(page.requests.filter((one) => one.includes('a-secret'))).toEqual([]);
      // the refusals are what the console has, and nothing else
      expect(page.problems.filter((problem) => !/status of 401/.test(problem))).toEqual([]);
    } finally {
      await page.close();
      await guarded.stop();
    }
  });
});

it('is there whole: what index.html and the modules name lies in the folder', () => {
  const files = pageFiles(asset('web'));
  for (const name of files.values()) {
    const text = readFileSync(asset('web', name), 'utf8');
    const named = [...text.matchAll(/(?:from '\.|(?:src|href)="\/web)(\/[\w.-]+)['"]/g)].map(
      ([, path]) => `/web${path}`,
    );
    for (const path of named) expect([...files.keys()], name).toContain(path);
    // an inline script or style would be refused by the policy
    if (name.endsWith('.html')) expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
  }
});
