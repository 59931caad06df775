import { z } from 'zod';
import { awsCheck, fail, pass, warn, type AwsCheck } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const group = 'AWS account';

export function identityCheck({ accountId }: AwsSettings): AwsCheck {
  return awsCheck({
    id: 'aws-identity',
    group,
    asks: 'who you are',
    args: ['sts', 'get-caller-identity'],
    answer: z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().startsWith('arn:') }),
    judge: ({ Account, Arn }) => {
      if (Account !== accountId) {
        return fail(
          `you are logged in to the account ${Account}, and the settings name ${accountId}`,
          'Log in to the right account, for example by AWS_PROFILE, or correct account_id in common.tfvars.',
        );
      }
      if (Arn.endsWith(':root'))
        return warn(
          'you are logged in as the root user',
          'Use a role of IAM Identity Center: nothing limits the root user.',
        );
      return pass(`you are ${Arn}`);
    },
    judgeError: (error) =>
      fail(`AWS does not say who you are: ${error}`, 'Log in first, for example with `aws sso login`.'),
  });
}

/** The account as a whole, and what it must have or must not have before the first apply. */
export function accountChecks(settings: AwsSettings): AwsCheck[] {
  const { project, accountId } = settings;
  const bucket = `${project}-terraform-state-${accountId}`;
  return [
    awsCheck({
      id: 'aws-plan',
      group,
      asks: 'which plan the account has',
      args: ['freetier', 'get-account-plan-state'],
      region: 'us-east-1',
      answer: z.object({ accountPlanType: z.string() }),
      judge: ({ accountPlanType }) =>
        accountPlanType === 'FREE'
          ? fail(
              'the account is on the free plan, which leaves out services and closes after six months',
              'Upgrade to the paid plan in the billing console.',
            )
          : pass('the account is on the paid plan'),
      // Accounts from before July 2025 have no plan.
      judgeError: (error) => (error.includes('ResourceNotFound') ? pass('the account has no free plan') : undefined),
    }),
    awsCheck({
      id: 'aws-state-bucket',
      group,
      asks: 'whether the bucket of the state exists',
      args: ['s3api', 'head-bucket', '--bucket', bucket],
      answer: z.unknown(),
      judge: () => pass(`the bucket of the state exists: step 2 has been done (${bucket})`),
      judgeError: (error) => {
        if (/404|Not Found/.test(error)) return pass(`the name of the state's bucket is free: ${bucket}`);
        if (/403|Forbidden/.test(error))
          return fail(`${bucket} belongs to somebody else, or you may not see it`, 'Choose another project name.');
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
                `the role's ARN is ${Role.Arn}, and the settings name ${arn}`,
                'Copy the ARN as it is into cluster_admin_role_arns.',
              ),
        judgeError: (error) =>
          error.includes('NoSuchEntity')
            ? fail(
                `there is no role ${nameOf(arn)}: nobody could enter the cluster`,
                'Make it, or name another in cluster_admin_role_arns (cluster.tfvars).',
              )
            : undefined,
      }),
    ),
  ];
}

const adminRoleArns = ({ environments }: AwsSettings) => [
  ...new Set(awsEnvironments.flatMap((name) => environments[name].adminRoleArns)),
];

/** Without its path, as IAM wants it. */
const nameOf = (arn: string) => arn.split('/').at(-1) ?? arn;
