import { expect, it } from 'vitest';
import { Pause } from './pause.js';
import { retry } from './retry.js';

const veryLongMs = 2_000_000;

it('a wait lasts for the given time', async () => {
  const startedMs = performance.now();
  await new Pause().wait(20);
  expect(performance.now() - startedMs).toBeGreaterThan(18);
});

it('all current waits are cut short, later ones are not', async () => {
  const pause = new Pause();
  const waits = [pause.wait(veryLongMs), pause.wait(veryLongMs)];
  pause.cutShort();
  expect(await Promise.all(waits)).toHaveLength(2);
  const later = pause.wait(veryLongMs).then(() => 'over');
  expect(await Promise.race([later, new Promise((resolve) => setImmediate(resolve, 'waits'))])).toBe('waits');
  pause.cutShort();
  expect(await later).toBe('over');
});

it('no wait starts after the end', async () => {
  const pause = new Pause();
  const waiting = pause.wait(veryLongMs);
  pause.end();
  expect(await Promise.all([waiting, pause.wait(veryLongMs)])).toHaveLength(2);
  expect(pause.ended).toBe(true);
});

const backoff = { firstMs: 1, maxMs: 2 };

it('a failing call is retried until it succeeds, and each failure is reported', async () => {
  const told: unknown[] = [];
  let tries = 0;
  const work = async () => {
    tries += 1;
    if (tries < 4) throw new Error(`try ${tries}`);
    return Promise.resolve('done');
  };
  expect(await retry(work, { backoff, onFailure: (error) => told.push(error) })).toBe('done');
  expect(told).toEqual([new Error('try 1'), new Error('try 2'), new Error('try 3')]);
});

it('nothing is retried once the pause has ended', async () => {
  const pause = new Pause();
  let tries = 0;
  const work = async () => Promise.reject(new Error(`try ${(tries += 1)}`));
  expect(
    await retry(work, { backoff: { firstMs: veryLongMs, maxMs: veryLongMs }, onFailure: () => pause.end(), pause }),
  ).toBeUndefined();
  expect(tries).toBe(1);
});
