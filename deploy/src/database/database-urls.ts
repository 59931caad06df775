import pg from 'pg';
import { databaseUrlVariableOf, type ServiceDatabase } from './service-databases.js';

/** Where each service finds its DATABASE_URL. */
export interface DatabaseUrls {
  /** A password that the role must get now; undefined if it has the one of the service's DATABASE_URL. */
  passwordToSet(target: ServiceDatabase, roleIsNew: boolean): Promise<string | undefined>;
  /** Called before the password takes effect, which it does not if this fails. */
  save(target: ServiceDatabase, password: string): Promise<void>;
}

const invalidPassword = '28P01';

/** The URLs exist already: the Job gets them from the Secrets of the services, as `AUTH_SERVICE_DATABASE_URL`. */
export class GivenUrls implements DatabaseUrls {
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  async passwordToSet({ service }: ServiceDatabase, roleIsNew: boolean): Promise<string | undefined> {
    const variable = databaseUrlVariableOf(service);
    const url = this.#env[variable];
    if (!url) throw new Error(`${variable} is not set: it is DATABASE_URL of the Secret ${service}.`);
    if (!roleIsNew && (await isAccepted(url))) return undefined;
    return decodeURIComponent(new URL(url).password);
  }

  async save(): Promise<void> {}
}

/** PostgreSQL checks the password first; another refusal, such as that of a missing database, comes after it. */
async function isAccepted(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code !== invalidPassword;
  } finally {
    await client.end().catch(() => {});
  }
}
