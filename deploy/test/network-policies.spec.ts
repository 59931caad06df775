import { catalog } from '@fairway/catalog';
import { describe, expect } from 'vitest';
import { it, ofKind, type Resource } from './support/built.js';
import type { Policy } from './support/network/allows.js';
import { judgeOverlay } from './support/network/judge-overlay.js';
import { mutationsOf } from './support/network/mutations.js';

describe.each(['dev', 'production'])('the network policies of %s', (environment) => {
  const judge = (resources: readonly Resource[], policies: readonly Policy[]) =>
    judgeOverlay(resources, policies, catalog, environment);

  it('allow what the catalogue declares, and nothing else', ({ built }) => {
    const resources = built(`overlays/${environment}`);
    expect([...judge(resources, ofKind<Policy>(resources, 'NetworkPolicy'))]).toEqual([]);
  });

  it('are judged: every rule that is removed or widened is a mistake', ({ built }) => {
    const resources = built(`overlays/${environment}`);
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
