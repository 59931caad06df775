import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type AwsEnvironment = 'dev' | 'production';
export const awsEnvironments: readonly AwsEnvironment[] = ['dev', 'production'];

/** What the committed settings of Terraform say, as far as the doctor asks AWS about it. */
export interface AwsSettings {
  readonly project: string;
  readonly region: string;
  readonly accountId: string;
  readonly repository: string;
  readonly githubOwnerId: string;
  readonly domainName: string;
  readonly adoptedSingletons: readonly string[];
  readonly anomalyMonitor: string;
  readonly environments: Readonly<Record<AwsEnvironment, EnvironmentSettings>>;
  /** By environment, and `shared`. */
  readonly backends: Readonly<Record<string, Backend>>;
}

export interface EnvironmentSettings {
  readonly zones: readonly string[];
  /** Null for the region's a, b and c. */
  readonly namedZones: readonly string[] | null;
  readonly kubernetesVersion: string;
  /** Versions of the add-ons of EKS that are pinned for that version, by name. */
  readonly addons: Readonly<Record<string, string>>;
  readonly adminRoleArns: readonly string[];
  /** Empty where the stack chooses them by itself. */
  readonly instanceTypes: readonly string[];
  readonly onDemandNodes: number;
  readonly spotNodes: number;
  readonly hasBastion: boolean;
  readonly natGateways: number;
  readonly databaseClass: string;
  readonly databaseEngine: 'postgres' | 'aurora-postgresql';
  readonly databaseMajorVersion: string;
  /** Null with Kafka inside the cluster. */
  readonly kafkaVersion: string | null;
}

interface Backend {
  readonly bucket: string;
  readonly region: string;
  readonly kmsAlias: string;
}

/** @throws Error when there is no such file */
export function readAwsSettings(root: string): AwsSettings {
  const read = (path: string) => readFileSync(join(root, 'infra', 'terraform', path), 'utf8');
  const [common, shared] = [read('environments/common.tfvars'), read('environments/shared/global.tfvars')];
  const region = textIn(common, 'region');
  return {
    project: textIn(common, 'project'),
    region,
    accountId: textIn(common, 'account_id'),
    repository: textIn(common, 'repository'),
    githubOwnerId: textIn(shared, 'owner_id'),
    domainName: textIn(shared, 'domain_name'),
    adoptedSingletons: listIn(shared, 'adopted_singletons') ?? [],
    anomalyMonitor: textIn(shared, 'cost_anomaly_monitor', 'none'),
    environments: { dev: environmentIn('dev'), production: environmentIn('production') },
    backends: Object.fromEntries(['shared', ...awsEnvironments].map((name) => [name, backendIn(read(`environments/${name}/backend.hcl`))])),
  };

  function environmentIn(name: AwsEnvironment): EnvironmentSettings {
    const [network, data, cluster] = ['network', 'data', 'cluster'].map((stack) => read(`environments/${name}/${stack}.tfvars`)) as [string, string, string];
    const namedZones = listIn(network, 'availability_zones');
    const nodes = numberIn(cluster, 'desired', 0);
    const onDemandNodes = Math.ceil((nodes * numberIn(cluster, 'on_demand_percent', 30)) / 100);
    return {
      namedZones,
      zones: namedZones ?? ['a', 'b', 'c'].map((letter) => region + letter),
      kubernetesVersion: textIn(cluster, 'kubernetes_version'),
      addons: addonsIn(read('stacks/cluster/addons.tf'), textIn(cluster, 'kubernetes_version')),
      adminRoleArns: listIn(cluster, 'cluster_admin_role_arns') ?? [],
      instanceTypes: listIn(cluster, 'node_instance_types') ?? listIn(read('stacks/cluster/nodes.tf'), textIn(cluster, 'node_architecture', 'arm64')) ?? [],
      onDemandNodes,
      spotNodes: nodes - onDemandNodes,
      hasBastion: /bastion\s*=\s*\{[^}]*enabled\s*=\s*true/.test(network),
      natGateways: textIn(network, 'nat_gateways') === 'single' ? 1 : 3,
      databaseClass: textIn(data, 'instance_class', '', /database\s*=\s*\{[^}]*\}/),
      databaseEngine: textIn(data, 'kind') === 'instance' ? 'postgres' : 'aurora-postgresql',
      databaseMajorVersion: String(numberIn(data, 'major_version', 0)),
      kafkaVersion: textIn(data, 'mode') === 'msk' ? textIn(data, 'version') : null,
    };
  }
}

function addonsIn(file: string, kubernetesVersion: string): Record<string, string> {
  const pins = new RegExp(String.raw`^\s*"${kubernetesVersion}"\s*=\s*\{([^}]*)\}`, 'm').exec(file)?.[1] ?? '';
  return Object.fromEntries([...pins.matchAll(/^\s*([a-z-]+)\s*=\s*"(.*?)"/gm)].map(([, name = '', version = '']) => [name, version]));
}

function backendIn(text: string): Backend {
  return { bucket: textIn(text, 'bucket'), region: textIn(text, 'region'), kmsAlias: textIn(text, 'kms_key_id') };
}

function textIn(file: string, name: string, otherwise = '', within?: RegExp): string {
  const text = within === undefined ? file : (within.exec(file)?.[0] ?? '');
  return new RegExp(String.raw`^\s*${name}\s*=\s*"(.*?)"`, 'm').exec(text)?.[1] ?? otherwise;
}

function numberIn(text: string, name: string, otherwise: number): number {
  return Number(new RegExp(String.raw`\b${name}\s*=\s*(\d+)`).exec(text)?.[1] ?? otherwise);
}

function listIn(text: string, name: string): string[] | null {
  const list = new RegExp(String.raw`^\s*${name}\s*=\s*\[([^\]]*)\]`, 'm').exec(text)?.[1];
  return list === undefined ? null : [...list.matchAll(/"(.*?)"/g)].map(([, item = '']) => item);
}
