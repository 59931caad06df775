import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.js';

function recording(run: (inputs: readonly number[]) => Promise<readonly number[]>) {
  const batches: (readonly number[])[] = [];
  const group = new GroupCommit<number, number>(
    (inputs) => {
      batches.push(inputs);
      return run(inputs);
    },
    { sizeMax: 3, runningMax: 1 },
  );
  return { batches, group };
}

describe('concurrent calls', () => {
  it('share batches no larger than the limit, and each gets its own answer', async () => {
    const { batches, group } = recording(async (inputs) => inputs.map((input) => input * 10));
    const outputs = await Promise.all([1, 2, 3, 4].map((input) => group.call(input)));
    expect(outputs).toEqual([10, 20, 30, 40]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('are tried one by one when their batch fails, so that only the bad one fails', async () => {
    const { group } = recording(async (inputs) => {
      if (inputs.includes(2)) throw new Error('two is bad');
      return inputs;
    });
    const results = await Promise.allSettled([1, 2, 3].map((input) => group.call(input)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
