import { z } from 'zod';
import { awsCheck, pass, warn, type AwsCheck } from './aws-cli.js';
import type { AwsSettings } from './settings.js';

const group = 'Account-wide settings';

/** Checks account-wide singletons that the stack `global` would create or overwrite. */
export function singletonChecks(settings: AwsSettings): AwsCheck[] {
  return [...refusedTwice(settings), ...overwritten(settings)];
}

/** AWS refuses to create a second one, in the middle of an apply. */
function refusedTwice(settings: AwsSettings): AwsCheck[] {
  const { anomalyMonitor } = settings;
  const { there, absent } = adoption(settings);
  return [
    awsCheck({
      id: 'aws-anomaly-monitor',
      group,
      // One request to Cost Explorer, which costs one cent.
      asks: 'whether a cost anomaly monitor exists',
      args: ['ce', 'get-anomaly-monitors'],
      region: 'us-east-1',
      answer: z.object({
        AnomalyMonitors: z.array(
          z.object({ MonitorArn: z.string(), MonitorType: z.string(), MonitorDimension: z.string().optional() }),
        ),
      }),
      judge: ({ AnomalyMonitors }) => {
        const monitor = AnomalyMonitors.find(
          ({ MonitorType, MonitorDimension }) => MonitorType === 'DIMENSIONAL' && MonitorDimension === 'SERVICE',
        );
        if (monitor === undefined)
          return pass('no cost anomaly monitor by service exists; cost_anomaly_monitor = "create" creates one');
        if (anomalyMonitor !== 'create') return pass(`a cost anomaly monitor exists: ${monitor.MonitorArn}`);
        return warn(
          'a cost anomaly monitor exists, and AWS refuses a second one',
          `Set cost_anomaly_monitor = "${monitor.MonitorArn}" in shared/global.tfvars.`,
        );
      },
      judgeError: (error) =>
        /not enabled|DataUnavailable/i.test(error)
          ? warn(
              'Cost Explorer is not enabled',
              'Enable it in the billing console, with IAM access to billing; until then cost_anomaly_monitor is "none".',
            )
          : undefined,
    }),
    awsCheck({
      id: 'aws-github-provider',
      group,
      asks: "whether GitHub's identity provider exists",
      args: ['iam', 'list-open-id-connect-providers'],
      answer: z.object({ OpenIDConnectProviderList: z.array(z.object({ Arn: z.string() })) }),
      judge: ({ OpenIDConnectProviderList: providers }) =>
        providers.some(({ Arn }) => Arn.endsWith('/token.actions.githubusercontent.com'))
          ? there('github-oidc-provider', "GitHub's identity provider exists")
          : absent('github-oidc-provider', "GitHub's identity provider does not exist yet"),
    }),
    awsCheck({
      id: 'aws-access-analyzer',
      group,
      asks: 'whether an analyzer of external access exists',
      args: ['accessanalyzer', 'list-analyzers', '--type', 'ACCOUNT'],
      answer: z.object({ analyzers: z.array(z.object({ name: z.string() })) }),
      judge: ({ analyzers }) =>
        analyzers.length > 0
          ? there('access-analyzer', `an analyzer of external access exists: ${analyzers[0]?.name}`)
          : absent('access-analyzer', 'no analyzer of external access exists'),
    }),
  ];
}

const publicAccessBlock = z.object({
  BlockPublicAcls: z.boolean(),
  IgnorePublicAcls: z.boolean(),
  BlockPublicPolicy: z.boolean(),
  RestrictPublicBuckets: z.boolean(),
});

/** The account has it once, whoever created it. */
function overwritten(settings: AwsSettings): AwsCheck[] {
  const { accountId } = settings;
  const { there, absent } = adoption(settings);
  return [
    awsCheck({
      id: 'aws-ecr-scanning',
      group,
      asks: 'how the registry scans images',
      args: ['ecr', 'get-registry-scanning-configuration'],
      answer: z.object({
        scanningConfiguration: z.object({ scanType: z.string(), rules: z.array(z.unknown()).default([]) }),
      }),
      judge: ({ scanningConfiguration: { scanType, rules } }) =>
        rules.length > 0
          ? there('ecr-scanning', `the registry has its own scanning rules (${scanType}, ${rules.length})`)
          : absent('ecr-scanning', 'the registry has no scanning rules'),
    }),
    awsCheck({
      id: 'aws-ebs-encryption',
      group,
      asks: 'whether new disks are encrypted',
      args: ['ec2', 'get-ebs-encryption-by-default'],
      answer: z.object({ EbsEncryptionByDefault: z.boolean() }),
      judge: ({ EbsEncryptionByDefault }) =>
        EbsEncryptionByDefault
          ? pass('new disks are encrypted, as the stack global requires')
          : absent('ebs-encryption', 'new disks are not encrypted yet'),
    }),
    awsCheck({
      id: 'aws-s3-public-access',
      group,
      asks: 'whether the account blocks public buckets',
      args: ['s3control', 'get-public-access-block', '--account-id', accountId],
      answer: z.object({ PublicAccessBlockConfiguration: publicAccessBlock }),
      judge: ({ PublicAccessBlockConfiguration: block }) =>
        Object.values(block).every(Boolean)
          ? pass('no bucket of the account can become public, as the stack global requires')
          : warn(
              'some buckets of the account may be public',
              'The stack global blocks public access for all buckets: move public content elsewhere first.',
            ),
      judgeError: (error) =>
        error.includes('NoSuchPublicAccessBlockConfiguration')
          ? absent('s3-public-access-block', 'the account does not block public buckets yet')
          : undefined,
    }),
    awsCheck({
      id: 'aws-instance-metadata',
      group,
      asks: 'how new instances provide credentials',
      args: ['ec2', 'get-instance-metadata-defaults'],
      answer: z.object({
        AccountLevel: z.object({ HttpTokens: z.string().optional(), HttpPutResponseHopLimit: z.number().optional() }),
      }),
      judge: ({ AccountLevel: level }) =>
        level.HttpTokens === undefined || (level.HttpTokens === 'required' && level.HttpPutResponseHopLimit === 1)
          ? pass('no defaults are set for the credentials of new instances')
          : there(
              'instance-metadata-defaults',
              `new instances have HttpTokens ${level.HttpTokens}, hop limit ${level.HttpPutResponseHopLimit}`,
            ),
    }),
  ];
}

function adoption({ adoptedSingletons }: AwsSettings) {
  const adopted = (name: string) => adoptedSingletons.includes(name);
  return {
    there: (name: string, what: string) =>
      adopted(name)
        ? pass(`${what}; the settings keep it`)
        : warn(
            `${what}; the stack global would create or overwrite it`,
            `Add "${name}" to adopted_singletons in shared/global.tfvars to keep it.`,
          ),
    absent: (name: string, what: string) =>
      adopted(name)
        ? warn(
            `${what}, but adopted_singletons names ${name}, so nothing creates it`,
            `Remove "${name}" from adopted_singletons in shared/global.tfvars.`,
          )
        : pass(what),
  };
}
