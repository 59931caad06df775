import {
  databases,
  generateSecret,
  secrets as declared,
  type SecretName,
  serviceNames,
  services,
  standInNames,
  standInOf,
} from '@fairway/catalog';
import { randomBytes } from 'node:crypto';
import type { Kubectl } from './kubectl.js';
import type { Resource } from './resources.js';

interface SecretResource extends Resource {
  readonly data?: Readonly<Record<string, string>>;
}

/** The Secret with which the server's databases and roles are created. */
const administrator = 'database-administrator';

/**
 * The Secrets of the local environment: those that exist, and new values for what is missing. Existing ones stay, because
 * the databases in the cluster were created with them.
 */
export async function localSecrets(kubectl: Kubectl, namespace: string): Promise<Resource[]> {
  const { items } = await kubectl.read<{ items: SecretResource[] }>(['get', 'secrets', '--namespace', namespace]);
  const existing = new Map(items.map(({ metadata, data = {} }) => [metadata.name, data]));
  const kept = (name: string, variable: string) => {
    const value = existing.get(name)?.[variable];
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
  };
  // Services that name the same secret share its value.
  const keptByAny = (variable: string) =>
    [...serviceNames, ...standInNames].map((name) => kept(name, variable)).find((value) => value !== undefined);
  const values = Object.fromEntries(
    Object.entries(declared).map(([variable, rule]) => [variable, keptByAny(variable) ?? generateSecret(rule)]),
  ) as Record<SecretName, string>;
  const valuesOf = (variables: readonly SecretName[]) =>
    Object.fromEntries(variables.map((variable) => [variable, values[variable]]));

  return [
    secret(administrator, {
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: kept(administrator, 'POSTGRES_PASSWORD') ?? password(),
    }),
    ...serviceNames.map((name) => {
      const { database, secrets } = services[name];
      const url = database === null ? {} : { DATABASE_URL: kept(name, 'DATABASE_URL') ?? databaseUrl(database) };
      return secret(name, { ...url, ...valuesOf(secrets) });
    }),
    ...standInNames.map((name) => secret(name, valuesOf(standInOf(name).secrets))),
  ];

  function secret(name: string, stringData: Readonly<Record<string, string>>): Resource {
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData } as Resource;
  }
}

function databaseUrl(database: keyof typeof databases): string {
  return `postgresql://${databases[database].role}:${password()}@postgres:5432/${database}`;
}

const password = () => randomBytes(18).toString('base64url');
