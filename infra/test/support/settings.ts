import { readFileSync } from 'node:fs';

/** What a team changes first in its fork, as committed: the tests hold for its names too. */
export const settings = {
  project: committed('common', 'project'),
  region: committed('common', 'region'),
  accountId: committed('common', 'account_id'),
  /** Owner and name. */
  repository: committed('common', 'repository'),
  githubOwnerId: committed('shared/global', 'owner_id'),
  githubRepositoryId: committed('shared/global', 'repository_id'),
};

function committed(file: string, name: string): string {
  const url = new URL(`../../terraform/environments/${file}.tfvars`, import.meta.url);
  const value = new RegExp(String.raw`^\s*${name}\s*=\s*"(.*)"`, 'm').exec(readFileSync(url, 'utf8'))?.[1];
  if (value === undefined) throw new Error(`${file}.tfvars does not set ${name}.`);
  return value;
}
