import { databases, generateSecret, type SecretName, secrets as declared, services } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Instance } from './instance.js';
import { writeAtomically } from './write-atomically.js';

const secretsSchema = z.object({
  /** The password of PostgreSQL's superuser, which creates databases and roles. */
  postgresPassword: z.string(),
  /** Passwords by role. */
  databasePasswords: z.record(z.string(), z.string()),
  /** The secrets that the catalogue declares, by environment variable. A new one is generated at the next start. */
  ofServices: z.record(z.string(), z.string()).default({}),
  /** The administrator's password that a run of the platform refused. */
  adminRefusal: z.object({ password: z.string(), runStartedAt: z.string() }).optional(),
  /** The password of the account that places samples. */
  samplePassword: z.string(),
});
type KeptSecrets = z.infer<typeof secretsSchema>;
export type Secrets = KeptSecrets & { readonly ofServices: Readonly<Record<SecretName, string>> };

export const adminEmail = services['auth-service'].settings.ADMIN_EMAIL.local;

/** The instance's secrets: generated on first use, kept afterwards, readable by their owner only. */
export function ensureSecrets(instance: Instance): Secrets {
  const kept = readSecrets(instance);
  const roles = Object.values(databases).map(({ role }) => role);
  const passwords = Object.fromEntries(
    roles.map((role) => [role, kept?.databasePasswords[role] ?? randomBytes(18).toString('base64url')]),
  );
  const secrets: Secrets = {
    postgresPassword: randomBytes(18).toString('base64url'),
    samplePassword: randomBytes(12).toString('base64url'),
    ...kept,
    databasePasswords: passwords,
    ofServices: Object.fromEntries(
      Object.entries(declared).map(([name, secret]) => [name, kept?.ofServices[name] ?? generateSecret(secret)]),
    ) as Secrets['ofServices'],
  };
  writeSecrets(instance, secrets);
  return secrets;
}

/** For an account that has this password already: the next start configures what is stored here. */
export function replaceAdminPassword(instance: Instance, password: string): void {
  const secrets = ensureSecrets(instance);
  writeSecrets(instance, {
    ...secrets,
    ofServices: { ...secrets.ofServices, ADMIN_PASSWORD: password },
    adminRefusal: undefined,
  });
}

export function rememberAdminRefusal(instance: Instance, adminRefusal: NonNullable<Secrets['adminRefusal']>): void {
  writeSecrets(instance, { ...ensureSecrets(instance), adminRefusal });
}

function writeSecrets(instance: Instance, secrets: KeptSecrets): void {
  mkdirSync(instance.folder, { recursive: true });
  writeAtomically(instance.secretsPath, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
}

export function readSecrets(instance: Instance): KeptSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(instance.secretsPath, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new FairwayError('failed', `${instance.secretsPath} cannot be read.`, {
    cause: z.prettifyError(parsed.error),
    hint: `Restore it, or delete the instance with \`./fairway reset\`: the data cannot be used without its passwords.`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
