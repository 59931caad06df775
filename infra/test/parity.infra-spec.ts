import { managedResources, stacksOf, type StackName, type Values } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { allowedDifferences } from '../src/policy/allowed-differences.js';
import { differences } from '../src/policy/differences.js';
import type { BuiltEnvironment } from '../src/policy/own-values.js';
import { parityFindings } from '../src/policy/parity.js';
import { changed, without } from './support/changed.js';
import { it, type StackRuns } from './support/stack-runs.js';

type Change = (stack: Values) => Values;

function built(
  runs: StackRuns,
  name: 'dev' | 'production',
  changes: Partial<Record<StackName, Change>> = {},
): { name: string; stacks: BuiltEnvironment } {
  const stacks = stacksOf[name].map((stack) => {
    const applied = runs.state(name, stack).values ?? { root_module: {} };
    return [
      stack,
      { planned: runs.plan(name, stack).planned_values, applied: changes[stack]?.(applied) ?? applied },
    ] as const;
  });
  return { name, stacks: Object.fromEntries(stacks) };
}

const findings = (runs: StackRuns, ofProduction: Partial<Record<StackName, Change>> = {}) =>
  parityFindings(differences(built(runs, 'dev'), built(runs, 'production', ofProduction)), allowedDifferences);

describe('production and dev', () => {
  it('differ only as listed, and the list is current', ({ runs }) => {
    expect(findings(runs)).toEqual([]);
  });

  it('are compared completely', ({ runs }) => {
    for (const stack of stacksOf.production)
      expect(managedResources(runs.state('production', stack).values ?? { root_module: {} }).length).toBeGreaterThan(
        50,
      );
  });
});

const value =
  (address: string, path: string, to: unknown): Change =>
  (stack) =>
    changed(stack, address, path, to);

describe('a new difference is found', () => {
  it.for([
    ['network', 'aws_vpc_security_group_ingress_rule.flow["kafka-from-nodes-9098"]', 'from_port', 9092],
    ['network', 'aws_vpc_endpoint.interface["sts"]', 'private_dns_enabled', false],
    [
      'data',
      'module.kafka[0].aws_msk_cluster.this',
      'encryption_info.encryption_in_transit.client_broker',
      'TLS_PLAINTEXT',
    ],
    ['data', 'module.kafka[0].aws_msk_topic.this["users"]', 'partition_count', 12],
    [
      'data',
      'aws_secretsmanager_secret.service["auth-service/DATABASE_URL"]',
      'kms_key_id',
      'arn:aws:kms:us-east-1:111122223333:key/another',
    ],
    ['cluster', 'module.eks.aws_eks_cluster.this', 'version', '1.35'],
    ['cluster', 'module.on_demand_nodes.aws_launch_template.this', 'metadata_options.http_put_response_hop_limit', 2],
  ] as const)('%s %s %s', ([stack, address, path, to], { runs }) => {
    const inState = path
      .replace(/^(encryption_info|metadata_options)\./, '$1.0.')
      .replace('encryption_in_transit.', 'encryption_in_transit.0.');
    expect(findings(runs, { [stack]: value(address, inState, to) }).map((finding) => finding.address)).toEqual([
      `${stack} ${address} ${path}`,
    ]);
  });

  it('a resource that one of them lacks', ({ runs }) => {
    const address = 'aws_vpc_security_group_ingress_rule.flow["database-from-nodes-5432"]';
    const found = findings(runs, { network: (stack) => without(stack, address) });
    expect(found.map((finding) => finding.address)).toEqual([`network ${address} only in dev`]);
  });

  it('a reference to another resource, although all ids differ anyway', ({ runs }) => {
    const groups = managedResources(runs.state('production', 'network').values ?? { root_module: {} });
    const alb = groups.find(({ address }) => address === 'aws_security_group.this["alb"]')?.values['id'];
    const address = 'aws_vpc_security_group_ingress_rule.flow["database-from-nodes-5432"]';
    const found = findings(runs, { network: value(address, 'referenced_security_group_id', alb) });
    expect(found.map((finding) => finding.address)).toEqual([`network ${address} referenced_security_group_id`]);
  });

  it('a listed difference that no longer exists', ({ runs }) => {
    const found = findings(runs, { cluster: value('module.eks.aws_eks_cluster.this', 'deletion_protection', false) });
    expect(found).toEqual([
      {
        address: 'cluster module.eks.aws_eks_cluster.this deletion_protection',
        problem: 'is listed as a difference, but both environments are equal',
        fix: 'Remove it from allowed-differences.ts.',
      },
    ]);
  });
});
