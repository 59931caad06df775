import type { Environment } from './model.js';

export const environments = {
  local: {
    description: 'One laptop, native processes',
    kafka: { brokers: 1, replicationFactor: 1, minInsyncReplicas: 1 },
    // Loads of the benchmark come from one address and few accounts.
    rateLimits: { authPerMinute: 6_000, apiPerMinute: 1_000_000 },
  },
  dev: {
    description: 'Shared development on AWS',
    kafka: { brokers: 2, replicationFactor: 2, minInsyncReplicas: 1 },
    rateLimits: { authPerMinute: 60, apiPerMinute: 6_000 },
  },
  production: {
    description: 'Production on AWS',
    kafka: { brokers: 3, replicationFactor: 3, minInsyncReplicas: 2 },
    rateLimits: { authPerMinute: 60, apiPerMinute: 6_000 },
  },
} as const satisfies Record<string, Environment>;

export type EnvironmentName = keyof typeof environments;
