import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.js';

function recording(run: (inputs: readonly number[]) => Promise<readonly number[]>) {
  const batches: (readonly number[])[] = [];
  const group = new GroupCommit<number, number>(
    (inputs) => {
      batches.push(inputs);
      return run(inputs);
    },
    { sizeMax: 3, runningMax: 1, waitingMax: 4, waitMaxMs: 50 },
  );
  return { batches, group };
}

describe('concurrent calls', () => {
  it('share batches up to the limit, and each gets its own result', async () => {
    const { batches, group } = recording(async (inputs) => inputs.map((input) => input * 10));
    const outputs = await Promise.all([1, 2, 3, 4].map((input) => group.call(input)));
    expect(outputs).toEqual([10, 20, 30, 40]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('are retried in halves when their batch fails, so that only the bad one fails', async () => {
    const { batches, group } = recording(async (inputs) => {
      if (inputs.includes(2)) throw new Error('two is bad');
      return inputs;
    });
    const results = await Promise.allSettled([3, 1, 2].map((input) => group.call(input)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(batches).toEqual([[3, 1, 2], [3, 1], [2]]);
  });
});

describe('while no batch finishes', () => {
  it('refuses calls beyond the limit at once and late calls after a time, and starts none of them', async () => {
    const blocked = Promise.withResolvers<readonly number[]>();
    const { batches, group } = recording(() => blocked.promise);
    const begun = [1, 2, 3].map((input) => group.call(input));
    await new Promise(setImmediate);
    const waiting = [4, 5, 6, 7].map((input) => group.call(input));
    const refusal = { code: 'service_unavailable', headers: { 'retry-after': '1' } };
    await expect(group.call(8)).rejects.toMatchObject(refusal);
    const refused = await Promise.allSettled(waiting);
    expect(refused).toMatchObject(waiting.map(() => ({ status: 'rejected', reason: refusal })));
    blocked.resolve([1, 2, 3]);
    await expect(Promise.all(begun)).resolves.toEqual([1, 2, 3]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('fails a whole batch during an outage, without retrying each call', async () => {
    const { batches, group } = recording(async () => {
      throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
    });
    const results = await Promise.allSettled([1, 2, 3].map((input) => group.call(input)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(batches).toHaveLength(1);
  });
});
