import { connectKafka, EventConsumer, type EventHandler } from '@fairway/messaging';
import { logger } from '@fairway/service-kit';
import type { EntityManager } from 'typeorm';
import { openDatabase } from './fairway-database.js';
import { measured } from './measured-event.js';

const handler: EventHandler<typeof measured, EntityManager> = {
  event: measured,
  async handle(events, manager) {
    const parameters = [events.map(({ id }) => id), events.map(({ data }) => data.n)];
    await manager.query('INSERT INTO effects SELECT * FROM unnest($1::uuid[], $2::bigint[])', parameters);
  },
};
const topic = process.env['TOPIC'] ?? '';
const kafka = connectKafka({ brokers: [process.env['BROKER'] ?? ''], clientId: 'consumer' });
const database = await openDatabase();
new EventConsumer({ group: topic, topics: [topic], handlers: [handler], database, kafka, logger }).start();
