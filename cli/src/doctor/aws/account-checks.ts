import { z } from 'zod';
import { awsCheck, fail, pass, warn, type AwsCheck } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const group = 'AWS account';

export function identityCheck({ accountId }: AwsSettings): AwsCheck {
  return awsCheck({
    id: 'aws-identity',
    group,
    asks: 'who is logged in',
    args: ['sts', 'get-caller-identity'],
    answer: z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().startsWith('arn:') }),
    judge: ({ Account, Arn }) => {
      if (Account !== accountId) {
        return fail(
          `you are logged in to the account ${Account}, but the settings name ${accountId}`,
          'Log in to the right account, for example with AWS_PROFILE, or correct account_id in common.tfvars.',
        );
      }
      if (Arn.endsWith(':root'))
        return warn(
          'you are logged in as the root user',
          'Use a role of IAM Identity Center: nothing limits what the root user can do.',
        );
      return pass(`you are ${Arn}`);
    },
    judgeError: (error) =>
      fail(`AWS does not say who is logged in: ${error}`, 'Log in first, for example with `aws sso login`.'),
  });
}

/** Checks of the account as a whole: what must and must not exist before the first apply. */
export function accountChecks(settings: AwsSettings): AwsCheck[] {
  const { project, accountId } = settings;
  const bucket = `${project}-terraform-state-${accountId}`;
  return [
    awsCheck({
      id: 'aws-plan',
      group,
      asks: 'which plan the account is on',
      args: ['freetier', 'get-account-plan-state'],
      region: 'us-east-1',
      answer: z.object({ accountPlanType: z.string() }),
      judge: ({ accountPlanType }) =>
        accountPlanType === 'FREE'
          ? fail(
              'the account is on the free plan, which lacks some services and closes after six months',
              'Upgrade to the paid plan in the billing console.',
            )
          : pass('the account is on the paid plan'),
      // Accounts created before July 2025 have no plan.
      judgeError: (error) =>
        error.includes('ResourceNotFound') ? pass('the account is not on the free plan') : undefined,
    }),
    awsCheck({
      id: 'aws-state-bucket',
      group,
      asks: 'whether the state bucket exists',
      args: ['s3api', 'head-bucket', '--bucket', bucket],
      answer: z.unknown(),
      judge: () => pass(`the state bucket exists, so step 2 is done (${bucket})`),
      judgeError: (error) => {
        if (/404|Not Found/.test(error)) return pass(`the name of the state bucket is free: ${bucket}`);
        if (/403|Forbidden/.test(error))
          return fail(`${bucket} belongs to another account, or you may not see it`, 'Choose another project name.');
        return undefined;
      },
    }),
    ...adminRoleArns(settings).map((arn) =>
      awsCheck({
        id: `aws-admin-${nameOf(arn)}`,
        group,
        asks: `whether the administrators' role ${nameOf(arn)} exists`,
        args: ['iam', 'get-role', '--role-name', nameOf(arn)],
        answer: z.object({ Role: z.object({ Arn: z.string() }) }),
        judge: ({ Role }) =>
          Role.Arn === arn
            ? pass(`the administrators' role ${nameOf(arn)} exists`)
            : fail(
                `the role's ARN is ${Role.Arn}, but the settings say ${arn}`,
                'Copy this ARN into cluster_admin_role_arns.',
              ),
        judgeError: (error) =>
          error.includes('NoSuchEntity')
            ? fail(
                `the role ${nameOf(arn)} does not exist, so no one could access the cluster`,
                'Create it, or name another role in cluster_admin_role_arns (cluster.tfvars).',
              )
            : undefined,
      }),
    ),
  ];
}

const adminRoleArns = ({ environments }: AwsSettings) => [
  ...new Set(awsEnvironments.flatMap((name) => environments[name].adminRoleArns)),
];

/** The name without its path, as IAM expects it. */
const nameOf = (arn: string) => arn.split('/').at(-1) ?? arn;
