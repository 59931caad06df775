import { serviceEntry, type ServiceName } from '@fairway/catalog';
import { type ConfigClass, settingsSchema } from '@fairway/service-kit';
import type { z } from 'zod';
import { serviceModule } from './service-module.js';

/** The schema of everything that a service reads from its environment. */
export async function settingsOf(root: string, service: ServiceName): Promise<z.ZodObject> {
  const { Config } = await serviceModule<{ Config: ConfigClass }>(root, service, 'config');
  return settingsSchema(serviceEntry(service), Config);
}

/** Why the service would refuse the value; undefined when it takes it. */
export function refusalOf(schema: z.ZodObject, variable: string, value: unknown): string | undefined {
  const { error } = (schema.shape[variable] as z.ZodType | undefined)?.safeParse(value) ?? {};
  return error?.issues.map(({ message }) => message).join('; ');
}
