import { type Addresses, containerPorts, type DatabaseName, databases, type ServiceName } from '@fairway/catalog';

export const postgresPort = 5432;
export const kafkaPort = 9092;

/** Where the parts of the platform are for a container of the compose file. */
export const addresses: Addresses<ServiceName, DatabaseName> = {
  port: containerPorts.http,
  managementPort: containerPorts.management,
  serviceUrl: (service) => serverUrl(service),
  databaseUrl: (database) => {
    const { role } = databases[database];
    return `postgresql://${role}:${required(passwordVariableOf(role))}@postgres:${postgresPort}/${database}`;
  },
  kafkaBrokers: `kafka:${kafkaPort}`,
};

export function serverUrl(server: string): string {
  return `http://${server}:${containerPorts.http}`;
}

/** The variable of the env file with the password of a database role. */
export function passwordVariableOf(role: string): string {
  return `DATABASE_PASSWORD_${role.toUpperCase()}`;
}

export const superuserPasswordVariable = 'POSTGRES_PASSWORD';

/** A value from the env file; without it Compose refuses to start. */
export function required(variable: string): string {
  return `\${${variable}:?is missing in deploy/.env, see deploy/compose/README.md}`;
}

/** Text as it is: Compose replaces `$name`. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
