import { catalog, settledLettersTopic } from '@fairway/catalog';
import type { StackName, TerraformEnvironment } from '@fairway/infra';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { blocks, texts } from '../src/policy/attributes.js';
import { AppliedStack, block } from './support/applied-stack.js';
import { settings, zonesOf } from './support/settings.js';
import { it, type StackRuns } from './support/stack-runs.js';

// The specification's statements about infrastructure, under its headings and in its words. Test names mention where a
// decision departs from it. What is optional, by the specification or by decision, is off here; the stack's own tests
// (terraform test) build it.

const environments = ['dev', 'production'] as const;
type Environment = (typeof environments)[number];
const { project } = settings;

const sorted = (ids: readonly unknown[] | undefined) => [...(ids ?? [])].map(String).sort();
const applied = (runs: StackRuns, environment: TerraformEnvironment, stack: StackName) =>
  new AppliedStack(runs.state(environment, stack).values ?? { root_module: {} });
const network = (runs: StackRuns, environment: Environment) => applied(runs, environment, 'network');
const data = (runs: StackRuns, environment: Environment) => applied(runs, environment, 'data');
const cluster = (runs: StackRuns, environment: Environment) => applied(runs, environment, 'cluster');

describe('High-Level Architecture', () => {
  it('two completely isolated environments, each with their own VPC, EKS cluster, Kafka cluster, and database', ({
    runs,
  }) => {
    const ids = environments.flatMap((environment) => [
      network(runs, environment).one('aws_vpc')['id'],
      cluster(runs, environment).one('aws_eks_cluster')['arn'],
      data(runs, environment).one('aws_msk_cluster')['arn'],
      data(runs, environment).one(environment === 'dev' ? 'aws_db_instance' : 'aws_rds_cluster')['arn'],
    ]);
    expect(new Set(ids).size).toBe(8);
  });

  it.for(environments)('separate VPCs: nothing connects %s to another network', (environment, { runs }) => {
    const types = network(runs, environment).resources.map(({ type }) => type);
    expect(types.filter((type) => /peering|transit_gateway|vpn|vpc_lattice|ram_/.test(type))).toEqual([]);
  });

  it('Route53 DNS: api.<domain> in production, api-dev.<domain> in dev, in one public zone', ({ runs }) => {
    const zone = applied(runs, 'shared', 'global').one('aws_route53_zone');
    expect(cluster(runs, 'production').one('aws_acm_certificate')['domain_name']).toBe(`api.${String(zone['name'])}`);
    expect(cluster(runs, 'dev').one('aws_acm_certificate')['domain_name']).toBe(`api-dev.${String(zone['name'])}`);
  });

  it.for(environments)('S3 buckets of %s for backups and logs', (environment, { runs }) => {
    const names = data(runs, environment)
      .all('aws_s3_bucket')
      .map(({ bucket }) => String(bucket).replace(/-\d{12}$/, ''));
    const ofServices = Object.values(catalog.services).flatMap(({ buckets }) => Object.keys(buckets));
    expect(names.sort()).toEqual(
      sorted(['alb-logs', 'backups', 'logs', ...ofServices].map((name) => `${project}-${environment}-${name}`)),
    );
  });
});

describe('Network Architecture: VPC Design', () => {
  it.for([
    ['production', 0],
    ['dev', 1],
  ] as const)('%s is 10.%d.0.0/16', ([environment, second], { runs }) => {
    expect(network(runs, environment).one('aws_vpc')['cidr_block']).toBe(`10.${second}.0.0/16`);
  });

  const tiers = [
    ['Public Subnets', 'public', 1],
    ['Private Subnets', 'private', 11],
    ['Control Plane Subnets', 'control_plane', 21],
    ['Data Subnets', 'data', 31],
  ] as const;
  const subnets = tiers.flatMap(([title, tier, first]) =>
    environments.flatMap((environment) =>
      zonesOf(environment).map(
        (zone, index) =>
          [title, environment, zone, `10.${environment === 'production' ? 0 : 1}.${first + index}.0/24`, tier] as const,
      ),
    ),
  );

  it.for(subnets)('%s of %s, %s: %s', ([, environment, zone, cidr, tier], { runs }) => {
    expect(network(runs, environment).subnets(tier)[zone]?.cidr).toBe(cidr);
  });

  it('Dev has exactly these twelve; production also has a range for pods', ({ runs }) => {
    expect(network(runs, 'dev').all('aws_subnet')).toHaveLength(12);
    const pods = Object.values(network(runs, 'production').subnets('pod')).map(({ cidr }) => cidr);
    expect(pods.sort()).toEqual(['100.64.0.0/18', '100.64.128.0/18', '100.64.64.0/18']);
    expect(network(runs, 'production').all('aws_subnet')).toHaveLength(15);
  });
});

describe('Network Architecture: Network Connectivity', () => {
  it.for(environments)('%s: public subnets reach the Internet Gateway', (environment, { runs }) => {
    const gateway = String(network(runs, environment).one('aws_internet_gateway')['id']);
    expect(network(runs, environment).wayOut('public')).toEqual([gateway, gateway, gateway]);
  });

  it.for(environments)('%s: EKS nodes reach the NAT Gateway, which is in a public subnet', (environment, { runs }) => {
    const gateways = network(runs, environment).all('aws_nat_gateway');
    const ids = new Set(gateways.map(({ id }) => id));
    expect(
      network(runs, environment)
        .wayOut('private')
        .every((hop) => ids.has(hop)),
    ).toBe(true);
    expect(
      gateways.every(({ subnet_id }) => network(runs, environment).ids('public').includes(String(subnet_id))),
    ).toBe(true);
    expect(gateways).toHaveLength(environment === 'production' ? 3 : 1);
  });

  it.for(environments)('%s: control plane and data subnets have no route to the internet', (environment, { runs }) => {
    expect(network(runs, environment).wayOut('control_plane')).toEqual([undefined, undefined, undefined]);
    expect(network(runs, environment).wayOut('data')).toEqual([undefined, undefined, undefined]);
  });
});

describe('Network Architecture: Security Groups', () => {
  it.for(environments)(
    'ALB of %s: inbound 443 from 0.0.0.0/0, outbound application ports to EKS nodes',
    (environment, { runs }) => {
      expect(network(runs, environment).rules('alb')).toEqual(['in 443 0.0.0.0/0', 'out 3000 nodes', 'out 3100 nodes']);
    },
  );

  it.for(environments)(
    'EKS Node of %s: inbound from ALB, from control plane, node-to-node; outbound all traffic',
    (environment, { runs }) => {
      const withoutBastion = network(runs, environment)
        .rules('nodes')
        .filter((rule) => !rule.endsWith(' bastion'));
      expect(withoutBastion).toEqual([
        'in 1025-65535 control-plane',
        'in 3000 alb',
        'in 3100 alb',
        'in 443 control-plane',
        'in all nodes',
        'out all 0.0.0.0/0',
      ]);
    },
  );

  it.for(environments)(
    'MSK of %s: inbound 9094 (TLS) from EKS nodes, 9098 by IAM, the exporters from Prometheus; outbound none',
    (environment, { runs }) => {
      expect(network(runs, environment).rules('kafka')).toEqual([
        'in 11001-11002 prometheus',
        'in 9094 nodes',
        'in 9098 nodes',
      ]);
    },
  );

  it.for(environments)(
    'MSK of %s: 9092 (plaintext) is closed, as decided: Kafka without plaintext',
    (environment, { runs }) => {
      const { client_broker } = block(
        data(runs, environment).one('aws_msk_cluster'),
        'encryption_info',
        'encryption_in_transit',
      );
      expect(client_broker).toBe('TLS');
      expect(network(runs, environment).rules('kafka').join()).not.toContain('9092');
    },
  );

  it.for(environments)('RDS of %s: inbound 5432 from EKS nodes; outbound none', (environment, { runs }) => {
    expect(network(runs, environment).rules('database')).toEqual(['in 5432 nodes']);
  });

  it('Bastion: outbound 443 to the EKS API, SSH to private resources; inbound none, as decided: sessions by SSM', ({
    runs,
  }) => {
    expect(network(runs, 'dev').rules('bastion')).toEqual([
      'out 22 nodes',
      'out 443 control-plane',
      'out 443 endpoints',
    ]);
  });
});

describe('Component Architecture: Compute Layer (EKS)', () => {
  it.for(environments)(
    '%s: control plane in dedicated subnets, reachable only from inside',
    (environment, { runs }) => {
      const config = block(cluster(runs, environment).one('aws_eks_cluster'), 'vpc_config');
      expect(sorted(texts(config, 'subnet_ids'))).toEqual(sorted(network(runs, environment).ids('control_plane')));
      expect([config['endpoint_private_access'], config['endpoint_public_access']]).toEqual([true, false]);
    },
  );

  it.for(environments)('%s: worker nodes in private subnets across 3 AZs', (environment, { runs }) => {
    for (const group of cluster(runs, environment).all('aws_eks_node_group')) {
      expect(sorted(texts(group, 'subnet_ids'))).toEqual(sorted(network(runs, environment).ids('private')));
    }
  });

  it.for(environments)(
    '%s: on-demand (30 percent) for critical, spot (70 percent) for flexible workloads',
    (environment, { runs }) => {
      const onDemand = cluster(runs, environment).one('aws_eks_node_group', 'on_demand');
      const spot = cluster(runs, environment).one('aws_eks_node_group', 'spot');
      expect([onDemand['capacity_type'], spot['capacity_type']]).toEqual(['ON_DEMAND', 'SPOT']);
      for (const size of ['min_size', 'desired_size', 'max_size']) {
        const [fixed, cheap] = [onDemand, spot].map((group) => Number(block(group, 'scaling_config')[size])) as [
          number,
          number,
        ];
        expect(fixed, size).toBe(Math.ceil((fixed + cheap) * 0.3));
      }
    },
  );

  it.for(environments)('%s: node selectors and taints/tolerations', (environment, { runs }) => {
    const onDemand = cluster(runs, environment).one('aws_eks_node_group', 'on_demand');
    const spot = cluster(runs, environment).one('aws_eks_node_group', 'spot');
    expect(onDemand['labels']).toEqual({ 'capacity-type': 'on-demand', 'workload-type': 'critical' });
    expect(spot['labels']).toEqual({ 'capacity-type': 'spot', 'workload-type': 'flexible' });
    expect([onDemand['taint'], spot['taint']]).toEqual([[], [{ key: 'spot', value: 'true', effect: 'NO_SCHEDULE' }]]);
  });

  it.for(environments)(
    '%s: add-ons EBS CSI Driver, CoreDNS, kube-proxy, each with its version',
    (environment, { runs }) => {
      const versions = cluster(runs, environment)
        .all('aws_eks_addon')
        .map(({ addon_name, addon_version }) => [String(addon_name), String(addon_version)] as const);
      expect(versions.map(([name]) => name)).toEqual(
        expect.arrayContaining(['aws-ebs-csi-driver', 'coredns', 'kube-proxy', 'vpc-cni']),
      );
      for (const [name, version] of versions) expect(version, name).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    },
  );

  it.for(environments)(
    '%s: AWS Load Balancer Controller and Cluster Autoscaler have their identities',
    (environment, { runs }) => {
      const roles = cluster(runs, environment)
        .all('aws_iam_role')
        .map(({ name }) => name);
      expect(roles).toEqual(
        expect.arrayContaining([
          `${project}-${environment}-aws-load-balancer-controller`,
          `${project}-${environment}-cluster-autoscaler`,
        ]),
      );
      const tags = cluster(runs, environment)
        .all('aws_autoscaling_group_tag')
        .map((values) => block(values, 'tag')['key']);
      expect(tags.filter((key) => key === `k8s.io/cluster-autoscaler/${project}-${environment}`)).toHaveLength(2);
    },
  );
});

describe('Component Architecture: Event Streaming Layer (Kafka)', () => {
  it.for([
    ['production', 3],
    ['dev', 2],
  ] as const)('MSK Cluster of %s: %d brokers, each in its AZ', ([environment, brokers], { runs }) => {
    const kafka = data(runs, environment).one('aws_msk_cluster');
    const group = block(kafka, 'broker_node_group_info');
    const used = Object.values(network(runs, environment).subnets('data')).filter(({ id }) =>
      texts(group, 'client_subnets').includes(id),
    );
    expect([kafka['number_of_broker_nodes'], texts(group, 'client_subnets').length, used.length]).toEqual([
      brokers,
      brokers,
      brokers,
    ]);
  });

  it.for(environments)(
    'Topics of %s: those of the catalogue and their dead letters, partitioned for parallelism',
    (environment, { runs }) => {
      // The command line's own topic is not an event stream: one partition keeps it in order.
      const topics = data(runs, environment)
        .all('aws_msk_topic')
        .filter(({ name }) => name !== settledLettersTopic.name);
      const names = Object.keys(catalog.topics);
      expect(sorted(topics.map(({ name }) => name))).toEqual(sorted(names.flatMap((name) => [name, `${name}.dlq`])));
      for (const { name, partition_count, replication_factor } of topics) {
        expect(Number(partition_count), String(name)).toBeGreaterThan(1);
        expect(replication_factor, String(name)).toBe(catalog.environments[environment].kafka.replicationFactor);
      }
    },
  );

  it.for(environments)('Monitoring of %s: JMX metrics exported to Prometheus', (environment, { runs }) => {
    const prometheus = block(data(runs, environment).one('aws_msk_cluster'), 'open_monitoring', 'prometheus');
    expect(block(prometheus, 'jmx_exporter')['enabled_in_broker']).toBe(true);
    expect(block(prometheus, 'node_exporter')['enabled_in_broker']).toBe(true);
  });
});

describe('Component Architecture: Data Layer', () => {
  it('Production: Aurora PostgreSQL (Multi-AZ, writer + reader)', ({ runs }) => {
    const aurora = data(runs, 'production');
    expect(aurora.one('aws_rds_cluster')['engine']).toBe('aurora-postgresql');
    expect(new Set(aurora.all('aws_rds_cluster_instance').map(({ availability_zone }) => availability_zone)).size).toBe(
      2,
    );
    expect(aurora.all('aws_db_instance')).toEqual([]);
  });

  it('Dev: single-instance RDS PostgreSQL', ({ runs }) => {
    const instance = data(runs, 'dev').one('aws_db_instance');
    expect([instance['engine'], instance['multi_az']]).toEqual(['postgres', false]);
    expect(data(runs, 'dev').all('aws_rds_cluster')).toEqual([]);
  });

  it.for(environments)('%s: databases in the data subnets', (environment, { runs }) => {
    expect(sorted(texts(data(runs, environment).one('aws_db_subnet_group'), 'subnet_ids'))).toEqual(
      sorted(network(runs, environment).ids('data')),
    );
  });

  it('Backups: automated daily snapshots', ({ runs }) => {
    const [production, dev] = [
      data(runs, 'production').one('aws_rds_cluster'),
      data(runs, 'dev').one('aws_db_instance'),
    ];
    expect([production['backup_retention_period'], dev['backup_retention_period']]).toEqual([35, 7]);
    expect([production['preferred_backup_window'], dev['backup_window']]).toEqual(['03:00-04:00', '03:00-04:00']);
  });

  it.for(environments)('Encryption of %s: at rest using AWS KMS', (environment, { runs }) => {
    const stack = data(runs, environment);
    const keys = new Set(stack.all('aws_kms_key').map(({ arn }) => arn));
    const database = stack.one(environment === 'dev' ? 'aws_db_instance' : 'aws_rds_cluster');
    expect([database['storage_encrypted'], keys.has(database['kms_key_id'])]).toEqual([true, true]);
    expect(keys.has(block(stack.one('aws_msk_cluster'), 'encryption_info')['encryption_at_rest_kms_key_arn'])).toBe(
      true,
    );
    expect(stack.all('aws_kms_key').every(({ enable_key_rotation }) => enable_key_rotation === true)).toBe(true);
  });
});

describe('Component Architecture: Ingress Layer', () => {
  it.for(environments)('SSL/TLS of %s: certificate management with ACM', (environment, { runs }) => {
    expect(cluster(runs, environment).one('aws_acm_certificate')['validation_method']).toBe('DNS');
  });

  it('WAF: optional; on in production, off in dev', ({ runs }) => {
    expect([
      cluster(runs, 'production').all('aws_wafv2_web_acl').length,
      cluster(runs, 'dev').all('aws_wafv2_web_acl').length,
    ]).toEqual([1, 0]);
  });
});

describe('Component Architecture: Container Registry', () => {
  const registry = (runs: StackRuns) => applied(runs, 'shared', 'global');

  // And of the Job that creates the services' databases.
  const images = [...Object.keys(catalog.services), 'database-bootstrap'];

  it('ECR: private Docker registry, a repository per image', ({ runs }) => {
    expect(
      sorted(
        registry(runs)
          .all('aws_ecr_repository')
          .map(({ name }) => name),
      ),
    ).toEqual(sorted(images.map((image) => `${project}/${image}`)));
  });

  it('Image Scanning: automated vulnerability scanning', ({ runs }) => {
    const scanning = registry(runs).one('aws_ecr_registry_scanning_configuration');
    expect([
      scanning['scan_type'],
      block(scanning, 'rule')['scan_frequency'],
      block(scanning, 'rule', 'repository_filter')['filter'],
    ]).toEqual(['ENHANCED', 'CONTINUOUS_SCAN', `${project}/*`]);
  });

  it('Lifecycle Policies: automated cleanup of old images', ({ runs }) => {
    expect(registry(runs).all('aws_ecr_lifecycle_policy')).toHaveLength(images.length);
  });

  it('tags: `latest` moves, as specified; all others are immutable, as decided', ({ runs }) => {
    for (const repository of registry(runs).all('aws_ecr_repository')) {
      const exclusions = blocks(repository, 'image_tag_mutability_exclusion_filter').map(({ filter, filter_type }) => [
        filter_type,
        filter,
      ]);
      expect([repository['image_tag_mutability'], exclusions], String(repository['name'])).toEqual([
        'IMMUTABLE_WITH_EXCLUSION',
        [['WILDCARD', 'latest']],
      ]);
    }
  });

  it('nothing runs `latest`, as decided: deployments use the digest', () => {
    const files = globSync('{.github,deploy,infra/terraform}/**/*.{tf,tfvars,hcl,yml,yaml,json}', {
      exclude: (path) => path.includes('node_modules'),
    });
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /[\w/]:latest\b/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('Cross-region Replication: optional, off', ({ runs }) => {
    expect(registry(runs).all('aws_ecr_replication_configuration')).toEqual([]);
  });
});

describe('Technology Stack', () => {
  it('State Storage: S3; the DynamoDB lock optional, as decided: a lock file in the bucket', ({ runs }) => {
    const bootstrap = applied(runs, 'shared', 'bootstrap');
    expect(block(bootstrap.one('aws_s3_bucket_versioning'), 'versioning_configuration')['status']).toBe('Enabled');
    expect(bootstrap.all('aws_dynamodb_table')).toEqual([]);
    expect(readFileSync('infra/terraform/environments/production/backend.hcl', 'utf8')).toMatch(
      /use_lockfile\s*= true/,
    );
  });

  it('Authentication: OIDC, secure AWS access from GitHub', ({ runs }) => {
    const provider = applied(runs, 'shared', 'global').one('aws_iam_openid_connect_provider');
    expect([provider['url'], texts(provider, 'client_id_list')]).toEqual([
      'https://token.actions.githubusercontent.com',
      ['sts.amazonaws.com'],
    ]);
  });

  it.for(environments)(
    'Secret Management of %s: AWS Secrets Manager, without any value in Terraform',
    (environment, { runs }) => {
      const names = data(runs, environment)
        .all('aws_secretsmanager_secret')
        .map(({ name }) => String(name));
      expect(names).toEqual(
        expect.arrayContaining(
          Object.keys(catalog.services)
            .filter((service) => service !== 'api-gateway')
            .map((service) => `${project}/${environment}/${service}/DATABASE_URL`),
        ),
      );
      expect(data(runs, environment).all('aws_secretsmanager_secret_version')).toEqual([]);
    },
  );

  it.for(environments)('IAM for Pods of %s: IRSA', (environment, { runs }) => {
    const provider = cluster(runs, environment).one('aws_iam_openid_connect_provider');
    const roles = cluster(runs, environment)
      .all('aws_iam_role')
      .filter(({ name }) => String(name).includes('-svc-'));
    expect(roles).toHaveLength(Object.keys(catalog.services).length);
    expect(roles.every(({ assume_role_policy }) => String(assume_role_policy).includes(String(provider['arn'])))).toBe(
      true,
    );
  });

  it.for(environments)('Network Policies of %s: AWS VPC CNI', (environment, { runs }) => {
    const cni = cluster(runs, environment).one('aws_eks_addon', '["vpc-cni"]');
    expect(JSON.parse(String(cni['configuration_values']))).toMatchObject({ enableNetworkPolicy: 'true' });
  });
});

describe('Security by Default', () => {
  it('Bastion Host: in a public subnet of dev, none in production', ({ runs }) => {
    const bastion = cluster(runs, 'dev').one('aws_instance');
    expect(network(runs, 'dev').ids('public')).toContain(bastion['subnet_id']);
    expect(cluster(runs, 'production').all('aws_instance')).toEqual([]);
    expect(
      network(runs, 'production')
        .all('aws_security_group')
        .map(({ name }) => name),
    ).not.toContain(`${project}-production-bastion`);
  });
});
