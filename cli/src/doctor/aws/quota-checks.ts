import { z } from 'zod';
import { awsCheck, fail, pass, warn, type AwsCheck } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const group = 'Quotas';

/** Of the size `large`, in every family; the smallest bastion has as many. */
const vcpusOfLarge = 2;

interface Quota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly needed: number;
  readonly per: string;
}

/** What both environments take together when they start, against what the account may have in the region. */
export function quotaChecks(settings: AwsSettings): AwsCheck[] {
  const all = awsEnvironments.map((name) => settings.environments[name]);
  const sum = (amount: (environment: (typeof all)[number]) => number) =>
    all.reduce((total, environment) => total + amount(environment), 0);
  const vcpus = (nodes: number, type = '') => nodes * vcpusOfLarge * sizeOf(type);
  const quotas: Quota[] = [
    {
      service: 'ec2',
      code: 'L-1216C47A',
      name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      needed: sum(
        ({ onDemandNodes, hasBastion, instanceTypes: [type] }) =>
          vcpus(onDemandNodes, type) + (hasBastion ? vcpusOfLarge : 0),
      ),
      per: 'vCPUs',
    },
    {
      service: 'ec2',
      code: 'L-34B43A08',
      name: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
      needed: sum(({ spotNodes, instanceTypes: [type] }) => vcpus(spotNodes, type)),
      per: 'vCPUs',
    },
    {
      service: 'ec2',
      code: 'L-0263D0A3',
      name: 'EC2-VPC Elastic IPs',
      needed: sum(({ natGateways }) => natGateways),
      per: 'addresses',
    },
    { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region', needed: all.length, per: 'VPCs' },
  ];
  return [...quotas.map((quota) => quotaCheck(settings, quota)), ...usageChecks(settings, quotas)];
}

function quotaCheck({ region }: AwsSettings, { service, code, name, needed, per }: Quota): AwsCheck {
  return awsCheck({
    id: `aws-quota-${code}`,
    group,
    asks: `the quota "${name}" (${code})`,
    args: ['service-quotas', 'get-service-quota', '--service-code', service, '--quota-code', code],
    answer: z.object({ Quota: z.object({ Value: z.number() }) }),
    judge: ({ Quota: { Value } }) =>
      Value < needed
        ? fail(
            `"${name}" (${code}) is ${Value} ${per}, and dev and production start with ${needed}`,
            `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${2 * needed} --region ${region}; it takes hours to days.`,
          )
        : Value < 2 * needed && per === 'vCPUs'
          ? warn(
              `"${name}" (${code}) is ${Value} ${per}; dev and production start with ${needed}, and grow`,
              `Ask for ${3 * needed} before production starts.`,
            )
          : pass(`"${name}" (${code}) is ${Value} ${per}; dev and production start with ${needed}`),
    // The default of a quota that nobody has changed is asked for by another name.
    judgeError: (error) =>
      error.includes('NoSuchResource')
        ? warn(`"${name}" (${code}) is the default of AWS`, `See that it is ${needed} ${per} or more.`)
        : undefined,
  });
}

/** What others in the account have taken of it: a quota counts them too. */
function usageChecks({ project }: AwsSettings, quotas: readonly Quota[]): AwsCheck[] {
  const limit = 5;
  const needed = (code: string) => quotas.find((quota) => quota.code === code)?.needed ?? 0;
  const judged = (what: string, others: number, wanted: number) =>
    others + wanted > limit
      ? warn(
          `${others} ${what} are taken by others, ${wanted} are wanted; AWS's default is ${limit}`,
          'Have the quota raised, or give some back.',
        )
      : pass(`${others} ${what} are taken by others, ${wanted} are wanted`);
  const tagged = z.array(z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) }));
  const isOthers = ({ Tags }: z.infer<typeof tagged>[number]) =>
    !Tags.some(({ Key, Value }) => Key === 'project' && Value === project);
  return [
    awsCheck({
      id: 'aws-addresses',
      group,
      asks: 'how many Elastic IPs are taken',
      args: ['ec2', 'describe-addresses'],
      answer: z.object({ Addresses: tagged }),
      judge: ({ Addresses }) => judged('Elastic IPs', Addresses.filter(isOthers).length, needed('L-0263D0A3')),
    }),
    awsCheck({
      id: 'aws-vpcs',
      group,
      asks: 'how many VPCs are taken',
      args: ['ec2', 'describe-vpcs'],
      answer: z.object({ Vpcs: tagged }),
      judge: ({ Vpcs }) => judged('VPCs', Vpcs.filter(isOthers).length, needed('L-F678F1CE')),
    }),
  ];
}

/** How many times `large` a size is. */
function sizeOf(type: string): number {
  const size = type.split('.')[1] ?? 'large';
  if (size === 'large') return 1;
  return 2 * Number(/^(\d*)xlarge$/.exec(size)?.[1] || 1);
}
