import { randomUUID } from 'node:crypto';
import { topicOf } from '@fairway/catalog';
import { dataSchemaOf, type EventData, type EventDefinition, type EventType } from '@fairway/contracts';
import type { OutgoingRecord } from '@fairway/messaging';

/** An event as the service that produces it would publish it; with the id of an earlier one, it is that one again. */
export function eventRecord<Definition extends EventDefinition<EventType>>(
  event: Definition,
  data: EventData<Definition>,
  id: string = randomUUID(),
): OutgoingRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: event.type,
    ce_source: 'test',
    ce_time: new Date().toISOString(),
    ce_dataschema: dataSchemaOf(event),
    'content-type': 'application/json',
  };
  return {
    topic: topicOf(event.type),
    key: Buffer.from(event.key(data)),
    value: Buffer.from(JSON.stringify(data)),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
  };
}
