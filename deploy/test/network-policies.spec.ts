import { catalog } from '@fairway/catalog';
import { describe, expect } from 'vitest';
import { it, ofKind, type Resource } from './support/built.js';
import type { Policy } from './support/network/allows.js';
import { declaredConnections, onAws, type Surroundings } from './support/network/declared-connections.js';
import { mistakesOf } from './support/network/judge-policies.js';
import { mutationsOf } from './support/network/mutations.js';
import { rangesOnAws } from './support/network/ranges-of.js';
import { type NamedRange, worldOf } from './support/network/world.js';

const overlays = ['dev', 'production'].map((environment) => ({
  environment,
  surroundings: onAws(environment),
  ranges: rangesOnAws(environment),
}));

interface Overlay {
  readonly environment: string;
  readonly surroundings: Surroundings;
  readonly ranges: readonly NamedRange[];
}

function judge(resources: readonly Resource[], policies: readonly Policy[], overlay: Overlay) {
  const world = worldOf(resources, policies, overlay.environment, overlay.ranges);
  const pods = world.pods.map(({ name }) => name);
  return mistakesOf(policies, world, new Set(declaredConnections(catalog, overlay.surroundings, pods)));
}

describe.each(overlays)('the network policies of $environment', (overlay) => {
  it('allow what the catalogue declares, and nothing else', ({ built }) => {
    const resources = built(`overlays/${overlay.environment}`);
    expect([...judge(resources, ofKind<Policy>(resources, 'NetworkPolicy'), overlay)]).toEqual([]);
  });

  it('are judged: every rule that is removed or widened is a mistake', ({ built }) => {
    const resources = built(`overlays/${overlay.environment}`);
    const policies = ofKind<Policy>(resources, 'NetworkPolicy');
    const mutations = policies.flatMap((policy) =>
      mutationsOf(policy).map(({ change, policy: mutated }) => ({
        change,
        candidates: policies.flatMap((other) => (other === policy ? (mutated ?? []) : other)),
      })),
    );
    expect(mutations.length).toBeGreaterThan(100);
    const unnoticed = mutations.filter(({ candidates }) => judge(resources, candidates, overlay).next().done);
    expect(unnoticed.map(({ change }) => change)).toEqual([]);
  });
});
