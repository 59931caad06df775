import type { Context } from '../../command-line/context.js';
import { counted } from '../../command-line/counted.js';
import type { DoctorRow } from '../doctor-row.js';
import { accountChecks, identityCheck } from './account-checks.js';
import { AwsCli, type AwsCheck } from './aws-cli.js';
import { domainRow, zoneCheck } from './domain-row.js';
import { quotaChecks } from './quota-checks.js';
import { regionChecks } from './region-checks.js';
import { settingRows } from './setting-rows.js';
import { readAwsSettings } from './settings.js';
import { singletonChecks } from './singleton-checks.js';
import { toolRows } from './tool-rows.js';

/** Whether the account has what the stacks need. Every call reads; each that cannot be made is skipped with its reason. */
export async function runAwsDoctor(context: Context): Promise<DoctorRow[]> {
  const settings = readAwsSettings(context.root);
  const aws = new AwsCli(context, settings.region);
  const before = [...(await toolRows(context)), ...settingRows(settings)];
  context.progress(`asking AWS about the account ${settings.accountId} in ${settings.region}; nothing is changed`);
  const [identity] = (await withProgress([aws.row(identityCheck(settings))], context)) as [DoctorRow];
  const checks = [...accountChecks(settings), ...singletonChecks(settings), ...quotaChecks(settings), ...regionChecks(settings)];
  // The answers of another account, or of nobody, would mislead.
  if (identity.status === 'fail' || identity.status === 'skip') return [...before, identity, ...[...checks, zoneCheck(settings)].map(skipped)];
  const rows = await withProgress([...checks.map((check) => aws.row(check)), domainRow(settings, aws, context)], context);
  return [...before, identity, ...rows];
}

/** All rows; tells how many are missing as long as AWS takes its time. */
async function withProgress(asked: readonly Promise<DoctorRow>[], context: Context): Promise<DoctorRow[]> {
  let missing = asked.length;
  const progress = setInterval(() => context.progress(`${counted(missing, 'question')} not answered yet`), 10_000);
  try {
    return await Promise.all(asked.map((row) => row.finally(() => missing--)));
  } finally {
    clearInterval(progress);
  }
}

const skipped = ({ id, group, asks }: AwsCheck): DoctorRow => ({ id, group, status: 'skip', message: `${asks}: not checked, since you are not logged in to this account`, fix: '' });
