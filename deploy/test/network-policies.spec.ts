import { catalog } from '@fairway/catalog';
import { describe, expect } from 'vitest';
import { it, ofKind, type Resource } from './support/built.js';
import type { Policy } from './support/network/allows.js';
import { connectionsInside } from './support/network/declared-connections.js';
import { mistakesOf } from './support/network/judge-policies.js';
import { mutationsOf } from './support/network/mutations.js';
import { worldOf } from './support/network/world.js';

const namespace = 'fairway';

const placed = (resource: Resource) => ({ ...resource, metadata: { ...resource.metadata, namespace } });

function judge(resources: readonly Resource[], policies: readonly Policy[]) {
  const world = worldOf(resources, policies, namespace, []);
  const pods = world.pods.map(({ name }) => name);
  return mistakesOf(policies, world, new Set(connectionsInside(catalog, pods)));
}

describe('the network policies of the base', () => {
  it('allow what the catalogue declares, and nothing else', ({ built }) => {
    const resources = built('base').map(placed);
    expect([...judge(resources, ofKind<Policy>(resources, 'NetworkPolicy'))]).toEqual([]);
  });

  it('are judged: every rule that is removed or widened is a mistake', ({ built }) => {
    const resources = built('base').map(placed);
    const policies = ofKind<Policy>(resources, 'NetworkPolicy');
    const mutations = policies.flatMap((policy) =>
      mutationsOf(policy).map(({ change, policy: mutated }) => ({
        change,
        candidates: policies.flatMap((other) => (other === policy ? (mutated ?? []) : other)),
      })),
    );
    expect(mutations.length).toBeGreaterThan(100);
    const unnoticed = mutations.filter(({ candidates }) => judge(resources, candidates).next().done);
    expect(unnoticed.map(({ change }) => change)).toEqual([]);
  });
});
