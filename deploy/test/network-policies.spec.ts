import { catalog } from '@fairway/catalog';
import { describe, expect } from 'vitest';
import type { Resource } from '../src/apply/resources.js';
import { type Components, it, ofKind } from './support/built.js';
import type { Policy } from './support/network/allows.js';
import type { Surroundings } from './support/network/declared-connections.js';
import { judgeOverlay } from './support/network/judge-overlay.js';
import { mutationsOf } from './support/network/mutations.js';

const overlays: { overlay: string; environment: string; components: Components; changed: Partial<Surroundings> }[] = [
  { overlay: 'dev', environment: 'dev', components: {}, changed: {} },
  { overlay: 'production', environment: 'production', components: {}, changed: {} },
  {
    overlay: 'dev with Strimzi',
    environment: 'dev',
    components: { msk: 'strimzi' },
    changed: { kafka: { place: 'strimzi', port: 9092 }, kafkaNeedsToken: false },
  },
];

describe.each(overlays)('the network policies of $overlay', ({ environment, components, changed }) => {
  const judge = (resources: readonly Resource[], policies: readonly Policy[]) =>
    judgeOverlay(resources, policies, catalog, environment, changed);

  it('allow what the catalogue declares, and nothing else', ({ built }) => {
    const resources = built(`overlays/${environment}`, components);
    expect([...judge(resources, ofKind<Policy>(resources, 'NetworkPolicy'))]).toEqual([]);
  });

  it('are judged: every rule that is removed or widened is a mistake', ({ built }) => {
    const resources = built(`overlays/${environment}`, components);
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
