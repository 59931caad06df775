import type { DoctorRow } from '../doctor-row.js';
import { fail, pass, warn } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const folder = 'infra/terraform/environments';
/** Of the repository as it is before somebody makes it theirs. */
const example = { accountId: '111122223333', repository: 'example/fairway', githubOwnerId: '10000001', domain: /(^|\.)example\.(com|org|net)$/ };

/** What can be seen to be wrong before AWS is asked. */
export function settingRows(settings: AwsSettings): DoctorRow[] {
  const rows = [exampleRow(settings), ...backendRows(settings), ...adminRows(settings)];
  return rows.map((row) => ({ ...row, group: 'AWS settings' }));
}

type Row = Omit<DoctorRow, 'group'>;

function exampleRow({ accountId, repository, githubOwnerId, domainName }: AwsSettings): Row {
  const left = [
    ...(accountId === example.accountId ? [`account_id (${folder}/common.tfvars)`] : []),
    ...(repository === example.repository ? [`repository (${folder}/common.tfvars)`] : []),
    ...(githubOwnerId === example.githubOwnerId ? [`github.owner_id (${folder}/shared/global.tfvars)`] : []),
    ...(example.domain.test(domainName) ? [`domain_name (${folder}/shared/global.tfvars)`] : []),
  ];
  if (left.length === 0) return { id: 'aws-example', ...pass('project, account, repository and domain are your own') };
  return { id: 'aws-example', ...fail(`still as in the example: ${left.join(', ')}`, 'Enter your own: docs/guides/aws.md, step 1.') };
}

function backendRows({ project, accountId, region, backends }: AwsSettings): Row[] {
  const wanted = { bucket: `${project}-terraform-state-${accountId}`, region, kmsAlias: `alias/${project}-terraform-state` };
  return Object.entries(backends).map(([name, backend]) => {
    const id = `aws-backend-${name}`;
    const wrong = (['bucket', 'region', 'kmsAlias'] as const).filter((key) => backend[key] !== wanted[key]);
    if (wrong.length === 0) return { id, ...pass(`${name}/backend.hcl names the bucket and the key of ${project}`) };
    const lines = wrong.map((key) => `${key === 'kmsAlias' ? 'kms_key_id' : key} = "${wanted[key]}"`);
    return { id, ...fail(`${name}/backend.hcl does not fit common.tfvars`, `In ${folder}/${name}/backend.hcl set ${lines.join(', ')}.`) };
  });
}

function adminRows({ accountId, environments }: AwsSettings): Row[] {
  return awsEnvironments.flatMap((name) => {
    const foreign = environments[name].adminRoleArns.filter((arn) => !arn.includes(`:${accountId}:`));
    if (foreign.length === 0) return [];
    return [
      {
        id: `aws-admins-${name}`,
        ...warn(`administrators of ${name} are of another account: ${foreign.join(', ')}`, `Name roles of ${accountId} in ${folder}/${name}/cluster.tfvars.`),
      },
    ];
  });
}
