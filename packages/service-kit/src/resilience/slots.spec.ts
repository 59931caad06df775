import { describe, expect, it } from 'vitest';
import { NoSlotError, Slots } from './slots.js';

const stays = new AbortController().signal;
const anHourMs = 3_600_000;

/** Callers of `take` by name, in the order in which they got a slot. */
function queueFor(slots: Slots) {
  const started: string[] = [];
  const take = async (name: string, { lane = 'all', timeoutMs = anHourMs, signal = stays } = {}): Promise<void> => {
    await slots.take({ lane, timeoutMs, signal });
    started.push(name);
  };
  return { started, take };
}

describe('slots', () => {
  it('are given out up to their number, then to waiting callers in turn', async () => {
    const slots = new Slots({ runningMax: 2, waitingMax: 10 });
    const { started, take } = queueFor(slots);
    const all = ['a', 'b', 'c', 'd'].map((name) => take(name));
    await Promise.all(all.slice(0, 2));
    expect(slots.tryTake()).toBe(false);
    slots.release();
    await all[2];
    slots.release();
    await all[3];
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are refused at once while the queue is full', async () => {
    const slots = new Slots({ runningMax: 1, waitingMax: 1 });
    const { take } = queueFor(slots);
    await take('a');
    const waiting = take('b');
    await expect(take('c')).rejects.toThrow(NoSlotError);
    slots.release();
    await waiting;
    const late = take('d');
    slots.release();
    await late;
    slots.release();
    expect(slots.tryTake()).toBe(true);
  });

  it('are refused after the waiting time, and the next caller takes the place', async () => {
    const slots = new Slots({ runningMax: 1, waitingMax: 2 });
    const { started, take } = queueFor(slots);
    await take('a');
    const short = take('b', { timeoutMs: 1 });
    const long = take('c');
    await expect(short).rejects.toThrow('No slot was free within 1 ms');
    slots.release();
    await long;
    expect(started).toEqual(['a', 'c']);
  });

  it('are not given to callers that left, even when one is released in the same moment', async () => {
    const slots = new Slots({ runningMax: 1, waitingMax: 2 });
    const { started, take } = queueFor(slots);
    const leaver = new AbortController();
    await take('a');
    const left = take('b', { signal: leaver.signal });
    const next = take('c');
    leaver.abort(new Error('gone'));
    slots.release();
    await expect(left).rejects.toThrow('gone');
    await next;
    await expect(take('d', { signal: leaver.signal })).rejects.toThrow('gone');
    slots.release();
    expect(slots.tryTake()).toBe(true);
    expect(started).toEqual(['a', 'c']);
  });

  it('alternate between lanes, each with its own queue', async () => {
    const slots = new Slots({ runningMax: 1, waitingMax: 3 });
    const { started, take } = queueFor(slots);
    await take('first');
    const crowd = ['r1', 'r2', 'r3'].map((name) => take(name, { lane: 'registration' }));
    await expect(take('r4', { lane: 'registration' })).rejects.toThrow(NoSlotError);
    const logins = ['l1', 'l2'].map((name) => take(name, { lane: 'login' }));
    for (const next of [crowd[0], logins[0], crowd[1], logins[1], crowd[2]]) {
      slots.release();
      await next;
    }
    expect(started).toEqual(['first', 'r1', 'l1', 'r2', 'l2', 'r3']);
  });
});
