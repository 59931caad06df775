import {
  type LocalServer,
  projectName,
  type ServiceName,
  serviceNames,
  standInNames,
  standInOf,
} from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';

export const databaseBootstrap = 'database-bootstrap';

/** Jobs that prepare an environment for the services; their programs are in this workspace. */
const jobs = {
  [databaseBootstrap]: 'dist/src/database/bootstrap-main.js',
  'kafka-topics': 'dist/src/kafka/topics-main.js',
};
export type JobName = keyof typeof jobs;

/** Servers of clusters without managed ones; each has a Dockerfile of its own. */
export const serverNames = ['postgres', 'kafka'] as const;
export type ServerName = (typeof serverNames)[number];

/** What runs programs of this repository: every service, every stand-in for a third-party server, and the jobs. */
export type AppName = ServiceName | LocalServer | JobName;

export type ImageName = AppName | ServerName;

export const appNames: readonly AppName[] = [...serviceNames, ...standInNames, ...(Object.keys(jobs) as JobName[])];

export const imageNames: readonly ImageName[] = [...appNames, ...serverNames];

/** Those that AWS has repositories for: its servers are managed, third parties are real, and Terraform makes topics. */
export const imagesOnAws: readonly ImageName[] = [...serviceNames, databaseBootstrap];

export const isServer = (name: ImageName): name is ServerName => (serverNames as readonly string[]).includes(name);

const isJob = (name: AppName): name is JobName => Object.hasOwn(jobs, name);
const isStandIn = (name: AppName): name is LocalServer => (standInNames as readonly string[]).includes(name);

/** The workspace that an image is made of. */
export function folderOf(name: AppName): string {
  if (isJob(name)) return 'deploy';
  return isStandIn(name) ? splitProgram(standInOf(name).program).folder : `apps/${name}`;
}

/** What a container runs, from its working directory, which is the folder of the workspace. */
export function programOf(name: AppName): string {
  if (isJob(name)) return jobs[name];
  return isStandIn(name) ? splitProgram(standInOf(name).program).program : 'dist/src/main.js';
}

/** `domain/dist/src/sandbox/main.js` is `dist/src/sandbox/main.js` of the workspace `domain`. */
export function splitProgram(program: string): { folder: string; program: string } {
  const at = program.indexOf('/dist/');
  return { folder: program.slice(0, at), program: program.slice(at + 1) };
}

/**
 * @param among which images there are; all of them when none is named
 * @throws FairwayError usage for a name without an image
 */
export function requireImageNames(
  names: readonly string[],
  among: readonly ImageName[] = imageNames,
): readonly ImageName[] {
  if (names.length === 0) return among;
  const unknown = names.filter((name) => !(among as readonly string[]).includes(name));
  if (unknown.length === 0) return names as ImageName[];
  throw new FairwayError('usage', `There is no image ${unknown.join(', ')}.`, {
    hint: `Images can be built for: ${among.join(', ')}.`,
  });
}

/** The repository of an image in a registry, and its local name: `<project>/order-service`. */
export function repositoryOf(name: string): string {
  return `${projectName}/${name}`;
}
