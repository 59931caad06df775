import { allEvents } from '../events/all-events.js';
import type { EventDefinition } from '../events/event.js';
import { eventSchemas } from './event-schemas.js';

/**
 * Renders the events as an AsyncAPI 3.0 document.
 * @param platform what the platform is called
 * @param topicOf the topic of an event type, from the catalogue
 */
export function asyncApiDocument(
  platform: string,
  topicOf: (type: (typeof allEvents)[number]['type']) => string,
): object {
  const channels: Record<string, { address: string; messages: Record<string, object> }> = {};
  const messages: Record<string, object> = {};
  const schemas = new Map(eventSchemas().map(({ file, schema }) => [file, schema]));
  for (const event of allEvents) {
    const { type, version }: EventDefinition = event;
    const topic = topicOf(event.type);
    channels[topic] ??= { address: topic, messages: {} };
    channels[topic].messages[type] = { $ref: `#/components/messages/${type}` };
    messages[type] = {
      name: type,
      contentType: 'application/json',
      headers: { $ref: '#/components/schemas/CloudEventHeaders' },
      payload: schemas.get(`${type}.v${version}.json`),
    };
  }
  return {
    asyncapi: '3.0.0',
    info: { title: `${platform} events`, version: '1', description: 'CloudEvents 1.0 in Kafka’s binary content mode.' },
    channels,
    components: { messages, schemas: { CloudEventHeaders: cloudEventHeaders } },
  };
}

const text = { type: 'string' };

const cloudEventHeaders = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid' },
    ce_type: text,
    ce_source: text,
    ce_time: { type: 'string', format: 'date-time' },
    ce_dataschema: text,
    traceparent: text,
  },
};
