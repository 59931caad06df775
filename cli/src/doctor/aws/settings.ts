import { FairwayError } from '@fairway/errors';
import { SettingsReader, type ReadSettings, type SettingsFault } from '@fairway/infra';
import type { Context } from '../../command-line/context.js';

export type AwsEnvironment = 'dev' | 'production';
export const awsEnvironments: readonly AwsEnvironment[] = ['dev', 'production'];

/** The committed Terraform settings, as far as the doctor asks AWS about them. */
export interface AwsSettings extends SharedSettings {
  readonly environments: Readonly<Record<AwsEnvironment, EnvironmentSettings>>;
  /** By environment, plus `shared`. */
  readonly backends: Readonly<Record<string, Backend>>;
}

interface SharedSettings {
  readonly project: string;
  readonly region: string;
  readonly accountId: string;
  readonly repository: string;
  readonly github: { readonly owner_id: string; readonly repository_id: string };
  readonly domainName: string;
  readonly budgetEmails: readonly string[];
  readonly adoptedSingletons: readonly string[];
  readonly anomalyMonitor: string;
}

interface NetworkSettings {
  readonly zones: readonly string[];
  readonly hasBastion: boolean;
  readonly natGateways: number;
}

interface DataSettings {
  readonly databaseClass: string;
  readonly databaseEngine: 'postgres' | 'aurora-postgresql';
  readonly databaseMajorVersion: string;
  /** Null when Kafka runs inside the cluster. */
  readonly kafkaVersion: string | null;
  readonly alarmEmails: readonly string[];
}

interface ClusterSettings {
  readonly kubernetesVersion: string;
  /** The pinned versions of the EKS add-ons for that version, by name. */
  readonly addons: Readonly<Record<string, string>>;
  readonly adminRoleArns: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly onDemandNodes: number;
  readonly spotNodes: number;
}

export type EnvironmentSettings = NetworkSettings & DataSettings & ClusterSettings;

/** Null for values that the file omits. */
interface Backend {
  readonly bucket: string | null;
  readonly region: string | null;
  readonly kmsAlias: string | null;
}

/** The expressions that are evaluated in each stack, in HCL. */
const expressions = {
  bootstrap: '{}',
  global: `{
    project = var.project, region = var.region, accountId = var.account_id, repository = var.repository, github = var.github, domainName = var.domain_name,
    budgetEmails = var.budget_emails, adoptedSingletons = var.adopted_singletons, anomalyMonitor = var.cost_anomaly_monitor
  }`,
  network:
    '{ zones = local.availability_zones, hasBastion = var.bastion.enabled, natGateways = var.nat_gateways == "single" ? 1 : 3 }',
  data: `{
    databaseClass = var.database.instance_class, databaseEngine = var.database.kind == "instance" ? "postgres" : "aurora-postgresql",
    databaseMajorVersion = tostring(var.database.major_version), kafkaVersion = var.kafka.mode == "msk" ? var.kafka.version : null,
    alarmEmails = var.alarm_emails
  }`,
  cluster: `{
    kubernetesVersion = var.kubernetes_version, addons = local.addon_versions[var.kubernetes_version], adminRoleArns = var.cluster_admin_role_arns,
    instanceTypes = local.node_instance_types, onDemandNodes = local.on_demand_nodes.desired, spotNodes = local.spot_nodes.desired
  }`,
} as const;

const backend = {
  variables: ['bucket', 'region', 'kms_key_id', 'encrypt', 'use_lockfile', 'dynamodb_table']
    .map((name) => `variable "${name}" {\n  type    = string\n  default = null\n}\n`)
    .join(''),
  expression: '{ bucket = var.bucket, region = var.region, kmsAlias = var.kms_key_id }',
};

export interface ReadAwsSettings {
  /** Null when Terraform rejects some of them. */
  readonly settings: AwsSettings | null;
  readonly faults: readonly SettingsFault[];
}

export async function readAwsSettings(context: Context): Promise<ReadAwsSettings> {
  try {
    return await readByTerraform(context);
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
    return {
      settings: null,
      faults: [{ severity: 'error', at: null, problem: `the settings cannot be read: ${error.message}` }],
    };
  }
}

async function readByTerraform({ root, env }: Context): Promise<ReadAwsSettings> {
  using reader = new SettingsReader(root, env);
  const stack = (environment: string, name: keyof typeof expressions) => {
    const files = ['environments/common.tfvars', `environments/${environment}/${name}.tfvars`];
    return reader.read({ of: { stack: name }, files, expression: expressions[name] });
  };
  const backendOf = (environment: string) =>
    reader.read({
      of: { variables: backend.variables },
      files: [`environments/${environment}/backend.hcl`],
      expression: backend.expression,
    });
  const partsOf = (environment: AwsEnvironment) =>
    Promise.all((['network', 'data', 'cluster'] as const).map((name) => stack(environment, name)));
  const [bootstrap, global, dev, production, backends] = await Promise.all([
    stack('shared', 'bootstrap'),
    stack('shared', 'global'),
    partsOf('dev'),
    partsOf('production'),
    Promise.all(['shared', ...awsEnvironments].map(async (name) => [name, await backendOf(name)] as const)),
  ]);
  const faults = distinct(
    [bootstrap, global, ...dev, ...production, ...backends.map(([, read]) => read)].flatMap((read) => read.faults),
  );
  if (faults.some(({ severity }) => severity === 'error')) return { settings: null, faults };
  const settings = {
    ...(global.value as SharedSettings),
    environments: { dev: merged(dev), production: merged(production) },
    backends: Object.fromEntries(backends.map(([name, { value }]) => [name, value as Backend])),
  };
  return { settings, faults };
}

const merged = (parts: readonly ReadSettings[]) =>
  Object.assign({}, ...parts.map(({ value }) => value)) as EnvironmentSettings;

/** Each stack reports the same error in common.tfvars. */
const distinct = (faults: readonly SettingsFault[]) => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
];
