import { catalog } from '@fairway/catalog';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeSet } from './change-set.js';
import { lockWithWorkspace, type WorkspaceManifest } from './package-lock.js';
import { catalogEntry, type ServicePlan } from './service-plan.js';
import { addExportAll, addImport, append } from './source-edits.js';
import { dependenciesOf, entryPoint, firstMigration, migrationFile, readme, serviceFile } from './templates/app.js';
import { handlerFiles } from './templates/handlers.js';
import { httpContract, publicRouteLines, routeFiles } from './templates/routes.js';
import { serviceTest } from './templates/service-test.js';

/** Where the contracts of what runs on the platform are. */
export const contractsFolder = 'packages/contracts/src/domain';

/** All that a new service changes, generated files aside. */
export function serviceChanges(root: string, plan: ServicePlan): ChangeSet {
  const changes = new ChangeSet(root);
  declareInCatalog(changes, plan);
  if (plan.hasRoutes) addContract(changes, plan);
  addApp(changes, root, plan);
  return changes;
}

function declareInCatalog(changes: ChangeSet, plan: ServicePlan): void {
  const { name, database, role, hasRoutes, consumes } = plan;
  const { heapMb, deployment, objectives, ...entry } = catalogEntry(plan);
  const doesBoth = hasRoutes && consumes.length > 0;
  const fields = Object.entries(entry).map(
    ([field, value]) =>
      // The only word of the command line that the catalogue does not have.
      `${field === 'kind' && doesBoth ? '// It also handles events: `both` on the command line.\n' : ''}${field}: ${JSON.stringify(value)},`,
  );
  const settings = [
    ...(hasRoutes ? ['...tokenSettings,'] : []),
    ...(database === undefined
      ? []
      : [
          '// Half of the default: all services share the connections of the server.',
          'DATABASE_POOL_SIZE: everywhere(5),',
        ]),
  ];
  const declared = `${property(name)}: {\n${fields.join('\n')}\nsettings: {\n${settings.join('\n')}\n},\nsecrets: [],\nbuckets: {},\nheapMb: ${heapMb},\ndeployment: ${JSON.stringify(deployment)},\nobjectives: ${JSON.stringify(objectives)},\n}`;
  changes.edit('catalog/src/services.ts', (text) => append(text, ['services'], declared));
  if (database === undefined) return;
  changes.edit('catalog/src/services.ts', (text) => addImport(text, 'everywhere', './environments.js'));
  changes.edit('catalog/src/databases.ts', (text) => append(text, ['databases'], `${database}: { role: '${role}' }`));
}

function addContract(changes: ChangeSet, plan: ServicePlan): void {
  const { name, resource, isPublic } = plan;
  changes.create(`${contractsFolder}/${resource}.ts`, httpContract(plan));
  changes.edit(`${contractsFolder}/index.ts`, (text) => addExportAll(text, `./${resource}.js`));
  if (!isPublic) return;
  const { schemas, lines } = publicRouteLines(plan);
  changes.edit(`${contractsFolder}/routes.ts`, (text) => {
    const withImports = schemas.reduce((source, schema) => addImport(source, schema, `./${resource}.js`), text);
    return lines.reduce((source, line) => append(source, ['domainRoutes'], line), withImports);
  });
  for (const [edge, { kind }] of Object.entries(catalog.services)) {
    if (kind !== 'edge') continue;
    changes.edit('catalog/src/services.ts', (text) => append(text, ['services', edge, 'calls'], `'${name}'`));
  }
}

function addApp(changes: ChangeSet, root: string, plan: ServicePlan): void {
  const { name, database, hasRoutes, consumes } = plan;
  const folder = `apps/${name}`;
  const manifest = manifestOf(root, plan);
  changes.create(`${folder}/package.json`, JSON.stringify(manifest, null, 2));
  changes.edit('package-lock.json', (lock) => lockWithWorkspace(lock, folder, manifest));
  changes.create(`${folder}/README.md`, readme(plan));
  changes.create(`${folder}/src/main.ts`, entryPoint('start'));
  changes.create(`${folder}/src/service.ts`, serviceFile(plan));
  if (database !== undefined) {
    changes.create(`${folder}/src/migrate.ts`, entryPoint('migrate'));
    changes.create(`${folder}/migrations/${migrationFile(plan)}.ts`, firstMigration(plan));
  }
  const own = { ...(hasRoutes ? routeFiles(plan) : {}), ...(consumes.length > 0 ? handlerFiles(plan) : {}) };
  for (const [path, content] of Object.entries(own)) changes.create(`${folder}/src/${path}`, content);
  changes.create(`${folder}/test/${name}.int-spec.ts`, serviceTest(plan));
}

function manifestOf(root: string, plan: ServicePlan): WorkspaceManifest {
  const readJson = (path: string) =>
    JSON.parse(readFileSync(join(root, path), 'utf8')) as Partial<WorkspaceManifest> & { workspaces: string[] };
  const { license = 'UNLICENSED', workspaces } = readJson('package.json');
  const manifests = globSync(
    workspaces.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  ).map(readJson);
  const versionOf = (dependency: string) => {
    if (dependency.startsWith('@fairway/')) return '*';
    const versions = manifests.flatMap(({ dependencies }) => dependencies?.[dependency] ?? []);
    const [version] = versions.toSorted();
    if (version === undefined) throw new Error(`No workspace depends on ${dependency}, so its version is unknown.`);
    return version;
  };
  return {
    name: `@fairway/${plan.name}`,
    version: '0.1.0',
    private: true,
    description: plan.description,
    license,
    type: 'module',
    scripts: { start: 'node dist/src/main.js' },
    dependencies: Object.fromEntries(dependenciesOf(plan).map((dependency) => [dependency, versionOf(dependency)])),
    devDependencies: { '@fairway/testkit': '*' },
  };
}

const property = (name: string) => (/^[a-z]+$/.test(name) ? name : `'${name}'`);
