import { databases } from '@fairway/catalog';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { FairwayError } from '../command-line/fairway-error.js';
import type { Instance } from './instance.js';
import { writeAtomically } from './write-atomically.js';

const secretsSchema = z.object({
  /** Of PostgreSQL's superuser, who makes the databases and roles. */
  postgresPassword: z.string(),
  /** By role. */
  databasePasswords: z.record(z.string(), z.string()),
  /** Ed25519, PKCS #8, PEM. */
  tokenSigningKey: z.string(),
  adminPassword: z.string(),
  /** The administrator's password that a run of the platform refused. */
  adminRefusal: z.object({ password: z.string(), runStartedAt: z.string() }).optional(),
  /** Of the hashes in security events. Instances of older versions have none yet. */
  pseudonymKey: z.string().default(newPseudonymKey),
  /** Of the account that places the sample orders. */
  samplePassword: z.string(),
  /** `whsec_` and base64, as Standard Webhooks has it. */
  partnerWebhookSecret: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

function newPseudonymKey(): string {
  return randomBytes(32).toString('base64url');
}

export const adminEmail = 'admin@fairway.example';

/** The instance's secrets: generated when first asked for, kept since, readable by their owner only. */
export function ensureSecrets(instance: Instance): Secrets {
  const kept = readSecrets(instance);
  const roles = Object.values(databases).map(({ role }) => role);
  const passwords = Object.fromEntries(
    roles.map((role) => [role, kept?.databasePasswords[role] ?? randomBytes(18).toString('base64url')]),
  );
  const secrets: Secrets = {
    postgresPassword: randomBytes(18).toString('base64url'),
    tokenSigningKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    adminPassword: randomBytes(12).toString('base64url'),
    pseudonymKey: newPseudonymKey(),
    samplePassword: randomBytes(12).toString('base64url'),
    partnerWebhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
    ...kept,
    databasePasswords: passwords,
  };
  writeSecrets(instance, secrets);
  return secrets;
}

/** For an account that has it already: the next start configures what is written here. */
export function replaceAdminPassword(instance: Instance, adminPassword: string): void {
  writeSecrets(instance, { ...ensureSecrets(instance), adminPassword, adminRefusal: undefined });
}

export function rememberAdminRefusal(instance: Instance, adminRefusal: NonNullable<Secrets['adminRefusal']>): void {
  writeSecrets(instance, { ...ensureSecrets(instance), adminRefusal });
}

function writeSecrets(instance: Instance, secrets: Secrets): void {
  mkdirSync(instance.folder, { recursive: true });
  writeAtomically(instance.secretsPath, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
}

export function readSecrets(instance: Instance): Secrets | undefined {
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
    hint: `Restore it, or wipe the instance with \`./fairway reset --instance ${instance.name}\`: its data needs its passwords.`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
