import { catalog, type DeclaredService, type ServiceName } from '@fairway/catalog';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeSet } from './change-set.js';
import { pascalCase, refuseIf, requireKebabCase } from './names.js';
import { addImport, append } from './source-edits.js';

/** A migration that runs after all others of the service. @throws FairwayError usage */
export function migrationChanges(root: string, service: string, name: string, nowMs: number): ChangeSet {
  requireKebabCase('migration', name);
  const known = Object.hasOwn(catalog.services, service);
  refuseIf(
    known ? [] : [`There is no service ${service}`],
    `Services are: ${Object.keys(catalog.services).join(', ')}.`,
  );
  const { database }: DeclaredService = catalog.services[service as ServiceName];
  refuseIf(
    database === null ? [`${service} has no database to migrate`] : [],
    'Declare one in catalog/src/databases.ts, and name it as "database" of the service in services.ts.',
  );
  const folder = `apps/${service}/migrations`;
  const existing = globSync('*.ts', { cwd: join(root, folder) });
  refuseIf(
    existing.some((file) => file.replace(/^\d+-/, '') === `${name}.ts`) ? [`${folder} already has ${name}`] : [],
    'Choose another name.',
  );
  const time = Math.max(nowMs, ...existing.map((file) => Number.parseInt(file, 10) + 1));
  const className = `${pascalCase(name)}${time}`;
  const file = `${time}-${name}`;
  const changes = new ChangeSet(root);
  changes.create(`${folder}/${file}.ts`, migration(className));
  changes.edit(`apps/${service}/src/service.ts`, (text) =>
    append(addImport(text, className, `../migrations/${file}.js`), ['service', 'migrations'], className),
  );
  return changes;
}

/** It refuses to run until its statements are written: a migration that has run somewhere never runs there again. */
function migration(className: string): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  readonly name = '${className}';

  async up(_runner: QueryRunner): Promise<void> {
    // await runner.query('ALTER TABLE ... ADD COLUMN IF NOT EXISTS ...');
    throw new Error('${className} is not written yet.');
  }

  async down(_runner: QueryRunner): Promise<void> {
    // await runner.query('ALTER TABLE ... DROP COLUMN ...');
    throw new Error('${className} is not written yet.');
  }
}
`;
}
