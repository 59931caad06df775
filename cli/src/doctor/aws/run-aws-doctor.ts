import type { Context } from '../../command-line/context.js';
import { counted } from '../../command-line/counted.js';
import type { DoctorRow } from '../doctor-row.js';
import { accountChecks, identityCheck } from './account-checks.js';
import { AwsCli, type AwsCheck } from './aws-cli.js';
import { domainRow, zoneCheck } from './domain-row.js';
import { quotaChecks } from './quota-checks.js';
import { regionChecks } from './region-checks.js';
import { faultRows, settingRows } from './setting-rows.js';
import { readAwsSettings, type AwsSettings } from './settings.js';
import { singletonChecks } from './singleton-checks.js';
import { toolRows } from './tool-rows.js';

/**
 * Checks whether the account has what the stacks need. Every call only reads; a check that cannot be made is skipped
 * with its reason.
 */
export async function runAwsDoctor(context: Context): Promise<DoctorRow[]> {
  context.progress('reading the settings with Terraform');
  const [tools, { settings, faults }] = await Promise.all([toolRows(context), readAwsSettings(context)]);
  const before = [...tools, ...faultRows(faults)];
  // Without valid settings, questions and advice would be about values that no apply will ever use.
  if (settings === null)
    return [
      ...before,
      {
        id: 'aws-identity',
        group: 'AWS account',
        status: 'skip',
        message: 'AWS is asked after Terraform accepts the settings',
        fix: '',
      },
    ];
  return [...before, ...settingRows(settings), ...(await accountRows(settings, context))];
}

async function accountRows(settings: AwsSettings, context: Context): Promise<DoctorRow[]> {
  const aws = new AwsCli(context, settings.region);
  context.progress(`asking AWS about the account ${settings.accountId} in ${settings.region}; this changes nothing`);
  const [identity] = (await withProgress([aws.row(identityCheck(settings))], context)) as [DoctorRow];
  const checks = [
    ...accountChecks(settings),
    ...singletonChecks(settings),
    ...quotaChecks(settings),
    ...regionChecks(settings),
  ];
  // Answers from another account would mislead.
  if (identity.status === 'fail' || identity.status === 'skip')
    return [identity, ...[...checks, zoneCheck(settings)].map(skipped)];
  const rows = await withProgress(
    [...checks.map((check) => aws.row(check)), domainRow(settings, aws, context)],
    context,
  );
  return [identity, ...rows];
}

/** All rows; reports how many answers are still missing while AWS takes its time. */
async function withProgress(asked: readonly Promise<DoctorRow>[], context: Context): Promise<DoctorRow[]> {
  let missing = asked.length;
  const progress = setInterval(() => context.progress(`waiting for ${counted(missing, 'more answer')}`), 10_000);
  try {
    return await Promise.all(asked.map((row) => row.finally(() => missing--)));
  } finally {
    clearInterval(progress);
  }
}

const skipped = ({ id, group, asks }: AwsCheck): DoctorRow => ({
  id,
  group,
  status: 'skip',
  message: `${asks}: not checked, because you are not logged in to this account`,
  fix: '',
});
