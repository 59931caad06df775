import { connectKafka, OutboxRelay } from '@fairway/messaging';
import { pgDatabase } from '@fairway/testkit';
import pg from 'pg';

// The relay alone, as a process of its own: with none to wake it, it finds rows by polling.
const database = pgDatabase(new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 2 }));
const kafka = connectKafka({ brokers: [process.env['BROKER'] ?? ''], clientId: 'relay' });
const write = (fields: object, message: string) =>
  void process.stdout.write(`${JSON.stringify({ message, ...fields })}\n`);
new OutboxRelay({ database, kafka, logger: { info: write, warn: write, error: write } }).start();
