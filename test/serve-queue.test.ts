import { describe, expect, it } from 'vitest';
import { RequestQueue } from '../model-server/queue.ts';

const never = new AbortController().signal;
const limits = { slots: 1, waiting: 2, seconds: 60 };

/** Lets what is ready run, without waiting for time. */
const settled = () => new Promise((resume) => setImmediate(resume));

describe('the queue of the server', () => {
  it('serves in order, and refuses beyond the limit with advice', async () => {
    const queue = new RequestQueue(limits);
    const order: string[] = [];
    const first = await queue.acquire(never);
    const named = async (name: string) => {
      const slot = await queue.acquire(never);
      order.push(name);
      return slot;
    };
    const second = named('second');
    const third = named('third');
    await expect(queue.acquire(never)).rejects.toMatchObject({ code: 'VISION_BUSY', values: { seconds: 1 } });
    expect([queue.running, queue.waiting, queue.refused]).toEqual([1, 2, 1]);
    first.release();
    (await second).release();
    (await third).release();
    expect(order).toEqual(['second', 'third']);
    expect(queue.running).toBe(0);
  });

  it('takes the slot from a caller that hangs up, in the same moment', async () => {
    const queue = new RequestQueue(limits);
    const caller = new AbortController();
    const slot = await queue.acquire(caller.signal);
    let started = false;
    const next = queue.acquire(never).then((got) => {
      started = true;
      return got;
    });
    caller.abort();
    await settled();
    expect(started).toBe(true);
    expect(slot.signal.aborted).toBe(true);
    slot.release();
    expect([queue.running, queue.cancelled]).toEqual([1, 1]);
    (await next).release();
    expect(queue.running).toBe(0);
  });

  it('forgets a caller that hangs up while waiting', async () => {
    const queue = new RequestQueue(limits);
    const slot = await queue.acquire(never);
    const caller = new AbortController();
    const waiting = queue.acquire(caller.signal);
    caller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect(queue.waiting).toBe(0);
    slot.release();
    expect(queue.running).toBe(0);
  });

  it('ends what takes too long', async () => {
    const queue = new RequestQueue({ ...limits, seconds: 0.02 });
    const slot = await queue.acquire(never);
    await new Promise((resume) => slot.signal.addEventListener('abort', resume));
    expect(slot.signal.reason).toMatchObject({ code: 'VISION_TIMEOUT', values: { seconds: 0.02 } });
    // Its time is over, so the slot is free, though it never gave it back.
    expect(queue.running).toBe(0);
  });

  it('stops when those that it took have ended', async () => {
    const queue = new RequestQueue(limits);
    const running = await queue.acquire(never);
    const waiting = queue.acquire(never);
    let drained = false;
    const draining = queue.drain().then(() => (drained = true));
    await expect(queue.acquire(never)).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    running.release();
    await settled();
    expect(drained).toBe(false);
    (await waiting).release();
    await draining;
  });
});
