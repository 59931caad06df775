import { readFileSync } from 'node:fs';

export interface Settings {
  readonly project: string;
  readonly region: string;
  readonly accountId: string;
  /** Owner and name. */
  readonly repository: string;
  readonly githubOwnerId: string;
  readonly githubRepositoryId: string;
}

/** The settings that a team changes first in its fork, as committed: the tests must pass with its names, too. */
export const settings: Settings = {
  project: committed('common', 'project'),
  region: committed('common', 'region'),
  accountId: committed('common', 'account_id'),
  repository: committed('common', 'repository'),
  githubOwnerId: committed('shared/global', 'owner_id'),
  githubRepositoryId: committed('shared/global', 'repository_id'),
};

/** The zones of an environment, in order; without any in its file, the region's first three. */
export function zonesOf(environment: 'dev' | 'production'): string[] {
  const list = /^availability_zones\s*=\s*\[(.*)\]/m.exec(textOf(`${environment}/network`))?.[1];
  return list === undefined
    ? ['a', 'b', 'c'].map((letter) => settings.region + letter)
    : [...list.matchAll(/"(.*?)"/g)].map(([, zone = '']) => zone);
}

function committed(file: string, name: string): string {
  const value = new RegExp(String.raw`^\s*${name}\s*=\s*"(.*)"`, 'm').exec(textOf(file))?.[1];
  if (value === undefined) throw new Error(`${file}.tfvars does not set ${name}.`);
  return value;
}

function textOf(file: string): string {
  return readFileSync(new URL(`../../terraform/environments/${file}.tfvars`, import.meta.url), 'utf8');
}
