import type { CommandWork } from '@fairway/catalog';
import { withPostgres } from '@fairway/local-servers';
import type { Command } from '../command-line/context.js';
import { audit } from '../dead-letters/audit.js';
import { databaseUrl } from '../instance/addresses.js';
import { requireRunning } from '../instance/find-running.js';
import { inTransaction } from '../instance/in-transaction.js';
import { findInstance } from '../instance/instance.js';
import { ensureSecrets } from '../instance/secrets.js';
import { explainServerErrors } from '../instance/server-errors.js';
import { serviceModule } from '../repository/service-module.js';

interface Input {
  readonly instance: string;
  readonly options: Parameters<CommandWork['run']>[0];
}

/** A command of the domain that runs on an instance. */
export function domainCommand(name: string, work: CommandWork): Command<Input, object> {
  return {
    async run(input, { root }) {
      const instance = findInstance(root, input.instance);
      const { ports } = requireRunning(instance);
      const secrets = ensureSecrets(instance);
      const data = await explainServerErrors(() =>
        work.run(input.options, {
          inTransaction: (database, inside) =>
            withPostgres(databaseUrl(database, ports, secrets), (client) => inTransaction(client, inside)),
          serviceModule: (service, file) => serviceModule(root, service, file),
          audit: (facts) => audit(instance, name, facts),
        }),
      );
      return { instance: instance.name, ...data };
    },
    render: (data, style) => work.render(data, style),
  };
}
