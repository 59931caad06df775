import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PartitionOffset, TopicPartition } from '../kafka/kafka-port.js';
import { Assignment } from './assignment.js';
import { ConsumerLag } from './consumer-lag.js';

const intake = { pausePartition: () => undefined, resumePartition: () => undefined };
const at = (offset: bigint, partition = 0): PartitionOffset => ({ topic: 'stock', partition, offset });

function assignmentOf(...positions: readonly PartitionOffset[]): Assignment {
  const assignment = new Assignment(intake, positions);
  assignment.startAt(positions);
  return assignment;
}

/** A lag of a topic whose partitions all end at `end`; without one the broker does not answer. */
function lagOf(end: { offset: bigint | undefined }): ConsumerLag {
  return new ConsumerLag(['stock'], {
    endOffsets: async (partitions: readonly TopicPartition[]) => {
      const { offset } = end;
      if (offset === undefined) throw new Error('connect ECONNREFUSED');
      return partitions.map((partition) => ({ ...partition, offset }));
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

describe('the lag of a consumer', () => {
  it('is the time without an assignment before the group has given it one', async () => {
    const lag = lagOf({ offset: 5n });
    later(60);
    expect(await lag.read(() => undefined)).toEqual([{ topic: 'stock', records: 0, seconds: 60 }]);
    expect(await lag.read(() => assignmentOf())).toEqual([{ topic: 'stock', records: 0, seconds: 0 }]);
  });

  it('is the age of the oldest unfinished record, of all partitions', async () => {
    const lag = lagOf({ offset: 9n });
    const assignment = assignmentOf(at(5n), at(8n, 1));
    assignment.track({ ...at(5n), timestampMs: Date.now() - 3_000 });
    assignment.track({ ...at(6n), timestampMs: Date.now() - 2_000 });
    assignment.track({ ...at(8n, 1), timestampMs: Date.now() - 1_000 });
    expect(await lag.read(() => assignment)).toEqual([{ topic: 'stock', records: 5, seconds: 3 }]);
    assignment.complete(at(5n));
    expect(await lag.read(() => assignment)).toEqual([{ topic: 'stock', records: 4, seconds: 2 }]);
  });

  it('grows while records are not read, and starts again with each that is', async () => {
    const lag = lagOf({ offset: 9n });
    const assignment = assignmentOf(at(5n));
    const read = async () => (await lag.read(() => assignment))[0];
    expect(await read()).toMatchObject({ records: 4, seconds: 0 });
    later(3_600);
    expect(await read()).toMatchObject({ records: 4, seconds: 3_600 });
    assignment.advance(at(6n));
    expect(await read()).toMatchObject({ records: 3, seconds: 0 });
    later(10);
    expect(await read()).toMatchObject({ records: 3, seconds: 10 });
  });

  it('grows over a reassignment that gives the partition back', async () => {
    const lag = lagOf({ offset: 9n });
    await lag.read(() => assignmentOf(at(5n)));
    later(10);
    expect(await lag.read(() => new Assignment(intake, [at(5n)]))).toMatchObject([{ seconds: 10 }]);
    later(10);
    expect(await lag.read(() => assignmentOf(at(5n)))).toMatchObject([{ records: 4, seconds: 20 }]);
  });

  it('does not count a partition that was lost', async () => {
    const lag = lagOf({ offset: 9n });
    await lag.read(() => assignmentOf(at(5n), at(9n, 1)));
    later(10);
    expect(await lag.read(() => assignmentOf(at(9n, 1)))).toEqual([{ topic: 'stock', records: 0, seconds: 0 }]);
  });

  it('grows while the broker does not answer, though nothing waited before', async () => {
    const end: { offset: bigint | undefined } = { offset: 5n };
    const lag = lagOf(end);
    const read = async () => (await lag.read(() => assignmentOf(at(5n))))[0];
    expect(await read()).toMatchObject({ records: 0, seconds: 0 });
    end.offset = undefined;
    await read();
    later(30);
    expect(await read()).toMatchObject({ records: 0, seconds: 30 });
    end.offset = 5n;
    expect(await read()).toMatchObject({ records: 0, seconds: 0 });
  });
});
