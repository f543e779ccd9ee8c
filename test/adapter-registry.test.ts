import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activate, rollback, verifyFolder } from '../fine-tune/registry/activate.ts';
import { approveAdapter } from '../fine-tune/registry/approve.ts';
import { listAdapters } from '../fine-tune/registry/list.ts';
import { registerAdapter, writeCard } from '../fine-tune/registry/register.ts';
import type { AdapterCard } from '../model-server/adapters/adapter-card.ts';
import { adapterFolder, readAdapterState, statePath } from '../model-server/adapters/adapter-state.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { ORIGIN, writeAdapter, writeTrained } from './support/adapter-folder.ts';
import { temporaryHome } from './support/home.ts';
import { question } from './support/nano-questions.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-registry-'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Tokens with their log probabilities, as the model in this process gives them. */
async function answers(adapter?: string) {
  const model = (await openVisionModel(adapter === undefined ? {} : { visionModel: adapter }))!;
  try {
    const said = await model.completeMany(
      [1, 2].map((seed) => ({ ...question(seed), logprobs: true, top_logprobs: 3, max_tokens: 4 })),
    );
    return { active: await model.active!(), said: said.map(({ text, logprobs }) => ({ text, logprobs })) };
  } finally {
    await model.close();
  }
}

describe('the registry', () => {
  it('signs what a trainer wrote, activates it, and goes back to the earlier tokens bit for bit', async () => {
    const base = await answers();
    expect(base.active).toBeNull();
    await registerAdapter(writeTrained(join(folder, 'one'), 0.5), 'ridge-1', ORIGIN);
    expect(existsSync(join(folder, 'one'))).toBe(false);
    expect(await answers()).toEqual(base);

    const first = await activate('ridge-1', 'Li');
    expect(first).toMatchObject({ active: { name: 'ridge-1' }, before: null });
    const second = await answers();
    expect(second.active).toBe('ridge-1');
    expect(second.said).not.toEqual(base.said);
    expect((await answers('base')).said).toEqual(base.said);

    await registerAdapter(writeTrained(join(folder, 'two'), 0.25), 'ridge-2', ORIGIN);
    const card = approveAdapter('ridge-2', { target: { change: 0.2 } }, 'Wang');
    expect(card).toMatchObject({
      by: 'Wang',
      parent: { name: 'ridge-1' },
      dataset: { name: 'ridge', version: 1 },
      seed: 1,
    });
    await activate('ridge-2', 'Wang');
    await activate('ridge-2', 'Wang');
    expect((await answers()).active).toBe('ridge-2');

    expect(listAdapters()).toMatchObject({
      active: 'ridge-2',
      adapters: [
        { name: 'ridge-1', active: false, parent: null, method: 'lora' },
        { name: 'ridge-2', active: true, parent: 'ridge-1', by: 'Wang', metrics: { target: { change: 0.2 } } },
      ],
    });
    await rollback('Wang');
    expect(await answers()).toEqual(second);
    await rollback('Wang');
    expect(await answers()).toEqual(base);
    await expect(rollback('Wang')).rejects.toMatchObject({ code: 'ADAPTER_NO_EARLIER' });
    expect(readAdapterState().log.map(({ did, adapter }) => [did, adapter?.name ?? null])).toEqual([
      ['activate', 'ridge-1'],
      ['activate', 'ridge-2'],
      ['rollback', 'ridge-1'],
      ['rollback', null],
    ]);
  });

  it('is what the commands print', async () => {
    const listed = jsonOf(await gossan(['adapters', 'list', '--json']));
    expect(listed).toMatchObject({ active: null, adapters: [{ name: 'ridge-1' }, { name: 'ridge-2' }] });
    expect(jsonOf(await gossan(['adapters', 'activate', 'ridge-2', '--by', 'Li', '--json']))).toMatchObject({
      active: { name: 'ridge-2' },
    });
    expect((await gossan(['adapters', 'list'])).stdout).toMatch(/● +ridge-2 .*Wang/);
    expect(jsonOf(await gossan(['adapters', 'rollback', '--json']))).toMatchObject({ active: null });
    const again = await gossan(['adapters', 'rollback', '--json']);
    expect([again.code, jsonOf(again)]).toMatchObject([1, { error: { code: 'ADAPTER_NO_EARLIER' } }]);
    const unknown = await gossan(['adapters', 'activate', 'nobody', '--json']);
    expect([unknown.code, jsonOf(unknown)]).toMatchObject([2, { error: { code: 'ADAPTER_UNKNOWN' } }]);
  });

  it('refuses a name that is taken or none, and takes the same adapter again', async () => {
    await registerAdapter(writeTrained(join(folder, 'again'), 0.5), 'ridge-1', ORIGIN);
    await expect(registerAdapter(writeTrained(join(folder, 'other'), 0.75), 'ridge-1', ORIGIN)).rejects.toMatchObject({
      code: 'ADAPTER_NAME',
    });
    for (const name of ['base', '../x', '']) {
      await expect(registerAdapter(join(folder, 'other'), name, ORIGIN)).rejects.toMatchObject({
        code: 'ADAPTER_NAME',
      });
    }
  });

  it('lists an adapter that is damaged with the reason, and leaves what is active alone', async () => {
    await activate('ridge-1', null);
    const path = join(adapterFolder('ridge-2'), 'adapter.json');
    const card = readFileSync(path, 'utf8');
    writeFileSync(path, card.replace('"Wang"', '"Zhao"'));
    expect(listAdapters().adapters[1]).toMatchObject({ name: 'ridge-2', fault: expect.stringContaining('changed') });
    const before = readFileSync(statePath());
    await expect(activate('ridge-2', null)).rejects.toMatchObject({ code: 'ADAPTER_CHANGED' });
    expect(readFileSync(statePath())).toEqual(before);
    writeFileSync(path, card);
    await rollback(null);
  });
});

describe('an adapter is refused whole', () => {
  const spoilt: [string, string, (path: string, facts: (change: Partial<AdapterCard>) => void) => void][] = [
    ['for another base', 'ADAPTER_BASE', (_, facts) => facts({ base: { name: 'other', sha256: 'a'.repeat(64) } })],
    ['with a changed file', 'ADAPTER_CHANGED', (path) => appendFileSync(join(path, 'adapter_config.json'), ' ')],
    ['with a missing file', 'ADAPTER_INCOMPLETE', (path) => rmSync(join(path, 'adapter_model.safetensors'))],
    ['without its card', 'ADAPTER_INCOMPLETE', (path) => rmSync(join(path, 'adapter.json'))],
    ['with a card that leaves out its weights', 'ADAPTER_INCOMPLETE', (_, facts) => facts({ files: {} })],
    ['with a card that was edited', 'ADAPTER_CHANGED', (path) => edit(path, '"seed": null', '"seed": 2')],
    ['with a card of another form', 'VISION_ADAPTER', (path) => edit(path, '"format": 1', '"format": 2')],
  ];
  it.each(spoilt)('%s', async (what, code, spoil) => {
    const path = writeAdapter(join(folder, what), 0.5);
    spoil(path, (change) => writeAdapter(path, 0.5, change));
    // On another base only its user can check the tensors; the embedded backend refuses it.
    const { EmbeddedModel } = await import('../model-server/embedded/embedded-model.ts');
    const { shippedBase } = await import('../model-server/open-vision-model.ts');
    const model = await EmbeddedModel.open({ folder: shippedBase() });
    await expect(model.loadAdapter('spoilt', path)).rejects.toMatchObject({ code });
    expect(await model.models()).toHaveLength(1);
    await model.close();
  });

  const edit = (path: string, from: string, to: string) => {
    const card = join(path, 'adapter.json');
    writeFileSync(card, readFileSync(card, 'utf8').replace(from, to));
  };

  /** Renames a tensor in the header of merged weights, its length kept. */
  it.each([
    ['q_proj.weight', 'z_proj.weight', /missing: .*q_proj.*left over: .*z_proj/],
    ['[320]', '[160]', /another form/],
  ])('with tensors that do not fit: %s', async (from, to, says) => {
    const path = writeTrained(join(folder, `keys ${to}`), 0.5);
    const weights = join(path, 'model.safetensors');
    const bytes = readFileSync(weights);
    bytes.write(to, bytes.indexOf(from), 'utf8');
    writeFileSync(weights, bytes);
    const registering = registerAdapter(path, 'misfit', ORIGIN);
    await expect(registering).rejects.toMatchObject({ code: 'ADAPTER_KEYS' });
    await expect(registering).rejects.toThrow(says);
    expect(existsSync(adapterFolder('misfit'))).toBe(false);
  });

  it('with a graph of its own whose tensors do not fit it', async () => {
    const path = writeTrained(join(folder, 'graph'), 0.5, 'graph');
    const weights = join(path, 'model.safetensors');
    const whole = readFileSync(weights);
    const bytes = Buffer.from(whole);
    const key = '"model.language_model.norm.weight"';
    // The tensor keeps its place and loses its end: what the graph reads is then no tensor.
    const at = bytes.indexOf('data_offsets', bytes.indexOf(key));
    const offsets = /\[(\d+),\s?(\d+)\]/.exec(bytes.toString('utf8', at, at + 60))!;
    bytes.write(offsets[0].replace(offsets[2]!, String(Number(offsets[2]) - 2)), at + bytes.subarray(at).indexOf('['));
    writeFileSync(weights, bytes);
    await expect(registerAdapter(path, 'graph', ORIGIN)).rejects.toMatchObject({ code: 'ADAPTER_KEYS' });
    writeFileSync(weights, whole);
    await registerAdapter(path, 'graph', ORIGIN);
    const merged = writeTrained(join(folder, 'merged twin'), 0.5);
    await registerAdapter(merged, 'merged-twin', ORIGIN);
    expect((await answers('graph')).said).toEqual((await answers('merged-twin')).said);
  });

  it('and a signature follows the content, not the order of its keys', async () => {
    const path = writeAdapter(join(folder, 'order'), 0.5, { recipe: { rate: 2e-5, a: [1, { z: null, b: 1.0 }] } });
    const card = JSON.parse(readFileSync(join(path, 'adapter.json'), 'utf8')) as AdapterCard;
    const turned = Object.fromEntries(Object.entries(card).reverse());
    writeFileSync(join(path, 'adapter.json'), JSON.stringify(turned));
    expect((await verifyFolder(path, 'order')).sha256).toBe(card.sha256);
    const { sha256: _, ...facts } = card;
    expect(writeCard(path, { ...facts, recipe: { rate: 3e-5 } }).sha256).not.toBe(card.sha256);
  });
});
