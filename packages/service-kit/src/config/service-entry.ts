import type { EventType } from '@fairway/contracts';
import { z } from 'zod';
import { databaseEnv, kafkaEnv, serviceEnv, tokenEnv } from './env-groups.js';
import type { ConfigClass } from './settings.js';

/** What the catalogue declares about a service: `serviceEntry(name)` of `@fairway/catalog`. */
export interface ServiceEntry {
  readonly name: string;
  readonly produces: readonly EventType[];
  readonly consumes: readonly EventType[];
  readonly database: string | null;
  readonly usesKafka: boolean;
  /** Whether it may fetch the keys of access tokens from the service that issues them. */
  readonly verifiesTokens: boolean;
  readonly topicOf: (type: EventType) => string;
}

/** All settings that an entry may require. A service has only those of its own entry. */
export type PlatformConfig = z.output<
  z.ZodObject<typeof serviceEnv & typeof databaseEnv & typeof kafkaEnv & typeof tokenEnv>
>;

/** The settings of a service: those that follow from its entry, and its own, which may override them. */
export function settingsSchema(entry: ServiceEntry, own?: ConfigClass): z.ZodObject {
  const all = z.object({
    ...serviceEnv,
    ...(entry.database === null ? {} : databaseEnv),
    ...(entry.usesKafka ? kafkaEnv : {}),
    ...(entry.verifiesTokens ? tokenEnv : {}),
    ...own?.schema.shape,
  });
  return own === undefined ? all : all.superRefine(own.refine);
}
