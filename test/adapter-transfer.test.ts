import { appendFileSync, createReadStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerAdapter } from '../fine-tune/registry/register.ts';
import { pullAdapter, pushAdapter } from '../fine-tune/registry/transfer.ts';
import { adapterFolder, adapterNames } from '../model-server/adapters/adapter-state.ts';
import { ORIGIN, writeTrained } from './support/adapter-folder.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
let team: string;
let hub: Server;
beforeAll(async () => {
  home = temporaryHome();
  team = mkdtempSync(join(tmpdir(), 'gossan-team-'));
  await registerAdapter(writeTrained(join(team, 'trained'), 0.5), 'ridge', ORIGIN);
  // A hub as far as a client sees one: files below /OWNER/REPOSITORY/resolve/REVISION/.
  hub = createServer((request, reply) => {
    const path = join(team, request.url!.replace(/^\/geology\/ridge\/resolve\/main\//, 'ridge/'));
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) reply.writeHead(404).end();
    else createReadStream(path).pipe(reply);
  });
  await new Promise<void>((resume) => hub.listen(0, '127.0.0.1', resume));
});
afterAll(() => {
  hub.close();
  home.remove();
  rmSync(team, { recursive: true, force: true });
});

const address = () => `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
const forget = () => rmSync(adapterFolder('ridge'), { recursive: true, force: true });

describe('an adapter travels', () => {
  it('into a folder and back, by the commands', async () => {
    const pushed = await gossan(['adapters', 'push', 'ridge', team, '--json']);
    expect(jsonOf(pushed)).toEqual({ name: 'ridge', folder: join(team, 'ridge') });
    expect(await pushAdapter('ridge', pathToFileURL(team).href)).toBe(join(team, 'ridge'));
    forget();
    const pulled = await gossan(['adapters', 'pull', join(team, 'ridge'), '--json']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(jsonOf(pulled)).toMatchObject({ name: 'ridge', method: 'lora' });
    // Again is no fault.
    expect((await gossan(['adapters', 'pull', join(team, 'ridge')])).code).toBe(0);
    expect(readdirSync(team).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('from a web address and from a hub', async () => {
    forget();
    expect((await pullAdapter(`${address()}/ridge/`)).name).toBe('ridge');
    forget();
    process.env.HF_ENDPOINT = address();
    expect((await pullAdapter('hf:geology/ridge')).name).toBe('ridge');
    delete process.env.HF_ENDPOINT;
    expect(adapterNames()).toEqual(['ridge']);
  });

  it.each([
    ['nowhere', 'ADAPTER_SOURCE'],
    ['hf:no repository', 'ADAPTER_SOURCE'],
    ['http://127.0.0.1:1/ridge', 'ADAPTER_SOURCE'],
  ])('not from %s', async (source, code) => {
    await expect(pullAdapter(source)).rejects.toMatchObject({ code });
  });

  it('not without a network where that is forbidden, and not to one', async () => {
    await expect(pullAdapter(`${address()}/ridge`, { offline: true })).rejects.toThrow('GOSSAN_OFFLINE');
    await expect(pushAdapter('ridge', 'https://example.org/x')).rejects.toMatchObject({ code: 'ADAPTER_DESTINATION' });
    await expect(pullAdapter(`${address()}/elsewhere`)).rejects.toThrow('404');
  });

  it('whole, or not at all', async () => {
    forget();
    appendFileSync(join(team, 'ridge', 'model.safetensors'), ' ');
    await expect(pullAdapter(`${address()}/ridge`)).rejects.toMatchObject({ code: 'ADAPTER_CHANGED' });
    rmSync(join(team, 'ridge', 'model.safetensors'));
    await expect(pullAdapter(join(team, 'ridge'))).rejects.toMatchObject({ code: 'ADAPTER_INCOMPLETE' });
    expect(existsSync(adapterFolder('ridge'))).toBe(false);
    expect(readdirSync(join(home.path, 'adapters', '.arriving'))).toEqual([]);
  });
});
