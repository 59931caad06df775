import { FairwayError } from '@fairway/errors';
import type { Fields } from './answers.js';

/** One spot of one file that holds a value of the fork. */
interface Place {
  readonly file: string;
  /** Matches once, in the groups `before` and `value`. */
  readonly pattern: RegExp;
  readonly text: (fields: Fields) => string;
}

const quoted = (value: string) => `"${value}"`;
const list = (values: readonly string[]) => `[${values.map(quoted).join(', ')}]`;
const typescript = (value: string) => (value.includes("'") ? quoted(value) : `'${value}'`);

const environments = 'infra/terraform/environments';

/** A variable in HCL; a list may go over several lines. */
function variable(file: string, name: string, text: Place['text']): Place {
  const pattern = new RegExp(String.raw`^(?<before>[ ]*${name}\s*=\s*)(?<value>\[\n[^\]]*\]|\S.*)$`, 'm');
  return { file: `${environments}/${file}`, pattern, text };
}

function constant(name: string, text: Place['text']): Place {
  const pattern = new RegExp(`^(?<before>export const ${name} = )(?<value>'.*'|".*")`, 'm');
  return { file: 'catalog/src/product.ts', pattern, text };
}

const project = variable('common.tfvars', 'project', (fields) => quoted(fields.project));
const region = variable('common.tfvars', 'region', (fields) => quoted(fields.region));
const accountId = variable('common.tfvars', 'account_id', (fields) => quoted(fields.accountId));
const repository = variable('common.tfvars', 'repository', (fields) => quoted(fields.repository));
const ownerId = variable('shared/global.tfvars', 'owner_id', (fields) => quoted(fields.githubOwnerId));
const repositoryId = variable('shared/global.tfvars', 'repository_id', (fields) => quoted(fields.githubRepositoryId));
const domainName = variable('shared/global.tfvars', 'domain_name', (fields) => quoted(fields.domainName));
const budgetEmails = variable('shared/global.tfvars', 'budget_emails', (fields) => list(fields.budgetEmails));
const alarmEmails = variable('production/data.tfvars', 'alarm_emails', (fields) => list(fields.alarmEmails));
const [devAdmins, productionAdmins] = (['dev', 'production'] as const).map((environment) =>
  variable(`${environment}/cluster.tfvars`, 'cluster_admin_role_arns', (fields) => list(fields.clusterAdminRoleArns)),
) as [Place, Place];
const name = constant('productName', (fields) => typescript(fields.name));
const author: Place = {
  file: 'package.json',
  pattern: /^(?<before> {2}"author": )(?<value>".*")/m,
  text: (fields) => quoted(fields.organisation),
};
const codeOwners: Place = {
  file: '.github/CODEOWNERS',
  pattern: /^(?<before>\* )(?<value>@.+)/m,
  text: (fields) => fields.codeOwners,
};
const securityContact: Place = {
  file: 'SECURITY.md',
  pattern: /^(?<before>Report it to )(?<value>\S+?)(?=[,.]? )/m,
  text: ({ securityContact: contact }) => (contact.includes('@') ? contact : `<${contact}>`),
};

/** Where the value of each field is read; from the others it is only written. */
const sources: Readonly<Record<keyof Fields, Place>> = {
  name,
  project,
  organisation: author,
  repository,
  codeOwners,
  githubOwnerId: ownerId,
  githubRepositoryId: repositoryId,
  accountId,
  region,
  domainName,
  clusterAdminRoleArns: productionAdmins,
  budgetEmails,
  alarmEmails,
  securityContact,
};

const backends = ['shared', 'dev', 'production'].flatMap((environment) => [
  variable(`${environment}/backend.hcl`, 'bucket', (fields) =>
    quoted(`${fields.project}-terraform-state-${fields.accountId}`),
  ),
  variable(`${environment}/backend.hcl`, 'region', (fields) => quoted(fields.region)),
  variable(`${environment}/backend.hcl`, 'kms_key_id', (fields) => quoted(`alias/${fields.project}-terraform-state`)),
]);

const login: readonly Omit<Place, 'file'>[] = [
  {
    pattern: /(?<before>arn:aws:iam::)(?<value>\d+:role\/.+?)(?=-\$\{\{)/,
    text: (fields) => `${fields.accountId}:role/${fields.project}`,
  },
  { pattern: /(?<before>allowed-account-ids: ')(?<value>\d+)/, text: (fields) => fields.accountId },
  { pattern: /(?<before>aws-region: )(?<value>.*)/, text: (fields) => fields.region },
];

const others: readonly Place[] = [
  devAdmins,
  ...backends,
  ...login.map((place) => ({ file: '.github/actions/aws-login/action.yml', ...place })),
  constant('projectName', (fields) => typescript(fields.project)),
  constant('repository', (fields) => typescript(fields.repository)),
  {
    file: 'package.json',
    pattern: /^(?<before> {2}"name": )(?<value>".*")/m,
    text: (fields) => quoted(fields.project),
  },
  {
    file: 'package-lock.json',
    pattern: /^(?<before> {2}"name": )(?<value>".*")/m,
    text: (fields) => quoted(fields.project),
  },
  {
    file: 'package-lock.json',
    pattern: /(?<before>^ {4}"": \{\n {6}"name": )(?<value>".*")/m,
    text: (fields) => quoted(fields.project),
  },
  { file: 'README.md', pattern: /^(?<before># )(?<value>.+)/m, text: (fields) => fields.name },
  {
    file: 'SECURITY.md',
    pattern: /^(?<before>Maintained by )(?<value>.+)(?=\.$)/m,
    text: (fields) => fields.organisation,
  },
  {
    file: `${environments}/shared/global.tfvars`,
    pattern: /(?<before>`gh api repos\/)(?<value>\S+)/,
    text: (fields) => fields.repository,
  },
  ...['docs/guides/aws.md', 'docs/guides/accounts.md'].map((file) => ({
    file,
    pattern: /^(?<before>project=)(?<value>\S+ region=\S+)/m,
    text: (fields: Fields) => `${fields.project} region=${fields.region}`,
  })),
];

type ReadFile = (file: string) => string;

/** What the repository says now. Undefined for what does not look as it did any more. */
export function currentFields(read: ReadFile): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(sources).map(([field, { file, pattern }]) => [
      field,
      valueIn(pattern.exec(read(file))?.groups?.['value']),
    ]),
  ) as Partial<Fields>;
}

/** @throws FairwayError when a place is not there any more */
export function writeFields(fields: Fields, edit: (file: string, change: (text: string) => string) => void): void {
  for (const { file, pattern, text } of [...Object.values(sources), ...others]) {
    edit(file, (before) => {
      if (!pattern.test(before))
        throw new FairwayError('failed', `${file} has no line any more that matches ${pattern.source}.`, {
          hint: `Write ${text(fields)} into ${file} so that the line looks as it does in the example, then run this again.`,
        });
      return before.replace(pattern, (...match) => `${(match.at(-1) as { before: string }).before}${text(fields)}`);
    });
  }
}

function valueIn(literal: string | undefined): unknown {
  if (literal === undefined) return undefined;
  if (literal.startsWith("'")) return literal.slice(1, -1);
  if (!/^["[]/.test(literal)) return literal.replace(/^<(.*)>$/, '$1');
  try {
    return JSON.parse(literal.replace(/,\s*\]$/, ']'));
  } catch {
    return undefined;
  }
}
