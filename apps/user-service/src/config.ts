import { databaseEnv, kafkaEnv, serviceEnv, tokenEnv } from '@fairway/service-kit';
import { z } from 'zod';

export const configSchema = z.object({ ...serviceEnv, ...databaseEnv, ...kafkaEnv, ...tokenEnv });

export type Config = z.output<typeof configSchema>;
