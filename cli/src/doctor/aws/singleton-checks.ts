import { z } from 'zod';
import { awsCheck, pass, warn, type AwsCheck } from './aws-cli.js';
import type { AwsSettings } from './settings.js';

const group = 'Account-wide settings';

/** What an account has once, and the stack `global` would make or overwrite. */
export function singletonChecks(settings: AwsSettings): AwsCheck[] {
  return [...refusedTwice(settings), ...overwritten(settings)];
}

/** AWS refuses a second one, in the middle of an apply. */
function refusedTwice(settings: AwsSettings): AwsCheck[] {
  const { anomalyMonitor } = settings;
  const { there, absent } = adoption(settings);
  return [
    awsCheck({
      id: 'aws-anomaly-monitor',
      group,
      // One request to Cost Explorer, which AWS charges a cent for.
      asks: 'whether there is a monitor of unusual cost',
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
          return pass('there is no monitor of unusual cost by service; cost_anomaly_monitor = "create" makes one');
        if (anomalyMonitor !== 'create') return pass(`there is a monitor of unusual cost: ${monitor.MonitorArn}`);
        return warn(
          'there is a monitor of unusual cost, and AWS refuses a second one',
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
      asks: "whether GitHub's identity provider is there",
      args: ['iam', 'list-open-id-connect-providers'],
      answer: z.object({ OpenIDConnectProviderList: z.array(z.object({ Arn: z.string() })) }),
      judge: ({ OpenIDConnectProviderList: providers }) =>
        providers.some(({ Arn }) => Arn.endsWith('/token.actions.githubusercontent.com'))
          ? there('github-oidc-provider', "GitHub's identity provider is there")
          : absent('github-oidc-provider', "GitHub's identity provider is not there yet"),
    }),
    awsCheck({
      id: 'aws-access-analyzer',
      group,
      asks: 'whether there is an analyzer of access from outside',
      args: ['accessanalyzer', 'list-analyzers', '--type', 'ACCOUNT'],
      answer: z.object({ analyzers: z.array(z.object({ name: z.string() })) }),
      judge: ({ analyzers }) =>
        analyzers.length > 0
          ? there('access-analyzer', `there is an analyzer of access from outside: ${analyzers[0]?.name}`)
          : absent('access-analyzer', 'there is no analyzer of access from outside'),
    }),
  ];
}

const publicAccessBlock = z.object({
  BlockPublicAcls: z.boolean(),
  IgnorePublicAcls: z.boolean(),
  BlockPublicPolicy: z.boolean(),
  RestrictPublicBuckets: z.boolean(),
});

/** The account has it once, whoever set it. */
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
          ? there('ecr-scanning', `the registry has rules of its own for scanning (${scanType}, ${rules.length})`)
          : absent('ecr-scanning', 'the registry has no rules for scanning'),
    }),
    awsCheck({
      id: 'aws-ebs-encryption',
      group,
      asks: 'whether new disks are encrypted',
      args: ['ec2', 'get-ebs-encryption-by-default'],
      answer: z.object({ EbsEncryptionByDefault: z.boolean() }),
      judge: ({ EbsEncryptionByDefault }) =>
        EbsEncryptionByDefault
          ? pass('new disks are encrypted, as the stack global wants')
          : absent('ebs-encryption', 'new disks are not encrypted yet'),
    }),
    awsCheck({
      id: 'aws-s3-public-access',
      group,
      asks: 'whether the account keeps buckets from becoming public',
      args: ['s3control', 'get-public-access-block', '--account-id', accountId],
      answer: z.object({ PublicAccessBlockConfiguration: publicAccessBlock }),
      judge: ({ PublicAccessBlockConfiguration: block }) =>
        Object.values(block).every(Boolean)
          ? pass('no bucket of the account can become public, as the stack global wants')
          : warn(
              'some buckets of the account may be public',
              'The stack global forbids that for all of them: move what must be public elsewhere first.',
            ),
      judgeError: (error) =>
        error.includes('NoSuchPublicAccessBlockConfiguration')
          ? absent('s3-public-access-block', 'the account does not keep buckets from becoming public yet')
          : undefined,
    }),
    awsCheck({
      id: 'aws-instance-metadata',
      group,
      asks: 'how new instances hand out credentials',
      args: ['ec2', 'get-instance-metadata-defaults'],
      answer: z.object({
        AccountLevel: z.object({ HttpTokens: z.string().optional(), HttpPutResponseHopLimit: z.number().optional() }),
      }),
      judge: ({ AccountLevel: level }) =>
        level.HttpTokens === undefined || (level.HttpTokens === 'required' && level.HttpPutResponseHopLimit === 1)
          ? pass('nothing else is set for the credentials of new instances')
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
        ? pass(`${what}; the settings leave it as it is`)
        : warn(
            `${what}; the stack global would make it or overwrite it`,
            `Add "${name}" to adopted_singletons in shared/global.tfvars to keep it.`,
          ),
    absent: (name: string, what: string) =>
      adopted(name)
        ? warn(
            `${what}, and adopted_singletons names ${name}: nobody makes it`,
            `Take "${name}" out of shared/global.tfvars.`,
          )
        : pass(what),
  };
}
