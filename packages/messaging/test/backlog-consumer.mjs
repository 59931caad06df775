// An EventConsumer as services run it, in its own process, whose memory can be limited: node --max-old-space-size=96
// backlog-consumer.mjs BROKER DATABASE_URL TOPIC COUNT. Ends when COUNT events are handled, and prints its peak memory.
import { userRegistered } from '@fairway/contracts';
import { connectKafka, EventConsumer } from '@fairway/messaging';
import { pgDatabase } from '@fairway/testkit';
import pg from 'pg';

const [broker, connectionString, topic, count] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 4 });
let handled = 0;

const consumer = new EventConsumer({
  group: topic,
  topics: [topic],
  handlers: [{ event: userRegistered, handle: async (events) => void (handled += events.length) }],
  database: pgDatabase(pool),
  kafka: connectKafka({ brokers: [broker], clientId: 'backlog' }),
  logger: { info: () => undefined, warn: console.error, error: console.error },
});

const startedMs = performance.now();
consumer.start();
const timer = setInterval(async () => {
  if (handled < Number(count)) return;
  clearInterval(timer);
  await consumer.stop();
  await pool.end();
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(JSON.stringify({ handled, seconds, maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}, 100);
