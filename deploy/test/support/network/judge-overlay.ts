import type { Catalog } from '@fairway/catalog';
import type { Resource } from '../../../src/apply/resources.js';
import type { Policy } from './allows.js';
import { declaredConnections, onAws, type Surroundings } from './declared-connections.js';
import { mistakesOf } from './judge-policies.js';
import { rangesOnAws } from './ranges-of.js';
import { worldOf } from './world.js';

/**
 * Where the network policies of a built overlay on AWS differ from what the catalogue declares.
 * @param changed what its components put elsewhere
 */
export function judgeOverlay(
  resources: readonly Resource[],
  policies: readonly Policy[],
  catalog: Catalog,
  environment: string,
  changed: Partial<Surroundings> = {},
): Generator<string> {
  const world = worldOf(resources, policies, environment, rangesOnAws(environment));
  const pods = world.pods.map(({ name }) => name);
  return mistakesOf(
    policies,
    world,
    new Set(declaredConnections(catalog, { ...onAws(environment), ...changed }, pods)),
  );
}
