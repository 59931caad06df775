import type { Environment } from './model.js';

export const environments = {
  local: {
    description: 'One laptop, native processes',
    kafka: { brokers: 1, replicationFactor: 1, minInsyncReplicas: 1 },
  },
  dev: {
    description: 'Shared development on AWS',
    kafka: { brokers: 2, replicationFactor: 2, minInsyncReplicas: 1 },
  },
  production: {
    description: 'Production on AWS',
    kafka: { brokers: 3, replicationFactor: 3, minInsyncReplicas: 2 },
  },
} as const satisfies Record<string, Environment>;

export type EnvironmentName = keyof typeof environments;

/** A setting with the same value in every environment. */
export function everywhere<const Value>(value: Value): Record<EnvironmentName, Value> {
  return Object.fromEntries(Object.keys(environments).map((name) => [name, value])) as Record<EnvironmentName, Value>;
}
