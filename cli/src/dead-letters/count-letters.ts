import { within } from '@fairway/messaging';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import { ensureSecrets } from '../instance/secrets.js';
import { DeadLetters } from './dead-letters.js';
import { letterHolders } from './service-letters.js';

const limitMs = 3_000;

/** How many letters wait at each place; null when a server does not answer in time. */
export async function countLetters(
  root: string,
  instance: Instance,
  ports: Ports,
): Promise<Readonly<Record<string, number>> | null> {
  const letters = new DeadLetters({ ports, secrets: ensureSecrets(instance), holders: await letterHolders(root) });
  let counts: Readonly<Record<string, number>> | null = null;
  await within(
    limitMs,
    letters.counts().then((all) => (counts = Object.fromEntries(all))),
  );
  // Not awaited: a hanging Kafka does not answer the disconnect.
  letters.close().catch(() => undefined);
  return counts;
}
