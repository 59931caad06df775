import { expect, it } from 'vitest';
import { untilNoneLeft } from './until-none-left.js';

const options = { stalledAfterMs: 50, everyMs: 1 };

function counting(counts: (number | Error)[]): () => number {
  return () => {
    const count = counts.length > 1 ? counts.shift() : counts[0];
    if (count instanceof Error) throw count;
    return count ?? 0;
  };
}

it('waits as long as there is progress, also through counts that cannot be read', async () => {
  const counts = [3, new Error('away'), 2, 1, 0];
  await untilNoneLeft('stock', counting(counts), options);
  expect(counts).toEqual([0]);
});

it('does not trust a single 0', async () => {
  const counts = [0, 1, 0, 0, 7];
  await untilNoneLeft('stock', counting(counts), options);
  expect(counts).toEqual([7]);
});

it('fails when the count stops falling, with the count and the cause', async () => {
  await expect(untilNoneLeft('stock', counting([5, 6, 5]), options)).rejects.toThrow(
    'stock: 5 left, and no progress for 50 ms',
  );
  await expect(untilNoneLeft('stock', counting([new Error('away')]), options)).rejects.toMatchObject({
    cause: { message: 'away' },
  });
});
