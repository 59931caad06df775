import { allTopics, services as declared, topics } from '@fairway/catalog';
import { readTarget } from '@fairway/infra';
import { join } from 'node:path';
import type { HandOver } from '../../src/hand-over/hand-over.js';
import type { RenderedCatalog } from '../../src/render/declared.js';
import { s3Cidrs, tiersOnAws } from './network/subnets.js';

export const onAws = ['dev', 'production'] as const;

/** What Terraform hands over, as its settings say; `hand-over.infra-spec.ts` compares it with applied stacks. */
export function handOverOf(
  environment: (typeof onAws)[number],
  services: RenderedCatalog['services'] = declared,
): HandOver {
  const target = readTarget(join(import.meta.dirname, '../../..'), environment);
  const { accountId, region, project, name } = target;
  const roleOf = (suffix: string) => `arn:aws:iam::${accountId}:role/${name}-${suffix}`;
  return {
    target,
    images: { registry: `${accountId}.dkr.ecr.${region}.amazonaws.com/${project}/` },
    network: {
      subnet_cidrs: tiersOnAws(environment),
      s3_cidrs: s3Cidrs,
      s3_peers: s3Cidrs.map((cidr) => ({ ipBlock: { cidr } })),
      security_group_ids: { alb: 'sg-0123456789abcdef0' },
    },
    data: {
      kafka: {
        bootstrap_brokers: `b-1.${name}.kafka.${region}.amazonaws.com:9098`,
        topics: allTopics(topics).map((topic) => topic.name),
      },
      ...madeForServices(services),
      database: {
        endpoint: `${name}.cluster-abc.${region}.rds.amazonaws.com`,
        port: 5432,
        master_secret_arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:rds!cluster-abc`,
      },
      buckets: { alb_logs: { name: `${name}-alb-logs-${accountId}` } },
    },
    cluster: {
      name,
      hostname: `${environment}.${project}.example.com`,
      certificate_arn: `arn:aws:acm:${region}:${accountId}:certificate/abc`,
      web_acl_arn: environment === 'dev' ? null : `arn:aws:wafv2:${region}:${accountId}:regional/webacl/${name}/abc`,
      service_role_arns: Object.fromEntries(
        Object.keys(services).map((service) => [service, roleOf(`svc-${service}`)]),
      ),
      platform_role_arns: { 'database-bootstrap': roleOf('database-bootstrap') },
    },
  };
}

/** Secrets and buckets, each with what stands for its name and ARN. */
export function madeForServices(services: RenderedCatalog['services'] = declared) {
  const all = Object.entries(services);
  return {
    secrets: Object.fromEntries(
      all.map(([service, { database, secrets }]) => [
        service,
        Object.fromEntries(
          [...(database === null ? [] : ['DATABASE_URL']), ...secrets].map((secret) => [secret, `arn:${secret}`]),
        ),
      ]),
    ),
    service_buckets: Object.fromEntries(
      all.flatMap(([, { buckets }]) =>
        Object.keys(buckets).map((bucket) => [bucket, { name: `name-of-${bucket}`, arn: `arn:${bucket}` }]),
      ),
    ),
  };
}
