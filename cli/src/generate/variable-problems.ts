import { bucketVariables, type Catalog, derivedNames, settingsIn } from '@fairway/catalog';
import { describeConfig } from '@fairway/service-kit';
import type { z } from 'zod';
import { refusalOf } from '../repository/service-settings.js';

/**
 * Lists the mismatches between the variables that a service reads and those that the catalogue gives it, one sentence
 * each.
 */
export function variableProblems(
  name: string,
  schema: z.ZodObject,
  { services, environments }: Pick<Catalog, 'services' | 'environments'>,
): string[] {
  const service = services[name];
  if (service === undefined) return [];
  const rows = describeConfig(schema);
  const given = new Set([...derivedNames(service), ...service.secrets]);
  const inEnvironments = Object.keys(environments).flatMap((environment) => {
    const settings = settingsIn(environment, service, (server) => `http://${server}`);
    // The local run has no S3, so a service that requires its bucket could not start there.
    const buckets = environment === 'local' ? [] : bucketVariables(name, services);
    return [
      ...rows
        .filter(
          (row) =>
            row.required && !given.has(row.name) && !Object.hasOwn(settings, row.name) && !buckets.includes(row.name),
        )
        .map((row) => `${name} needs ${row.name}, which has no value in ${environment}`),
      ...Object.entries(settings).flatMap(([variable, value]) => {
        const refusal = refusalOf(schema, variable, value);
        return refusal === undefined
          ? []
          : [`${name} refuses the setting ${variable}=${value} of ${environment}: ${refusal}`];
      }),
    ];
  });
  const kindOf = (variable: string) => rows.find((row) => row.name === variable);
  return [
    ...inEnvironments,
    ...[...Object.keys(service.settings), ...service.secrets]
      .filter((variable) => kindOf(variable) === undefined)
      .map((variable) => `${name} is given ${variable}, which it does not read`),
    ...Object.keys(service.settings)
      .filter((variable) => kindOf(variable)?.secret)
      .map((variable) => `${name} reads ${variable} as a secret, but its settings are public`),
    ...service.secrets
      .filter((variable) => kindOf(variable)?.secret === false)
      .map((variable) => `${name} reads the secret ${variable} as plain text, so logs and errors may show it`),
  ];
}
