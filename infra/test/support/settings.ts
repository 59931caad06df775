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

/** Of production; alarmEmails may be empty. */
export const adminRoleArns = committedList('production/cluster', 'cluster_admin_role_arns');
export const alarmEmails = committedList('production/data', 'alarm_emails');

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
  const zones = committedList(`${environment}/network`, 'availability_zones');
  return zones.length > 0 ? zones : ['a', 'b', 'c'].map((letter) => settings.region + letter);
}

/** Empty for what is not set. */
function committedList(file: string, name: string): string[] {
  const list = new RegExp(String.raw`^${name}\s*=\s*\[([^\]]*)\]`, 'm').exec(textOf(file))?.[1] ?? '';
  return [...list.matchAll(/"(.*?)"/g)].map(([, value = '']) => value);
}

function committed(file: string, name: string): string {
  const value = new RegExp(String.raw`^\s*${name}\s*=\s*"(.*)"`, 'm').exec(textOf(file))?.[1];
  if (value === undefined) throw new Error(`${file}.tfvars does not set ${name}.`);
  return value;
}

function textOf(file: string): string {
  return readFileSync(new URL(`../../terraform/environments/${file}.tfvars`, import.meta.url), 'utf8');
}
