import { commercialRegions, type SettingsFault } from '@fairway/infra';
import { isPlaceholder } from '../../adopt/placeholders.js';
import type { DoctorRow } from '../doctor-row.js';
import { fail, pass, warn } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const group = 'AWS settings';
const folder = 'infra/terraform/environments';

/** Terraform's errors about the settings, one row each. */
export function faultRows(faults: readonly SettingsFault[]): DoctorRow[] {
  if (faults.length === 0)
    return [{ id: 'aws-settings', group, ...pass('Terraform accepts the settings of every stack') }];
  return faults.map(({ severity, at, problem }, index) => {
    const fix = at === null ? `Correct this in ${folder}.` : `Correct this in ${at.file}, line ${at.line}.`;
    return { id: `aws-settings-${index + 1}`, group, ...(severity === 'error' ? fail : warn)(problem, fix) };
  });
}

/** Finds other mistakes before AWS is asked. */
export function settingRows(settings: AwsSettings): DoctorRow[] {
  const rows = [...regionRows(settings), exampleRow(settings), ...backendRows(settings), ...adminRows(settings)];
  return rows.map((row) => ({ ...row, group }));
}

type Row = Omit<DoctorRow, 'group'>;

function regionRows({ region }: AwsSettings): Row[] {
  if (commercialRegions.includes(region)) return [];
  return [
    {
      id: 'aws-region',
      ...warn(`${region} is not a known AWS region`, `Check the spelling of region in ${folder}/common.tfvars.`),
    },
  ];
}

function exampleRow({ accountId, repository, github, domainName, budgetEmails, environments }: AwsSettings): Row {
  const left = [
    ...(isPlaceholder(accountId) ? [`account_id (${folder}/common.tfvars)`] : []),
    ...(isPlaceholder(repository) ? [`repository (${folder}/common.tfvars)`] : []),
    ...(isPlaceholder(github.owner_id) ? [`github.owner_id (${folder}/shared/global.tfvars)`] : []),
    ...(isPlaceholder(github.repository_id) ? [`github.repository_id (${folder}/shared/global.tfvars)`] : []),
    ...(isPlaceholder(domainName) ? [`domain_name (${folder}/shared/global.tfvars)`] : []),
    ...(isPlaceholder(budgetEmails) ? [`budget_emails (${folder}/shared/global.tfvars)`] : []),
    ...awsEnvironments
      .filter((name) => isPlaceholder(environments[name].alarmEmails))
      .map((name) => `alarm_emails (${folder}/${name}/data.tfvars)`),
  ];
  if (left.length === 0)
    return { id: 'aws-example', ...pass('account, repository, domain and e-mail addresses are your own') };
  return {
    id: 'aws-example',
    ...fail(
      `still the example's values: ${left.join(', ')}`,
      '`./fairway adopt` asks for your own and enters them everywhere.',
    ),
  };
}

function backendRows({ project, accountId, region, backends }: AwsSettings): Row[] {
  const wanted = {
    bucket: `${project}-terraform-state-${accountId}`,
    region,
    kmsAlias: `alias/${project}-terraform-state`,
  };
  return Object.entries(backends).map(([name, backend]) => {
    const id = `aws-backend-${name}`;
    const wrong = (['bucket', 'region', 'kmsAlias'] as const).filter((key) => backend[key] !== wanted[key]);
    if (wrong.length === 0) return { id, ...pass(`${name}/backend.hcl names the bucket and the key of ${project}`) };
    const lines = wrong.map((key) => `${key === 'kmsAlias' ? 'kms_key_id' : key} = "${wanted[key]}"`);
    return {
      id,
      ...fail(
        `${name}/backend.hcl does not match common.tfvars`,
        `In ${folder}/${name}/backend.hcl set ${lines.join(', ')}.`,
      ),
    };
  });
}

function adminRows({ accountId, environments }: AwsSettings): Row[] {
  return awsEnvironments.flatMap((name) => {
    const foreign = environments[name].adminRoleArns.filter((arn) => !arn.includes(`:${accountId}:`));
    if (foreign.length === 0) return [];
    return [
      {
        id: `aws-admins-${name}`,
        ...warn(
          `administrators of ${name} belong to another account: ${foreign.join(', ')}`,
          `Use roles of ${accountId} in ${folder}/${name}/cluster.tfvars.`,
        ),
      },
    ];
  });
}
