import type { Attributes } from '@opentelemetry/api';

/** Attributes of a span about one event, by OpenTelemetry's conventions for messaging and CloudEvents. */
export function messagingAttributes(
  operation: 'send' | 'process',
  topic: string,
  { id, type }: { readonly id: string; readonly type: string },
): Attributes {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': topic,
    'messaging.message.id': id,
    'cloudevents.event_id': id,
    'cloudevents.event_type': type,
  };
}
