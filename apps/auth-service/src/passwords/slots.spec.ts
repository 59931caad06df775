import { describe, expect, it } from 'vitest';
import { NoSlotError, Slots } from './slots.js';

/** Tasks that end when they are told to, and the order in which they began. */
function tasks(slots: Slots) {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const begin = (name: string) => {
    const ending = Promise.withResolvers<string>();
    ends.set(name, ending);
    return slots.run(() => {
      started.push(name);
      return ending.promise;
    });
  };
  const end = (name: string) => ends.get(name)?.resolve(name);
  const fail = (name: string) => ends.get(name)?.reject(new Error(name));
  return { started, begin, end, fail };
}

describe('slots', () => {
  it('run as many tasks as there are slots, the others in turn', async () => {
    const { started, begin, end } = tasks(new Slots({ runningMax: 2, waitingMax: 10 }));
    const all = ['a', 'b', 'c', 'd'].map(begin);
    expect(started).toEqual(['a', 'b']);
    end('b');
    await expect(all[1]).resolves.toBe('b');
    expect(started).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c', 'd']) end(name);
    await expect(Promise.all(all)).resolves.toEqual(['a', 'b', 'c', 'd']);
  });

  it('are free again after a task that failed', async () => {
    const { started, begin, end, fail } = tasks(new Slots({ runningMax: 1, waitingMax: 1 }));
    const failing = begin('a');
    const next = begin('b');
    fail('a');
    await expect(failing).rejects.toThrow('a');
    end('b');
    await expect(next).resolves.toBe('b');
    expect(started).toEqual(['a', 'b']);
  });

  it('refuse when the queue is full, and take again when it is not', async () => {
    const { begin, end } = tasks(new Slots({ runningMax: 1, waitingMax: 1 }));
    const running = begin('a');
    const waiting = begin('b');
    await expect(begin('c')).rejects.toThrow(NoSlotError);
    end('a');
    await running;
    const late = begin('d');
    end('b');
    end('d');
    await expect(Promise.all([waiting, late])).resolves.toEqual(['b', 'd']);
  });
});
