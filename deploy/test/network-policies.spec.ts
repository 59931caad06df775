import { catalog } from '@fairway/catalog';
import { describe, expect } from 'vitest';
import { type Components, it, ofKind } from './support/built.js';
import type { onAws } from './support/hand-over.js';
import { builtLarger, larger } from './support/larger-catalog.js';
import type { Policy } from './support/network/allows.js';
import type { Surroundings } from './support/network/declared-connections.js';
import { judgeOverlay } from './support/network/judge-overlay.js';
import { mutationsOf } from './support/network/mutations.js';

const overlays: {
  overlay: string;
  environment: (typeof onAws)[number];
  components: Components;
  changed: Partial<Surroundings>;
}[] = [
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
  it('allow what the catalogue declares, and nothing else', ({ built }) => {
    const resources = built(`overlays/${environment}`, components);
    const policies = ofKind<Policy>(resources, 'NetworkPolicy');
    expect([...judgeOverlay(resources, policies, catalog, environment, changed)]).toEqual([]);
  });

  // In a catalogue that needs each rule: where no service has a bucket, none would miss the way to S3.
  it('are judged: every rule that is removed or widened is a mistake', ({ built: _ }) => {
    const resources = builtLarger(environment, components);
    const judge = (candidates: readonly Policy[]) => judgeOverlay(resources, candidates, larger, environment, changed);
    const policies = ofKind<Policy>(resources, 'NetworkPolicy');
    const mutations = policies.flatMap((policy) =>
      mutationsOf(policy).map(({ change, policy: mutated }) => ({
        change,
        candidates: policies.flatMap((other) => (other === policy ? (mutated ?? []) : other)),
      })),
    );
    expect(mutations.length).toBeGreaterThan(100);
    const unnoticed = mutations.filter(({ candidates }) => judge(candidates).next().done);
    expect(unnoticed.map(({ change }) => change)).toEqual([]);
  });
});
