import { lines, pascalCase } from '../names.js';
import type { ServicePlan } from '../service-plan.js';

/** The parts of an app that every kind of service has. */
export function entryPoint(method: 'start' | 'migrate'): string {
  return `import { service } from './service.js';\n\nawait service.${method}();\n`;
}

const migrationClass = ({ migrationTime }: ServicePlan): string => `CreateTables${migrationTime}`;
export const migrationFile = ({ migrationTime }: ServicePlan): string => `${migrationTime}-create-tables`;

interface AppModule {
  readonly name: string;
  readonly path: string;
}

/** The modules of its own, by what it does. */
function modulesOf({ hasRoutes, database, consumes }: ServicePlan): AppModule[] {
  const entries = { name: 'EntriesModule', path: './entries/entries.module.js' };
  const greeting = { name: 'GreetingModule', path: './greeting/greeting.module.js' };
  return [
    ...(hasRoutes ? [database === undefined ? greeting : entries] : []),
    ...(consumes.length > 0
      ? [{ name: 'ReceivedEventsModule', path: './received-events/received-events.module.js' }]
      : []),
  ];
}

export function serviceFile(plan: ServicePlan): string {
  const modules = modulesOf(plan);
  const migrated = plan.database !== undefined;
  return `${lines(
    `import { serviceEntry } from '@fairway/catalog';`,
    `import { defineService } from '@fairway/service-kit';`,
    migrated && `import { ${migrationClass(plan)} } from '../migrations/${migrationFile(plan)}.js';`,
    ...modules.map(({ name, path }) => `import { ${name} } from '${path}';`),
  )}

export const service = defineService(serviceEntry('${plan.name}'), {
  modules: [${modules.map(({ name }) => name).join(', ')}],
  ${migrated ? `migrations: [${migrationClass(plan)}],` : ''}
});
`;
}

export function firstMigration(plan: ServicePlan): string {
  const { hasRoutes, consumes, produces } = plan;
  const parts = [
    ...(hasRoutes
      ? [
          {
            up: `\`CREATE TABLE entries (
         id uuid PRIMARY KEY,
         account_id uuid NOT NULL,
         text text NOT NULL,
         created_at timestamptz NOT NULL
       )\`,
      // Its list, newest first.
      'CREATE INDEX entries_of_account ON entries (account_id, id)'`,
            down: `'DROP TABLE entries'`,
          },
        ]
      : []),
    ...(consumes.length > 0
      ? [
          {
            up: `\`CREATE TABLE received_events (
         id uuid PRIMARY KEY,
         type text NOT NULL,
         key text NOT NULL,
         occurred_at timestamptz NOT NULL
       )\`,
      ...createInboxTables,
      ...upgradeInboxTables`,
            down: `...downgradeInboxTables, ...dropInboxTables, 'DROP TABLE received_events'`,
          },
        ]
      : []),
    ...(produces.length > 0
      ? [
          {
            up: '...createOutboxTables,\n      ...upgradeOutboxTables',
            down: '...downgradeOutboxTables, ...dropOutboxTables',
          },
        ]
      : []),
  ];
  const imported = [
    ...(consumes.length > 0
      ? ['createInboxTables', 'downgradeInboxTables', 'dropInboxTables', 'upgradeInboxTables']
      : []),
    ...(produces.length > 0
      ? ['createOutboxTables', 'downgradeOutboxTables', 'dropOutboxTables', 'upgradeOutboxTables']
      : []),
  ].toSorted();
  return `${lines(
    imported.length > 0 && `import { ${imported.join(', ')} } from '@fairway/messaging';`,
    `import type { MigrationInterface, QueryRunner } from 'typeorm';`,
  )}

export class ${migrationClass(plan)} implements MigrationInterface {
  readonly name = '${migrationClass(plan)}';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ${parts.map(({ up }) => up).join(',\n      ')},
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [${parts
      .map(({ down }) => down)
      .toReversed()
      .join(', ')}];
    for (const statement of statements) await runner.query(statement);
  }
}
`;
}

/** Package names; the versions are those that the other workspaces have. */
export function dependenciesOf({ hasRoutes, database, consumes, produces }: ServicePlan): string[] {
  const events = consumes.length + produces.length > 0;
  return [
    '@fairway/catalog',
    '@fairway/contracts',
    ...(events ? ['@fairway/messaging'] : []),
    '@fairway/service-kit',
    '@nestjs/common',
    ...(database !== undefined && hasRoutes ? ['@nestjs/core', '@nestjs/typeorm'] : []),
    ...(database === undefined ? [] : ['pg']),
    'reflect-metadata',
    'rxjs',
    ...(database === undefined ? [] : ['typeorm']),
  ];
}

export function readme(plan: ServicePlan): string {
  const { name, path, hasRoutes, database, isPublic, consumes, produces } = plan;
  const door = isPublic ? 'access token; through the gateway' : 'access token; from inside the platform only';
  const routes =
    database === undefined
      ? [`| \`GET ${path}\` (${door}) | 200 \`{text}\` | - |`]
      : [
          `| \`POST ${path}\` \`{text}\` (${door}) | 201 \`{id, text, createdAt}\` | \`validation_failed\` 400 |`,
          `| \`GET ${path}\` (${door}) | 200 \`{items}\`, the account's own, newest first | - |`,
        ];
  const list = (events: ServicePlan['consumes']) => events.map(({ type }) => `\`${type}\``).join(', ');
  const kept = 'keeps each event once in the table `received_events`, however often it comes';
  return `# ${name}

What this service is for${database === undefined ? '.' : ` (database \`${database}\`).`} It was made by \`./fairway new service\`: replace the example with your own.
${hasRoutes ? `\n## API\n\n| Route | Answers | Problems |\n|---|---|---|\n${routes.join('\n')}\n` : ''}${
    consumes.length + produces.length > 0 ? '\n## Events\n' : ''
  }${consumes.length > 0 ? `\nIt consumes ${list(consumes)} (group \`${name}\`), and ${kept}.\n` : ''}${
    produces.length > 0
      ? `\nIt publishes ${list(produces)} for each ${hasRoutes ? 'new entry' : 'event that it keeps'}, in the transaction that writes it.\n`
      : ''
  }
## Settings

<!-- environment:start -->
<!-- environment:end -->
`;
}

/** The prefix of its names in the contracts: `Inventory` of `inventory-service`. */
export const contractPrefix = ({ resource }: ServicePlan): string => pascalCase(resource);
