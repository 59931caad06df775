import { z } from 'zod';
import { awsCheck, fail, pass, warn, type AwsCheck } from './aws-cli.js';
import { awsEnvironments, type AwsSettings } from './settings.js';

const group = 'Quotas';

/** The vCPUs of size `large` in every family; the smallest bastion has the same number. */
const vcpusOfLarge = 2;

interface Quota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly needed: number;
  readonly per: string;
}

/** Compares what both environments need together at their start with the account's quotas in the region. */
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
            `"${name}" (${code}) is ${Value} ${per}, but dev and production need ${needed} to start`,
            `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${2 * needed} --region ${region}; this takes hours to days.`,
          )
        : Value < 2 * needed && per === 'vCPUs'
          ? warn(
              `"${name}" (${code}) is ${Value} ${per}; dev and production need ${needed} to start, and more as they grow`,
              `Request ${3 * needed} before production starts.`,
            )
          : pass(`"${name}" (${code}) is ${Value} ${per}; dev and production need ${needed} to start`),
    // A quota that was never changed has its default in another API call.
    judgeError: (error) =>
      error.includes('NoSuchResource')
        ? warn(`"${name}" (${code}) is AWS's default`, `Check that it is at least ${needed} ${per}.`)
        : undefined,
  });
}

/** Checks what others in the account already use: quotas count that too. */
function usageChecks({ project }: AwsSettings, quotas: readonly Quota[]): AwsCheck[] {
  const limit = 5;
  const needed = (code: string) => quotas.find((quota) => quota.code === code)?.needed ?? 0;
  const judged = (what: string, others: number, wanted: number) =>
    others + wanted > limit
      ? warn(
          `others use ${others} ${what} and ${wanted} are needed; AWS's default limit is ${limit}`,
          'Request a higher quota, or release some.',
        )
      : pass(`others use ${others} ${what}, and ${wanted} are needed`);
  const tagged = z.array(z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) }));
  const isOthers = ({ Tags }: z.infer<typeof tagged>[number]) =>
    !Tags.some(({ Key, Value }) => Key === 'project' && Value === project);
  return [
    awsCheck({
      id: 'aws-addresses',
      group,
      asks: 'how many Elastic IPs are in use',
      args: ['ec2', 'describe-addresses'],
      answer: z.object({ Addresses: tagged }),
      judge: ({ Addresses }) => judged('Elastic IPs', Addresses.filter(isOthers).length, needed('L-0263D0A3')),
    }),
    awsCheck({
      id: 'aws-vpcs',
      group,
      asks: 'how many VPCs are in use',
      args: ['ec2', 'describe-vpcs'],
      answer: z.object({ Vpcs: tagged }),
      judge: ({ Vpcs }) => judged('VPCs', Vpcs.filter(isOthers).length, needed('L-F678F1CE')),
    }),
  ];
}

/** A size as a multiple of `large`. */
function sizeOf(type: string): number {
  const size = type.split('.')[1] ?? 'large';
  if (size === 'large') return 1;
  return 2 * Number(/^(\d*)xlarge$/.exec(size)?.[1] || 1);
}
