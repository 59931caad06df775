import { z } from 'zod';
import { isPlaceholder } from './placeholders.js';

/** The forms that Terraform demands of its variables of the same names; a test compares them with `variables.tf`. */
export const terraformForms = {
  project: /^[a-z][a-z0-9-]{0,14}[a-z0-9]$/,
  region: /^[a-z]{2}-[a-z]+-[0-9]$/,
  account_id: /^[0-9]{12}$/,
  repository: /^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/,
  github: /^[1-9][0-9]*$/,
  domain_name: /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
  budget_emails: /^[^@ ]+@[^@ ]+\.[^@ ]+$/,
  cluster_admin_role_arns: /^arn:[a-z-]+:iam::[0-9]{12}:role\/[^*]+$/,
} as const;

/** Answers are written between quotes of HCL, TypeScript, JSON and Markdown. */
const text = z
  .string()
  .trim()
  .regex(/^[^"`\\$%{}<>\p{Cc}]+$/u, 'must not be empty, and must not contain quotes, braces or any of \\ $ % < >')
  .refine((value) => !isPlaceholder(value), 'is the value of the example; enter your own');
const formed = (form: RegExp, expected: string) => text.regex(form, `must be ${expected}`);
const email = formed(terraformForms.budget_emails, 'an e-mail address');

const fields = {
  name: text.max(60).describe('What people call the platform, such as "Parcel Hub". No password may be made of it.'),
  project: formed(
    terraformForms.project,
    '2 to 16 lower-case letters, digits or hyphens, starting with a letter',
  ).describe(
    'Short name of the platform, such as "parcels": the first part of every name in AWS, the audience of access tokens, the names of images, the name in package.json. Once applied, it cannot be changed.',
  ),
  organisation: text
    .max(100)
    .describe('Who maintains the fork, as people write it: author in package.json, and named in SECURITY.md.'),
  repository: formed(terraformForms.repository, 'owner/name, as in the address on GitHub').describe(
    'GitHub repository of the fork, as owner/name.',
  ),
  codeOwners: formed(
    /^@[A-Za-z0-9-]{1,39}(\/[A-Za-z0-9._-]+)?( @[A-Za-z0-9-]{1,39}(\/[A-Za-z0-9._-]+)?)*$/,
    '@user or @organisation/team, with spaces between several',
  ).describe(
    'Who must approve changes: users (@name) or teams (@organisation/team) of GitHub that may write to the repository, with spaces between them.',
  ),
  githubOwnerId: formed(terraformForms.github, 'a number').describe(
    "Number of the repository's owner: gh api repos/OWNER/NAME --jq .owner.id",
  ),
  githubRepositoryId: formed(terraformForms.github, 'a number').describe(
    'Number of the repository: gh api repos/OWNER/NAME --jq .id',
  ),
  accountId: formed(terraformForms.account_id, 'the 12 digits of an AWS account').describe(
    'AWS account: aws sts get-caller-identity --query Account',
  ),
  region: formed(terraformForms.region, 'a commercial region of AWS, such as eu-central-1')
    .refine((region) => !region.startsWith('cn-'), 'must not be a region of China')
    .describe('AWS region of everything that is not global.'),
  domainName: formed(terraformForms.domain_name, 'a domain in lower case without a dot at its end')
    .max(200)
    .describe('Domain or subdomain that you can delegate to AWS; the hosts of all environments lie below it.'),
  clusterAdminRoleArns: z
    .array(formed(terraformForms.cluster_admin_role_arns, 'the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)'))
    .min(1, 'must name at least one role')
    .describe('IAM roles of that account whose holders administer the clusters; nobody else can enter.'),
  budgetEmails: z
    .array(email)
    .min(1, 'must name 1 to 10 addresses')
    .max(10, 'must name 1 to 10 addresses')
    .describe('Addresses that hear of budgets and of unusual cost; 1 to 10.'),
  alarmEmails: z
    .array(email)
    .describe('Addresses that hear of alarms of Kafka and PostgreSQL in production; may be empty.'),
  securityContact: z
    .union([email, formed(/^https:\/\/[^\s]+$/, 'an address that starts with https://')], {
      error: 'must be an e-mail address or an address that starts with https://',
    })
    .describe('Where people report vulnerabilities, for SECURITY.md: an e-mail address or an https address.'),
};

const settings = z
  .record(z.string(), z.record(z.string(), z.partialRecord(z.enum(['dev', 'production']), text)))
  .describe(
    'Settings of services, by service, variable and environment. Those that still have the value of an example must be given.',
  );

export const fieldNames = Object.keys(fields) as FieldName[];
export type FieldName = keyof typeof fields;
export type Fields = z.infer<z.ZodObject<typeof fields>>;
export type Settings = Partial<Record<string, Partial<Record<string, Partial<Record<'dev' | 'production', string>>>>>>;

export type Answers = Partial<Fields> & { readonly settings: Settings };

/** A person's words for one field, as a value of it. */
export function parseField(name: FieldName, words: string): { value: Fields[FieldName] } | { problem: string } {
  const list = fields[name] instanceof z.ZodArray;
  const given = list ? words.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])) : words.trim();
  const { data, error } = fields[name].safeParse(given);
  return error === undefined ? { value: data as Fields[FieldName] } : { problem: sentences(name, error).join('; ') };
}

export const parseSetting = (words: string) => text.safeParse(words);

export const descriptionOf = (name: FieldName): string => fields[name].description ?? '';

/** Reads JSON in which lines may end with a comment. What is blank is not answered yet. */
export function parseAnswers(json: string): { answers: Answers } | { problems: string[] } {
  let given: unknown;
  try {
    given = JSON.parse(withoutComments(json), (name, value: unknown) => (isBlank(name, value) ? undefined : value));
  } catch (error) {
    return { problems: [`it is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const schema = z
    .strictObject(fields)
    .partial()
    .extend({ settings: settings.default({}) });
  const { data, error } = schema.safeParse(given);
  return error === undefined ? { answers: data as Answers } : { problems: sentences('', error) };
}

/** An empty text, or an empty list where none is no answer. */
function isBlank(name: string, value: unknown): boolean {
  if (value === '') return true;
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return isEmptyList && Object.hasOwn(fields, name) && !fields[name as FieldName].safeParse(value).success;
}

/** What fits each for itself and not together. */
export function contradictions({
  accountId,
  clusterAdminRoleArns,
}: Pick<Fields, 'accountId' | 'clusterAdminRoleArns'>): string[] {
  return clusterAdminRoleArns
    .filter((arn) => arn.split(':')[4] !== accountId)
    .map((arn) => `clusterAdminRoleArns names ${arn}, and accountId is ${accountId}`);
}

/** An answers file to fill in. */
export function answersTemplate(): string {
  const entries = fieldNames.map((name) => {
    const empty = fields[name] instanceof z.ZodArray ? '[]' : '""';
    return `  // ${descriptionOf(name)}\n  "${name}": ${empty},`;
  });
  return [
    '// Answers for `./fairway adopt --answers FILE`: copy this file, fill it in, and remove a line to be asked for it, or to keep what an earlier run wrote.',
    '{',
    ...entries,
    `  // ${settings.description}`,
    '  // For example: { "a-service": { "A_VARIABLE": { "dev": "one value", "production": "another" } } }',
    '  "settings": {},',
    '}',
    '',
  ].join('\n');
}

function sentences(name: string, error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    `${[name, ...path].filter((part) => part !== '').join('.')} ${message}`.trim(),
  );
}

/** Drops comments to the end of the line, then commas before a closing bracket, and no part of a text. */
const withoutComments = (json: string) =>
  [/\/\/.*/, /,(?=\s*[}\]])/].reduce(
    (rest, { source }) =>
      rest.replaceAll(
        new RegExp(String.raw`("(?:\\.|[^"\\\n])*")|${source}`, 'g'),
        (_, quoted?: string) => quoted ?? '',
      ),
    json,
  );
