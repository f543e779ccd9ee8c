import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readAhead } from '../rag/read-ahead.ts';

it('reads one file ahead of the caller, not more, and gives them in their order', async () => {
  const begun: string[] = [];
  const got: string[] = [];
  const read = async (path: string) => {
    begun.push(path);
    await sleep(path === 'b' ? 20 : 1);
    return path.toUpperCase();
  };
  for await (const { path, loaded } of readAhead(['a', 'b', 'c', 'd'], read)) {
    got.push(path + loaded);
    await sleep(5);
    expect(begun).toHaveLength(Math.min(4, got.length + 1));
  }
  expect(got).toEqual(['aA', 'bB', 'cC', 'dD']);
});

it('stops what it reads ahead when the caller ends, and when it is interrupted', async () => {
  const stopped: string[] = [];
  const read = (path: string, signal: AbortSignal) =>
    sleep(path === 'a' ? 0 : 60_000, path, { signal }).catch((error) => {
      stopped.push(path);
      throw error;
    });
  for await (const { loaded } of readAhead(['a', 'b'], read)) {
    expect(loaded).toBe('a');
    break;
  }
  expect(stopped).toEqual(['b']);
  const interrupt = new AbortController();
  const all = async () => {
    for await (const _ of readAhead(['a', 'b', 'c'], read, { signal: interrupt.signal })) interrupt.abort();
  };
  await expect(all()).rejects.toThrow();
  expect(stopped).toEqual(['b', 'b']);
});

it('tells a failed reading to the caller when its turn comes', async () => {
  const read = async (path: string) => {
    if (path === 'b') throw new Error('b is damaged');
    return path;
  };
  const got: string[] = [];
  const all = async () => {
    for await (const { loaded } of readAhead(['a', 'b', 'c'], read)) {
      got.push(loaded);
      await sleep(5);
    }
  };
  await expect(all()).rejects.toThrow('b is damaged');
  expect(got).toEqual(['a']);
});
