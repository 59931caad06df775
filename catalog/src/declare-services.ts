import type { DatabaseName } from './databases.js';
import type { EnvironmentName } from './environments.js';
import type { Service } from './model.js';
import type { SecretName } from './secrets.js';
import type { LocalServer } from './stand-ins.js';
import type { CarriedEvent } from './topics.js';

/** The names that services may refer to: each other, and the other tables. */
export interface KnownTo<Name extends string> {
  readonly service: Name;
  readonly database: DatabaseName;
  readonly event: CarriedEvent;
  readonly secret: SecretName;
  readonly environment: EnvironmentName;
  readonly localServer: LocalServer;
}

type Declarations<Name extends string> = Readonly<Record<Name, Service<KnownTo<NoInfer<Name>>>>>;

/**
 * Returns the table. A wrong name is a type error in its own line, also that of a peer, which is a key of the same
 * table.
 */
export function declareServices<const Name extends string, const Services extends Declarations<Name>>(
  table: Services & Declarations<Name>,
): Services {
  return table;
}
