import { randomBytes } from 'node:crypto';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { DatabaseUrls } from './database-urls.js';
import type { ServiceDatabase } from './service-databases.js';

interface SecretsManagerUrlsOptions {
  readonly secrets: SecretsManager;
  /** `<project>/<environment>` */
  readonly prefix: string;
  /** `host:port` of PostgreSQL, for the services. */
  readonly server: string;
  /** The file with the authorities that sign its certificate, in the pods of the services. */
  readonly authorities: string;
  /** Whether to replace passwords that exist. */
  readonly rotate: boolean;
}

/**
 * The URLs are in AWS Secrets Manager, as `<prefix>/<service>/DATABASE_URL`. A service whose secret has no value gets a new
 * password. Values are written and never read: the job has no right to.
 */
export class SecretsManagerUrls implements DatabaseUrls {
  readonly #options: SecretsManagerUrlsOptions;

  constructor(options: SecretsManagerUrlsOptions) {
    this.#options = options;
  }

  async passwordToSet(target: ServiceDatabase, roleIsNew: boolean): Promise<string | undefined> {
    // A new role has no password, whatever the secret says: the database was replaced.
    if (!roleIsNew && !this.#options.rotate && (await this.#hasValue(target))) return undefined;
    return randomBytes(24).toString('base64url');
  }

  async save(target: ServiceDatabase, password: string): Promise<void> {
    const { secrets, server, authorities } = this.#options;
    const tls = `sslmode=verify-full&sslrootcert=${authorities}`;
    const url = `postgresql://${target.role}:${password}@${server}/${target.database}?${tls}`;
    await secrets.putSecretValue({ SecretId: this.#idOf(target), SecretString: url });
  }

  async #hasValue(target: ServiceDatabase): Promise<boolean> {
    const { VersionIdsToStages = {} } = await this.#options.secrets.describeSecret({ SecretId: this.#idOf(target) });
    return Object.values(VersionIdsToStages).some((stages) => stages.includes('AWSCURRENT'));
  }

  #idOf({ service }: ServiceDatabase): string {
    return `${this.#options.prefix}/${service}/DATABASE_URL`;
  }
}
