import { type LocalServer, type ServiceName, serviceNames, standInNames, standInOf } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';

/** Jobs that prepare an environment for the services; their programs are in this workspace. */
const jobs = {
  'database-bootstrap': 'dist/src/database/bootstrap-main.js',
  'kafka-topics': 'dist/src/kafka/topics-main.js',
};
export type JobName = keyof typeof jobs;

/** What has an image: every service, every stand-in for a third-party server, and the jobs before them. */
export type ImageName = ServiceName | LocalServer | JobName;

export const imageNames: readonly ImageName[] = [...serviceNames, ...standInNames, ...(Object.keys(jobs) as JobName[])];

const isJob = (name: ImageName): name is JobName => Object.hasOwn(jobs, name);
const isStandIn = (name: ImageName): name is LocalServer => (standInNames as readonly string[]).includes(name);

/** The workspace that an image is made of. */
export function folderOf(name: ImageName): string {
  if (isJob(name)) return 'deploy';
  return isStandIn(name) ? splitProgram(name).folder : `apps/${name}`;
}

/** What a container runs, from its working directory, which is the folder of the workspace. */
export function programOf(name: ImageName): string {
  if (isJob(name)) return jobs[name];
  return isStandIn(name) ? splitProgram(name).program : 'dist/src/main.js';
}

/** `domain/dist/src/sandbox/main.js` is `dist/src/sandbox/main.js` of the workspace `domain`. */
function splitProgram(name: LocalServer): { folder: string; program: string } {
  const { program } = standInOf(name);
  const at = program.indexOf('/dist/');
  return { folder: program.slice(0, at), program: program.slice(at + 1) };
}

/** @throws FairwayError usage for a name that is not in the catalogue */
export function requireImageNames(names: readonly string[]): readonly ImageName[] {
  if (names.length === 0) return imageNames;
  const unknown = names.filter((name) => !(imageNames as readonly string[]).includes(name));
  if (unknown.length === 0) return names as ImageName[];
  throw new FairwayError('usage', `The catalogue has no ${unknown.join(', ')}.`, {
    hint: `Images can be built for: ${imageNames.join(', ')}.`,
  });
}

/** The repository of an image in a registry, and its local name: `fairway/order-service`. */
export function repositoryOf(name: string): string {
  return `fairway/${name}`;
}
