import { expect, test } from 'vitest';
import { BlockCache } from '../tools/spectral/readers/geotiff-cache.ts';

/** Blocks of 100 bytes; counts how often each is decoded. */
function counting(cache: BlockCache) {
  const decoded: number[] = [];
  const get = (block: number) =>
    cache.get(block, async () => {
      decoded.push(block);
      return new Uint8Array(100).fill(block);
    });
  return { decoded, get };
}

test('the blocks used last are kept, the others decoded again', async () => {
  const { decoded, get } = counting(new BlockCache(300));
  for (const block of [1, 2, 3, 1, 4, 1, 3, 2]) expect((await get(block))[0]).toBe(block);
  expect(decoded).toEqual([1, 2, 3, 4, 2]);
});

test('two wishes for one block at once decode it once', async () => {
  const { decoded, get } = counting(new BlockCache(300));
  await Promise.all([get(7), get(7)]);
  expect(decoded).toEqual([7]);
});

test('a block that fails is tried again', async () => {
  const cache = new BlockCache(300);
  await expect(cache.get(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect((await cache.get(1, async () => Uint8Array.of(5)))[0]).toBe(5);
});

test('a block larger than the limit is given and not kept', async () => {
  const { decoded, get } = counting(new BlockCache(50));
  await get(1);
  await get(1);
  expect(decoded).toEqual([1, 1]);
});
