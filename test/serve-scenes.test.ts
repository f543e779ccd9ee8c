import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OfferedScenes } from '../cli/web/offered-scenes.ts';
import type { OfferedScene, PixelSheet, SceneSheet } from '../model-server/http/scene-schemas.ts';
import { mapOfScene } from '../tools/spectral/map-cache.ts';
import { readMapClasses, readMapRaster } from '../tools/spectral/outputs/read-pixel.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import type { NanoServer } from './support/nano-server.ts';
import { pageServer } from './support/page-server.ts';

let talk: DemoTalk;
let server: NanoServer;
let scene: OfferedScene;
beforeAll(async () => {
  talk = await demoTalk();
  server = await pageServer(talk);
  [scene] = ((await get('/api/scenes')).body as { scenes: [OfferedScene] }).scenes;
});
afterAll(async () => {
  await server.stop();
  await talk.remove();
});

const get = async (path: string, headers: Record<string, string> = {}) => {
  const reply = await fetch(server.url + path, { headers });
  return { status: reply.status, body: (await reply.json()) as unknown };
};
const ask = async (body: object, headers: Record<string, string> = {}) => {
  const reply = await fetch(`${server.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ kb: talk.kb, vision: false, ...body }),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, never> };
};
const FROM_PAGE = { origin: 'http://localhost:8080' };

describe('scenes over HTTP', () => {
  it('are those that the server was started with, and tell of their mapping', async () => {
    expect(scene).toMatchObject({ name: 'gossan-demo', path: talk.scene, kb: talk.kb });
    const reply = await fetch(`${server.url}/api/scenes/${scene.id}`, { headers: { accept: 'text/event-stream' } });
    const events = [...(await reply.text()).matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(events.at(-1)).toBe('scene');
    expect(events).toContain('progress');
  });

  it('are mapped once, however many ask at the same time', async () => {
    const { folder } = await mapOfScene(talk.scene);
    rmSync(folder, { recursive: true });
    const sheets = await Promise.all([1, 2, 3].map(() => get(`/api/scenes/${scene.id}`)));
    expect(sheets.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(sheets[1]).toEqual(sheets[0]);
  });

  it('show their layers, whose legend has the numbers of scene.json', async () => {
    const { folder, summary } = await mapOfScene(talk.scene);
    const sheet = (await get(`/api/scenes/${scene.id}`)).body as SceneSheet;
    expect(sheet).toMatchObject({ synthetic: true, size: summary.size, crs: summary.crs });
    const ids = sheet.layers.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['quicklook', 'swir', 'vnir', 'alteration', 'copper', 'aloh', 'mask']));
    const swir = sheet.layers.find(({ id }) => id === 'swir')!;
    const alunite = swir.classes!.find(({ name }) => name.en === 'alunite')!;
    expect(alunite).toMatchObject({ name: { zh: '明矾石' }, area_km2: summary.minerals.alunite!.area_km2 });
    expect(alunite.address).toBe('scene.json#/minerals/alunite');

    const png = decode(
      new Uint8Array(await (await fetch(`${server.url}/api/scenes/${scene.id}/layers/swir`)).arrayBuffer()),
    );
    expect([png.width, png.height, png.channels]).toEqual([200, 200, 4]);
    const classes = readMapClasses(folder);
    const { data } = await readMapRaster(folder, 'swir');
    for (let pixel = 0; pixel < data.length; pixel += 37) {
      const entry = classes.get(data[pixel]!);
      const [red, green, blue, opacity] = png.data.subarray(4 * pixel, 4 * pixel + 4);
      const shown = `#${[red, green, blue].map((value) => value!.toString(16).padStart(2, '0')).join('')}`;
      expect([opacity, entry ? shown : null]).toEqual(entry ? [255, entry.colour] : [0, null]);
    }
  });

  it('give the spectrum of a pixel, what it was identified as, and what decided', async () => {
    const { body } = await get(`/api/scenes/${scene.id}/spectrum?x=126&y=79`);
    const pixel = body as PixelSheet;
    const [alunite] = pixel.minerals;
    expect(alunite).toMatchObject({ group: 'swir', name: { en: 'alunite', zh: '明矾石' } });
    expect(alunite!.features.map(({ centre_um }) => centre_um)).toContain(2.17);
    expect(alunite!.features[0]!.continuum).toHaveLength(2);
    expect(alunite!.library!.reflectance).toHaveLength(pixel.wavelengths_um.length);
    expect(pixel.lat).toBeCloseTo(-28.0323, 3);
    expect(pixel.map).toMatchObject({ swir: { en: 'alunite' }, alteration: { zh: '高级泥化' } });
  });

  it('refuse with the codes of the table', async () => {
    const codes = async (path: string) => {
      const { status, body } = await get(path);
      return [status, (body as { error: { code: string } }).error.code];
    };
    expect(await codes('/api/scenes/nowhere')).toEqual([403, 'scene_not_offered']);
    expect(await codes(`/api/scenes/${scene.id}/layers/..%2Fscene.json`)).toEqual([404, 'layer_unknown']);
    expect(await codes(`/api/scenes/${scene.id}/spectrum?x=900&y=1`)).toEqual([422, 'scene_window']);
    expect(await codes(`/api/scenes/${scene.id}/spectrum?x=1`)).toEqual([400, 'request_format']);
    expect(await codes('/web/..%2Fpackage.json')).toEqual([404, 'route_unknown']);
    expect(await codes('/web/README.md')).toEqual([404, 'route_unknown']);
  });

  it('are described with the schemas of their answers', async () => {
    const { paths } = (await get('/docs/openapi.json')).body as {
      paths: Record<string, { get: { responses: { 200: { content: Record<string, { schema?: object }> } } } }>;
    };
    const { content } = paths['/api/scenes/{scene}/spectrum']!.get.responses[200];
    expect(JSON.stringify(content['application/json']!.schema)).toContain('reflectance');
  });
});

describe('what a page may open', () => {
  it('an offered scene by its id, and no path beside', async () => {
    expect((await ask({ question: 'Is there alunite?', scene: scene.id }, FROM_PAGE)).status).toBe(200);
    for (const path of ['/etc/hostname', '/no/such/file', '../../package.json']) {
      const { status, body } = await ask({ question: 'Is there alunite?', scene: path }, FROM_PAGE);
      expect([status, (body.error as { code: string }).code], path).toEqual([403, 'scene_not_offered']);
    }
  });

  it('no scene through a session of one that is not offered', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossan-other-'));
    try {
      const other = join(folder, 'other.hdr');
      for (const ending of ['hdr', 'img']) cpSync(talk.scene.replace(/hdr$/, ending), other.replace(/hdr$/, ending));
      // a program of this machine names any path, as on the command line
      const first = await ask({ question: 'Is there alunite?', scene: other, session: 'of-another' });
      expect(first.status).toBe(200);
      const next = await ask({ question: 'And kaolinite?', session: 'of-another' }, FROM_PAGE);
      expect([next.status, (next.body.error as { code: string }).code]).toEqual([403, 'scene_not_offered']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of a named folder what lies in it, not what links lead to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossan-scenes-'));
    try {
      const [inside, outside] = [join(folder, 'inside'), join(folder, 'outside')];
      for (const place of [inside, outside]) mkdirSync(place);
      for (const ending of ['hdr', 'img']) {
        cpSync(talk.scene.replace(/hdr$/, ending), join(inside, `here.${ending}`));
        cpSync(talk.scene.replace(/hdr$/, ending), join(outside, `there.${ending}`));
        symlinkSync(join(outside, `there.${ending}`), join(inside, `there.${ending}`));
      }
      const offered = new OfferedScenes({
        named: [inside],
        kb: talk.kb,
        sessions: async () => talk.assistant.sessions,
        demo: async () => ({ scene: talk.scene, kb: talk.kb }),
      });
      expect((await offered.list()).map(({ name }) => name)).toEqual(['here']);
      expect(await offered.find(join(inside, 'there.hdr'))).toBeNull();
      expect(await offered.find(join(inside, 'here.hdr'))).toMatchObject({ name: 'here' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
