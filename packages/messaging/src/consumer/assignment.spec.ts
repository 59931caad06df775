import { expect, it } from 'vitest';
import { Assignment } from './assignment.js';

it('limits the offsets kept behind an unfinished event: its partition waits, the others continue', () => {
  const waiting = new Set<string>();
  const nameOf = ({ topic, partition }: { topic: string; partition: number }) => `${topic}:${partition}`;
  const assignment = new Assignment({
    pausePartition: (partition) => waiting.add(nameOf(partition)),
    resumePartition: (partition) => waiting.delete(nameOf(partition)),
  });
  const at = (offset: number, partition = 0) => ({ topic: 'stock', partition, offset: BigInt(offset) });
  const record = (offset: number, partition = 0) => ({ ...at(offset, partition), timestampMs: 0 });
  assignment.track(record(0));
  assignment.track(record(0, 1));
  for (let offset = 1; offset < 10_000; offset += 1) {
    assignment.track(record(offset));
    assignment.complete(at(offset));
  }
  expect([...waiting]).toEqual(['stock:0']);
  expect(assignment.committable).toEqual([at(0), at(0, 1)]);
  assignment.complete(at(0));
  expect([...waiting]).toEqual([]);
  expect(assignment.committable).toEqual([at(10_000), at(0, 1)]);
});
