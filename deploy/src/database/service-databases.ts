import { databases, inVariables, serviceNames, services } from '@fairway/catalog';

/** The database of one service, and the role that owns it. */
export interface ServiceDatabase {
  readonly service: string;
  readonly database: string;
  readonly role: string;
}

/** One for each service of the catalogue that has a database. */
export function serviceDatabases(): ServiceDatabase[] {
  return serviceNames.flatMap((service) => {
    const { database } = services[service];
    return database === null ? [] : [{ service, database, role: databases[database].role }];
  });
}

/** The variable of the bootstrap with the DATABASE_URL of `auth-service` is `AUTH_SERVICE_DATABASE_URL`. */
export function databaseUrlVariableOf(service: string): string {
  return `${inVariables(service)}_DATABASE_URL`;
}
