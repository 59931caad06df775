import { orphanQueries } from './orphan-queries.js';
import { dnsOrphans } from './dns-orphans.js';
import type { OrphanReport } from './orphan-report.js';
import type { Programs } from './programs.js';
import { commandLine, type Argv } from './step.js';
import type { Target } from './target.js';

/** Asks AWS what is left of an environment. */
export async function findOrphans(target: Target, programs: Programs): Promise<OrphanReport> {
  const found = new Set<string>();
  const notChecked: string[] = [];
  for (const { argv, ids } of orphanQueries(target)) {
    const { exitCode, stdout } = await programs.read(argv);
    if (exitCode === 0) for (const id of ids(stdout)) found.add(id);
    else notChecked.push(commandLine(argv));
  }
  const dns = await dnsOrphans(target, programs);
  const judged = await Promise.all(
    [...found].toSorted().map(async (id) => ({ id, why: await whyExpected(id, target, programs) })),
  );
  return {
    orphans: [
      ...judged.flatMap(({ id, why }) => (why === undefined ? [{ id, remove: removalOf(id, target) }] : [])),
      ...dns.orphans,
    ],
    expected: judged.flatMap(({ id, why }) => (why === undefined ? [] : [{ id, why }])),
    notChecked: [...notChecked, ...dns.notChecked],
  };
}

/** Undefined for an orphan. */
async function whyExpected(arn: string, { region }: Target, programs: Programs): Promise<string | undefined> {
  if (/:rds:.*:(cluster-)?snapshot:/.test(arn)) return 'a snapshot, kept until you delete it';
  if (/:rds:.*:(cluster-)?auto-backup:/.test(arn)) return 'automatic backups, kept for their retention';
  const service = /^arn:[^:]+:(kms|secretsmanager):/.exec(arn)?.[1];
  if (service === undefined) return undefined;
  const question = service === 'kms' ? ['describe-key', '--key-id'] : ['describe-secret', '--secret-id'];
  const { exitCode, stdout } = await programs.read(['aws', service, ...question, arn, '--region', region]);
  if (exitCode !== 0) return undefined;
  const { KeyMetadata, DeletedDate } = JSON.parse(stdout) as {
    KeyMetadata?: { KeyState: string; DeletionDate?: string };
    DeletedDate?: string;
  };
  if (KeyMetadata?.KeyState === 'PendingDeletion')
    return `disabled, deleted on ${KeyMetadata.DeletionDate ?? 'the day that KMS reports'}`;
  return DeletedDate === undefined ? undefined : `can be restored; its deletion was requested on ${DeletedDate}`;
}

const removals: readonly (readonly [pattern: RegExp, argv: (match: RegExpExecArray) => Argv])[] = [
  [
    /:elasticloadbalancing:.*:loadbalancer\//,
    ({ input }) => ['aws', 'elbv2', 'delete-load-balancer', '--load-balancer-arn', input],
  ],
  [
    /:elasticloadbalancing:.*:targetgroup\//,
    ({ input }) => ['aws', 'elbv2', 'delete-target-group', '--target-group-arn', input],
  ],
  [/:volume\/(.+)$/, ([, id = '']) => ['aws', 'ec2', 'delete-volume', '--volume-id', id]],
  [/:snapshot\/(.+)$/, ([, id = '']) => ['aws', 'ec2', 'delete-snapshot', '--snapshot-id', id]],
  [/:security-group\/(.+)$/, ([, id = '']) => ['aws', 'ec2', 'delete-security-group', '--group-id', id]],
  [
    /:network-interface\/(.+)$/,
    ([, id = '']) => ['aws', 'ec2', 'delete-network-interface', '--network-interface-id', id],
  ],
  [/:instance\/(.+)$/, ([, id = '']) => ['aws', 'ec2', 'terminate-instances', '--instance-ids', id]],
  [/:natgateway\/(.+)$/, ([, id = '']) => ['aws', 'ec2', 'delete-nat-gateway', '--nat-gateway-id', id]],
  [/:log-group:(.+)$/, ([, name = '']) => ['aws', 'logs', 'delete-log-group', '--log-group-name', name]],
];

function removalOf(arn: string, { region }: Target): string {
  for (const [pattern, argv] of removals) {
    const match = pattern.exec(arn);
    if (match !== null) return commandLine([...argv(match), '--region', region]);
  }
  return 'Delete it in the console of its service.';
}
