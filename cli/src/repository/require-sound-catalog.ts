import { catalog, catalogProblems, type Catalog } from '@fairway/catalog';
import { allEvents } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs first in every command that uses the catalogue, so that a mistake is reported where it is, not by code that
 * fails because of it.
 * @throws FairwayError usage, with all mistakes
 */
export function requireSoundCatalog(root: string): void {
  const mistakes = catalogProblems(catalog);
  const problems = mistakes.length > 0 ? mistakes : outsideProblems(root, catalog);
  if (problems.length === 0) return;
  throw new FairwayError(
    'usage',
    `The catalogue has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`,
    {
      cause: problems.map((problem) => `${problem}.`).join('\n'),
      hint: 'Correct it in catalog/src and run this again.',
    },
  );
}

/** Where the catalogue differs from the contracts and the apps. */
function outsideProblems(root: string, { services, topics }: Catalog): string[] {
  const carried = new Set(Object.values(topics).flatMap(({ events }) => events.map(({ type }) => type)));
  // A folder without package.json is left over from another branch.
  const apps = readdirSync(join(root, 'apps')).filter((name) => existsSync(join(root, 'apps', name, 'package.json')));
  return [
    ...Object.entries(services).flatMap(([name, { database }]) => missingFiles(root, name, database !== null)),
    ...allEvents
      .filter(({ type }) => !carried.has(type))
      .map(({ type }) => `no topic carries the event ${type}; add it to a topic in topics.ts`),
    ...apps
      .filter((name) => !Object.hasOwn(services, name))
      .map((name) => `apps/${name} is not a service in the catalogue; add it to services.ts or delete the folder`),
  ];
}

function missingFiles(root: string, name: string, migrated: boolean): string[] {
  const folder = join('apps', name);
  if (!existsSync(join(root, folder)))
    return [`${name} has no folder ${folder}; create it, or remove ${name} from services.ts`];
  const files = [
    'package.json',
    'README.md',
    'src/main.ts',
    'src/service.ts',
    ...(migrated ? ['src/migrate.ts', 'migrations'] : []),
  ];
  const missing = files
    .filter((file) => !existsSync(join(root, folder, file)))
    .map((file) => `${name} has no ${join(folder, file)}; every service${migrated ? ' with a database' : ''} needs it`);
  return missing.length > 0 ? missing : wrongPackageName(root, name);
}

function wrongPackageName(root: string, name: string): string[] {
  const path = join('apps', name, 'package.json');
  const { name: found } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { name?: string };
  return found === `@fairway/${name}` ? [] : [`${path} has the name ${found}; it must be @fairway/${name}`];
}
