// A group member in its own process, which a test can freeze or starve: node group-member.mjs <broker> <topic>. The
// group has the name of the topic. It reports in JSON lines on stdout, and commits when a line arrives on stdin.
import { createInterface } from 'node:readline';
import { kafkaUnderTest } from './kafka-under-test.ts';

const [broker, topic] = process.argv.slice(2);
const timing = { sessionTimeoutMs: 6_000, partitionCheckMs: 30_000 };
const consumer = kafkaUnderTest.connect(broker, timing).createConsumer({ group: topic, topics: [topic] });
const positions = new Map();
let read = [];
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const commit = () =>
  consumer.commit([...positions.values()]).then(
    () => say({ commit: 'done' }),
    () => say({ commit: 'refused' }),
  );

setInterval(() => {
  if (read.length > 0) say({ read });
  read = [];
}, 100);
createInterface({ input: process.stdin }).on('line', () => void commit());
await consumer.start({
  record: ({ partition, offset }) => read.push(`${partition}:${offset}`),
  position: (position) => positions.set(position.partition, position),
  rebalancing: () => void commit(),
  assigned: ({ reason, generation }) => {
    positions.clear();
    say({ joined: { reason, generation } });
  },
  // A member that was frozen may have lost its membership; a service then creates a new consumer.
  failed: () => say({ failed: true }),
});
