import { type ServiceName, serviceNames, services } from '@fairway/catalog';
import { httpText } from '../http-json.js';
import type { Ports } from '../instance/ports.js';
import type { DeadLetter } from './dead-letter.js';

/** An event type that a service has paused (ADR 23): its events wait in the service and are not letters. */
export interface PausedType {
  readonly type: string;
  readonly service: ServiceName;
}

const limitMs = 3_000;
const pausedLine = /^consumer_paused\{[^}]*type="([^"]+)"[^}]*\} 1$/gm;

/** A service that does not answer is reported by `./fairway status`: it handles nothing, so it pauses nothing. */
export async function readPausedTypes(ports: Ports): Promise<PausedType[]> {
  const consumers = serviceNames.filter((name) => services[name].consumes.length > 0);
  const ofConsumers = consumers.map(async (service) => {
    const { text } = await httpText(`http://127.0.0.1:${ports.management[service]}/metrics`, {
      timeoutMs: limitMs,
    }).catch(() => ({ text: '' }));
    return [...text.matchAll(pausedLine)].map(([, type = '']) => ({ type, service }));
  });
  return (await Promise.all(ofConsumers)).flat();
}

/** The pause that the event would run into; undefined if there is none. */
export function pauseOf(
  { place, topic, consumer, eventType }: DeadLetter,
  paused: readonly PausedType[],
): PausedType | undefined {
  return topic === place ? undefined : paused.find(({ type, service }) => service === consumer && type === eventType);
}
