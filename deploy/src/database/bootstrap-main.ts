// Creates a role and a database for each service of the catalogue. With MASTER_SECRET_ARN it runs on AWS: it reads the
// administrator from there, and writes the services' DATABASE_URL to Secrets Manager; `--rotate` replaces all passwords.
// Otherwise POSTGRES_USER and POSTGRES_PASSWORD are the administrator, and the services' URLs are in its environment.
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { bootstrapDatabases } from './bootstrap.js';
import { type DatabaseUrls, GivenUrls } from './database-urls.js';
import { SecretsManagerUrls } from './secrets-manager-urls.js';
import { serviceDatabases } from './service-databases.js';

const connectTimeoutMs = 60_000;

interface Environment {
  readonly administrator: { readonly username: string; readonly password: string };
  readonly ssl: false | { readonly ca: string };
  readonly urls: DatabaseUrls;
}

const server = setting('DATABASE_SERVER');
const { administrator, ssl, urls } = await (process.env['MASTER_SECRET_ARN'] ? onAws() : inCluster());
const [host = '', port] = server.split(':');
const admin = new pg.Client({
  host,
  port: Number(port),
  user: administrator.username,
  password: administrator.password,
  database: 'postgres',
  ssl,
  application_name: 'database-bootstrap',
  connectionTimeoutMillis: connectTimeoutMs,
});
await admin.connect();
try {
  const changes = await bootstrapDatabases(admin, serviceDatabases(), urls);
  process.stdout.write(`${(changes.length === 0 ? ['nothing to change'] : changes).join('\n')}\n`);
} finally {
  await admin.end();
}

async function inCluster(): Promise<Environment> {
  return {
    administrator: { username: setting('POSTGRES_USER'), password: setting('POSTGRES_PASSWORD') },
    ssl: false,
    urls: new GivenUrls(process.env),
  };
}

async function onAws(): Promise<Environment> {
  const secrets = new SecretsManager();
  const { SecretString = '' } = await secrets.getSecretValue({ SecretId: setting('MASTER_SECRET_ARN') });
  const authorities = setting('DATABASE_AUTHORITIES');
  const rotate = process.argv.includes('--rotate');
  return {
    administrator: JSON.parse(SecretString) as Environment['administrator'],
    // RDS signs certificates with authorities of its own, which Node does not know.
    ssl: { ca: readFileSync(authorities, 'utf8') },
    urls: new SecretsManagerUrls({ secrets, prefix: setting('SECRET_PREFIX'), server, authorities, rotate }),
  };
}

function setting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`${name} must be set.\n`);
  process.exit(1);
}
