import type { Answers, Settings } from '../src/adopt/answers.js';
import { placeholderSettings } from '../src/adopt/catalog-settings.js';

/** A value of its own for each setting that has one of an example: an address of e-mail, or of a server. */
function ownSettings(): Settings {
  const settings: Record<string, Record<string, Record<string, string>>> = {};
  for (const { service, variable, environment, value } of placeholderSettings) {
    const own = value.includes('@') ? 'root@nordlys.dk' : `https://${environment}.nordlys.dk/in`;
    ((settings[service] ??= {})[variable] ??= {})[environment] = own;
  }
  return settings;
}

/** Answers of a team that adopts a fork. */
export const nordlys = {
  name: 'Parcel Hub',
  project: 'parcels',
  organisation: "Norðlys O'Neill & Søn",
  repository: 'nordlys/parcel-hub',
  codeOwners: '@nordlys/platform @ada-lovelace',
  githubOwnerId: '987',
  githubRepositoryId: '654321',
  accountId: '999988887777',
  region: 'eu-central-1',
  domainName: 'parcels.nordlys.dk',
  clusterAdminRoleArns: ['arn:aws:iam::999988887777:role/operators', 'arn:aws:iam::999988887777:role/teams/on-call'],
  budgetEmails: ['money@nordlys.dk'],
  alarmEmails: [],
  securityContact: 'https://nordlys.dk/security',
  settings: ownSettings(),
} satisfies Answers;
