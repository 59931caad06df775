import { describe, expect, it } from 'vitest';
import { KeyLanes } from './key-lanes.js';

function lanesWith(...items: [key: string, item: number][]): KeyLanes<number> {
  const lanes = new KeyLanes<number>();
  for (const [key, item] of items) lanes.add(key, item);
  return lanes;
}

describe('KeyLanes', () => {
  it('hands out the items of a key in order', () => {
    const lanes = lanesWith(['a', 1], ['b', 2], ['a', 3]);
    expect([...lanes.take(10)]).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('keeps a taken key back until it is released, whatever is added to it', () => {
    const lanes = lanesWith(['a', 1]);
    lanes.take(10);
    lanes.add('a', 2);
    lanes.add('b', 3);
    expect([...lanes.take(10)]).toEqual([['b', [3]]]);
    lanes.release('a');
    expect([...lanes.take(10)]).toEqual([['a', [2]]]);
  });

  it('puts unfinished items back before later ones', () => {
    const lanes = lanesWith(['a', 1], ['a', 2]);
    const taken = lanes.take(10).get('a') ?? [];
    lanes.add('a', 3);
    lanes.release('a', taken.slice(1));
    expect([...lanes.take(10)]).toEqual([['a', [2, 3]]]);
  });

  it('takes no more than the limit and leaves the rest in order', () => {
    const lanes = lanesWith(['a', 1], ['a', 2], ['a', 3]);
    expect([...lanes.take(2)]).toEqual([['a', [1, 2]]]);
    expect(lanes.size).toBe(1);
    lanes.release('a');
    expect([...lanes.take(2)]).toEqual([['a', [3]]]);
  });

  it('counts as ready what a free key has, and nothing of a taken one', () => {
    const lanes = lanesWith(['a', 1], ['a', 2], ['a', 3], ['b', 4]);
    expect(lanes.readySize).toBe(4);
    const taken = lanes.take(2).get('a') ?? [];
    lanes.add('a', 5);
    expect(lanes.readySize).toBe(1);
    lanes.release('a', taken);
    expect(lanes.readySize).toBe(5);
    lanes.clear();
    expect(lanes.readySize).toBe(0);
  });

  it('keeps taken keys taken when the queue is cleared', () => {
    const lanes = lanesWith(['a', 1], ['b', 2]);
    lanes.take(1);
    lanes.clear();
    lanes.add('a', 9);
    expect(lanes.take(10).size).toBe(0);
    lanes.release('a');
    expect([...lanes.take(10)]).toEqual([['a', [9]]]);
  });
});
