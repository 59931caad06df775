import { FairwayError } from '@fairway/errors';
import { SettingsReader, type TeardownEnvironment } from '@fairway/infra';

/** Settings of Terraform that the add-ons depend on, with Terraform's names. */
export interface AddonSettings {
  /** On GitHub, as owner/name. */
  readonly repository: string;
  readonly node_autoscaler: 'cluster-autoscaler' | 'karpenter';
  readonly kafka_mode: 'msk' | 'strimzi';
  /** As Kubernetes labels nodes. */
  readonly architecture: 'arm64' | 'amd64';
  readonly node_instance_types: readonly string[];
  readonly node_volume_size_gib: number;
  readonly spot_nodes_max: number;
  readonly on_demand_nodes_max: number;
}

const expressions = {
  cluster: `{
    repository = var.repository, node_autoscaler = var.node_autoscaler,
    architecture = var.node_architecture == "x86_64" ? "amd64" : var.node_architecture,
    node_instance_types = local.node_instance_types, node_volume_size_gib = var.node_volume_size_gib,
    spot_nodes_max = local.spot_nodes.max, on_demand_nodes_max = local.on_demand_nodes.max
  }`,
  data: '{ kafka_mode = var.kafka.mode }',
} as const;

/** Reads them as Terraform does, without an account. @throws FairwayError when Terraform is missing or refuses a setting */
export async function readAddonSettings(
  root: string,
  environment: TeardownEnvironment,
  env: NodeJS.ProcessEnv,
): Promise<AddonSettings> {
  using reader = new SettingsReader(root, env);
  const parts = await Promise.all(
    (['cluster', 'data'] as const).map((stack) =>
      reader.read({
        of: { stack },
        files: ['environments/common.tfvars', `environments/${environment}/${stack}.tfvars`],
        expression: expressions[stack],
      }),
    ),
  );
  const fault = parts.flatMap(({ faults }) => faults).find(({ severity }) => severity === 'error');
  if (fault !== undefined) {
    throw new FairwayError(
      'prerequisite_missing',
      `Terraform refuses the settings of ${environment}: ${fault.problem}`,
      {
        hint: fault.at === null ? 'Fix it first.' : `Fix ${fault.at.file}:${fault.at.line}.`,
      },
    );
  }
  return Object.assign({}, ...parts.map(({ value }) => value)) as AddonSettings;
}
