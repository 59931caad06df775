import { managedResources, stacksOf } from '@fairway/infra';
import { decide } from '../../src/access/decide.js';
import type { Role } from '../../src/access/roles.js';
import { boundaryArn, valuesOf, type Environment } from './boundaries.js';
import { settings } from './settings.js';
import type { StackRuns } from './stack-runs.js';

/**
 * IAM knows a zone only by its number, which AWS assigns when the network stack creates it. AWS refuses to delete a
 * zone with records and to remove its last VPC, so comment, tags and a second VPC remain; records are limited by their
 * names.
 */
export const rightsOnPrivateZones = [
  'AssociateVPCWithHostedZone',
  'ChangeTagsForResource',
  'DeleteHostedZone',
  'DisassociateVPCFromHostedZone',
  'UpdateHostedZoneComment',
].map((action) => `route53:${action} aws_route53_zone.private`);

/**
 * What a role of GitHub may change in the other environment. Instead of a fixed list of actions, everything that a
 * statement of the role allows is tried on all resources of the other environment.
 */
export function reachedInOther(
  runs: StackRuns,
  { policies }: Role,
  other: Environment,
  of = settings,
): { asked: number; reached: string[] } {
  const allowed = policies.flatMap(({ statements }) =>
    statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions = [] }) => actions),
  );
  const changes = [...new Set(allowed)]
    .filter((action) => !isHarmless(action))
    .map((action) => action.replaceAll('*', 'Something'));
  const own = other === 'dev' ? 'production' : 'dev';
  const resources = stacksOf[other].flatMap((stack) => managedResources(valuesOf(runs, other, stack)));
  const reached = resources.flatMap(({ address, values }) =>
    changes
      .filter((action) => serviceOf(action) === String(values['arn']).split(':')[2])
      .filter(
        (action) =>
          decide({ policies, action, resource: String(values['arn']), context: contextOf(values) }) === 'allowed',
      )
      .map((action) => `${action} ${address}`),
  );
  return { asked: resources.length, reached: reached.sort() };

  function contextOf({ arn, tags_all }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
    // IAM does not see the tags of zones and buckets. Source: Service Authorization Reference, "Condition keys" of
    // Route 53 and S3; S3 passes them only for buckets that were switched to it.
    const hasTags = tags_all !== undefined && !/^arn:aws:(route53|s3):/.test(String(arn));
    return {
      'aws:RequestedRegion': of.region,
      ...(hasTags ? { 'aws:ResourceTag/environment': other } : {}),
      'iam:PermissionsBoundary': boundaryArn(own, of),
    };
  }
}

// Connecting to brokers is useless without rights on topics, and creating something new does not change existing
// resources.
const isHarmless = (action: string) =>
  /:(Describe|List|Get|BatchGet|BatchCheck|View|Connect$)/.test(action) ||
  /^(kafka:Create(Configuration|Cluster)|route53:CreateHostedZone)/.test(action);

const serviceOf = (action: string) => action.replace('kafka-cluster:', 'kafka:').split(':')[0];
