import { FairwayError } from '@fairway/errors';
import { runProgram } from '@fairway/infra';
import { z } from 'zod';
import type { Context } from '../../command-line/context.js';
import type { DoctorRow } from '../doctor-row.js';
import { awsCheck, pass, type AwsCheck, type AwsCli } from './aws-cli.js';
import type { AwsSettings } from './settings.js';

/** A passing row has the zone's id as its message. */
export function zoneCheck({ domainName }: AwsSettings): AwsCheck {
  return awsCheck({
    id: 'aws-domain',
    group: 'Domain',
    asks: `whether ${domainName} is delegated`,
    args: ['route53', 'list-hosted-zones-by-name', '--dns-name', domainName, '--max-items', '1'],
    answer: z.object({
      HostedZones: z.array(
        z.object({
          Id: z.string(),
          Name: z.string(),
          Config: z.object({ PrivateZone: z.boolean().optional() }).optional(),
        }),
      ),
    }),
    judge: ({ HostedZones: zones }) => {
      const [found] = zones.filter(({ Name, Config }) => Name === `${domainName}.` && Config?.PrivateZone !== true);
      if (found === undefined)
        return {
          status: 'skip',
          message: `${domainName} has no hosted zone yet: step 2 creates it and prints its name servers`,
          fix: '',
        };
      return pass(found.Id);
    },
  });
}

/**
 * Checks whether public DNS delegates the domain to our name servers. The cluster stack's certificate waits 75 minutes
 * for the delegation and then fails.
 */
export async function domainRow(settings: AwsSettings, aws: AwsCli, { root, env }: Context): Promise<DoctorRow> {
  const { domainName } = settings;
  let servers: readonly string[] = [];
  const zone = await aws.row(zoneCheck(settings));
  if (zone.status !== 'pass') return zone;
  const delegation = await aws.row(
    awsCheck({
      id: zone.id,
      group: zone.group,
      asks: `which name servers ${domainName} has`,
      args: ['route53', 'get-hosted-zone', '--id', zone.message],
      answer: z.object({ DelegationSet: z.object({ NameServers: z.array(z.string()).min(1) }) }),
      judge: ({ DelegationSet: { NameServers } }) => {
        servers = NameServers.map(canonical);
        return pass('');
      },
    }),
  );
  if (delegation.status !== 'pass') return delegation;
  const { asked, reason } = await nameServersOf(domainName, root, env);
  const row = { id: zone.id, group: zone.group };
  const fix = `Set these name servers where the domain is registered: ${servers.join(', ')}. Then check with \`dig NS ${domainName}\`.`;
  if (asked === undefined)
    return { ...row, status: 'skip', message: `whether ${domainName} is delegated: not checked, ${reason}`, fix };
  if (servers.some((server) => asked.includes(server)))
    return { ...row, status: 'pass', message: `${domainName} is delegated to its hosted zone`, fix: '' };
  const now = asked.length === 0 ? 'nobody' : asked.join(', ');
  return {
    ...row,
    status: 'fail',
    message: `${domainName} is delegated to ${now}: its certificate would wait 75 minutes and then fail`,
    fix,
  };
}

async function nameServersOf(
  domain: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ asked?: string[]; reason?: string }> {
  try {
    const { exitCode, stdout, stderr } = await runProgram('dig', ['+short', '+time=5', 'NS', domain], {
      cwd,
      env,
      limitMs: 60_000,
    });
    if (exitCode !== 0) return { reason: `dig says: ${(stderr || stdout).trim()}` };
    return {
      asked: stdout
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(canonical),
    };
  } catch (error) {
    return {
      reason:
        error instanceof FairwayError && error.code === 'prerequisite_missing'
          ? 'because dig is not on the PATH'
          : `because dig fails: ${String(error)}`,
    };
  }
}

const canonical = (name: string) => name.trim().toLowerCase().replace(/\.$/, '');
