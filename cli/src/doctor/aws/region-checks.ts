import { z } from 'zod';
import { awsCheck, fail, pass, warn, type AwsCheck } from './aws-cli.js';
import { awsEnvironments, type AwsEnvironment, type AwsSettings } from './settings.js';

const group = 'Region';

/** Checks that the region offers what the settings name: zones, instance types, versions. */
export function regionChecks(settings: AwsSettings): AwsCheck[] {
  return [...zoneChecks(settings), ...distinct(awsEnvironments.flatMap((name) => versionChecks(settings, name)))];
}

function zoneChecks(settings: AwsSettings): AwsCheck[] {
  const { region, environments } = settings;
  const zones = [...new Set(awsEnvironments.flatMap((name) => environments[name].zones))];
  return [
    awsCheck({
      id: 'aws-zones',
      group,
      asks: `whether ${region} has the zones ${zones.join(', ')}`,
      args: ['ec2', 'describe-availability-zones', '--filters', 'Name=zone-type,Values=availability-zone'],
      answer: z.object({ AvailabilityZones: z.array(z.object({ ZoneName: z.string(), State: z.string() })) }),
      judge: ({ AvailabilityZones: all }) => {
        const available = all.filter(({ State }) => State === 'available').map(({ ZoneName }) => ZoneName);
        const missing = zones.filter((zone) => !available.includes(zone));
        if (missing.length === 0) return pass(`${region} has the zones ${zones.join(', ')}`);
        const three = available
          .slice(0, 3)
          .map((zone) => `"${zone}"`)
          .join(', ');
        return fail(
          `the account does not have ${missing.join(', ')} in ${region}`,
          `Set availability_zones = [${three}] in both network.tfvars, before the first apply.`,
        );
      },
    }),
    ...instanceTypeChecks(settings, zones),
  ];
}

function instanceTypeChecks({ environments }: AwsSettings, zones: readonly string[]): AwsCheck[] {
  const types = [...new Set(awsEnvironments.flatMap((name) => environments[name].instanceTypes))];
  if (types.length === 0) return [];
  return [
    awsCheck({
      id: 'aws-instance-types',
      group,
      asks: 'which instance types each zone offers',
      args: [
        'ec2',
        'describe-instance-type-offerings',
        '--location-type',
        'availability-zone',
        '--filters',
        `Name=instance-type,Values=${types.join(',')}`,
      ],
      answer: z.object({
        InstanceTypeOfferings: z.array(z.object({ InstanceType: z.string(), Location: z.string() })),
      }),
      judge: ({ InstanceTypeOfferings: offers }) => {
        const missing = types.flatMap((type) =>
          zones
            .filter((zone) => !offers.some(({ InstanceType, Location }) => InstanceType === type && Location === zone))
            .map((zone) => `${type} in ${zone}`),
        );
        return missing.length === 0
          ? pass(`every zone offers ${types.join(', ')}`)
          : warn(
              `not offered: ${missing.join(', ')}`,
              'Choose other types (node_instance_types) or other zones: on-demand nodes use the first type.',
            );
      },
    }),
  ];
}

/** Checks the pinned versions, which were written without asking AWS. */
function addonCheck(kubernetesVersion: string, addons: Readonly<Record<string, string>>): AwsCheck {
  return awsCheck({
    id: `aws-addons-${kubernetesVersion}`,
    group,
    asks: `whether EKS offers the pinned add-ons with Kubernetes ${kubernetesVersion}`,
    args: ['eks', 'describe-addon-versions', '--kubernetes-version', kubernetesVersion],
    answer: z.object({
      addons: z.array(
        z.object({ addonName: z.string(), addonVersions: z.array(z.object({ addonVersion: z.string() })) }),
      ),
    }),
    judge: ({ addons: offered }) => {
      const versionsOf = (name: string) =>
        offered.find(({ addonName }) => addonName === name)?.addonVersions.map(({ addonVersion }) => addonVersion) ??
        [];
      const missing = Object.entries(addons).filter(([name, version]) => !versionsOf(name).includes(version));
      if (missing.length === 0) return pass(`EKS offers the pinned add-ons with Kubernetes ${kubernetesVersion}`);
      const told = missing
        .map(([name, version]) => `${name} ${version} (newest: ${versionsOf(name)[0] ?? 'none'})`)
        .join(', ');
      return fail(
        `not offered with Kubernetes ${kubernetesVersion}: ${told}`,
        'Pin versions that EKS offers in infra/terraform/stacks/cluster/settings.tf.',
      );
    },
  });
}

function versionChecks(settings: AwsSettings, name: AwsEnvironment): AwsCheck[] {
  const { kubernetesVersion, addons, kafkaVersion, databaseEngine, databaseMajorVersion, databaseClass } =
    settings.environments[name];
  const engine = `${databaseEngine} ${databaseMajorVersion}`;
  return [
    awsCheck({
      id: `aws-kubernetes-${kubernetesVersion}`,
      group,
      asks: `whether EKS offers Kubernetes ${kubernetesVersion}`,
      args: ['eks', 'describe-cluster-versions', '--cluster-versions', kubernetesVersion],
      answer: z.object({
        clusterVersions: z.array(z.object({ versionStatus: z.string().optional(), status: z.string().optional() })),
      }),
      judge: ({ clusterVersions }) => {
        const status = (clusterVersions[0]?.versionStatus ?? clusterVersions[0]?.status ?? '')
          .toLowerCase()
          .replaceAll('_', ' ');
        if (status === '' || status.includes('unsupported'))
          return fail(
            `EKS does not offer Kubernetes ${kubernetesVersion}`,
            `Set kubernetes_version in ${name}/cluster.tfvars to a version that EKS offers.`,
          );
        return status.includes('extended')
          ? warn(
              `Kubernetes ${kubernetesVersion} is in extended support, at six times the price`,
              'docs/guides/upgrade.md',
            )
          : pass(`EKS offers Kubernetes ${kubernetesVersion}`);
      },
    }),
    addonCheck(kubernetesVersion, addons),
    ...(kafkaVersion === null
      ? []
      : [
          awsCheck({
            id: `aws-kafka-${kafkaVersion}`,
            group,
            asks: `whether MSK offers Kafka ${kafkaVersion}`,
            args: ['kafka', 'list-kafka-versions'],
            answer: z.object({ KafkaVersions: z.array(z.object({ Version: z.string(), Status: z.string() })) }),
            judge: ({ KafkaVersions: versions }) =>
              versions.some(({ Version, Status }) => Version === kafkaVersion && Status === 'ACTIVE')
                ? pass(`MSK offers Kafka ${kafkaVersion}`)
                : fail(
                    `MSK does not offer Kafka ${kafkaVersion}`,
                    `Set kafka.version in ${name}/data.tfvars to one of ${activeOf(versions)}.`,
                  ),
          }),
        ]),
    awsCheck({
      id: `aws-database-${name}`,
      group,
      asks: `whether RDS offers ${engine} on ${databaseClass}`,
      args: [
        'rds',
        'describe-orderable-db-instance-options',
        '--engine',
        databaseEngine,
        '--db-instance-class',
        databaseClass,
      ],
      answer: z.object({ OrderableDBInstanceOptions: z.array(z.object({ EngineVersion: z.string() })) }),
      judge: ({ OrderableDBInstanceOptions: options }) =>
        options.some(({ EngineVersion }) => EngineVersion.split('.')[0] === databaseMajorVersion)
          ? pass(`RDS offers ${engine} on ${databaseClass}`)
          : fail(
              `RDS does not offer ${engine} on ${databaseClass} in this region`,
              `Choose another instance_class or major_version in ${name}/data.tfvars.`,
            ),
    }),
  ];
}

const activeOf = (versions: readonly { Version: string; Status: string }[]) =>
  versions
    .filter(({ Status }) => Status === 'ACTIVE')
    .map(({ Version }) => Version)
    .slice(-5)
    .join(', ');

/** Both environments often ask the same question. */
const distinct = (checks: readonly AwsCheck[]) => [...new Map(checks.map((check) => [check.id, check])).values()];
