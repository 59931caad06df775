import type { OrphanReport } from './orphan-report.js';
import type { Programs } from './programs.js';
import { commandLine, type Argv } from './step.js';
import type { Target } from './target.js';

interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
}

export const listRecords = (zoneId: string): Argv => [
  'aws',
  'route53',
  'list-resource-record-sets',
  '--hosted-zone-id',
  zoneId,
];

/** The public zone outlives environments, and with it any records that ExternalDNS did not delete. */
export async function dnsOrphans(
  { project, name, region }: Target,
  programs: Programs,
): Promise<Pick<OrphanReport, 'orphans' | 'notChecked'>> {
  const parameter: Argv = ['aws', 'ssm', 'get-parameter', '--region', region, '--name', `/${project}/shared/global`];
  const handover = await programs.read(parameter);
  if (handover.exitCode !== 0) return { orphans: [], notChecked: [commandLine(parameter)] };
  const { Parameter } = JSON.parse(handover.stdout) as { Parameter: { Value: string } };
  const zoneId = (JSON.parse(Parameter.Value) as { public_zone_id: string }).public_zone_id;
  const list = listRecords(zoneId);
  const listed = await programs.read(list);
  if (listed.exitCode !== 0) return { orphans: [], notChecked: [commandLine(list)] };
  const { ResourceRecordSets } = JSON.parse(listed.stdout) as { ResourceRecordSets: RecordSet[] };
  // Beside each record ExternalDNS writes a TXT record with its owner id, which is the cluster's name.
  const says = `external-dns/owner=${name}`;
  const owned = ResourceRecordSets.filter(({ ResourceRecords = [] }) =>
    ResourceRecords.some(({ Value }) => Value.replaceAll('"', '').split(',').includes(says)),
  );
  return {
    orphans: owned.map(({ Name, Type }) => ({
      id: `${Type} ${Name} in the zone ${zoneId}`,
      remove: 'Delete it and the record that it belongs to in the Route 53 console.',
    })),
    notChecked: [],
  };
}
