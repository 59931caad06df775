import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IServiceAccount } from 'kubernetes-models/v1';
import { describe, expect } from 'vitest';
import type { Resource } from '../src/apply/resources.js';
import { it, ofKind } from './support/built.js';
import { onAws } from './support/hand-over.js';
import { added, builtLarger, larger, reader } from './support/larger-catalog.js';
import type { Policy } from './support/network/allows.js';
import { judgeOverlay } from './support/network/judge-overlay.js';
import { Overlay } from './support/workloads/overlay.js';
import { workloadMistakes } from './support/workloads/workload-mistakes.js';

it.for(onAws)(
  'a service that joins the catalogue gets all that it needs in %s, and all provers pass',
  (environment, { built: _ }) => {
    const resources = builtLarger(environment);
    const own = resources.filter(({ metadata }) =>
      new RegExp(`^${added}(-migration|-[0-9a-z]{10})?$`).test(metadata.name),
    );
    expect(own.map(({ kind }) => kind).toSorted()).toEqual([
      'ConfigMap',
      'Deployment',
      'ExternalSecret',
      'Job',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PodMonitor',
      'ScaledObject',
      'SecretStore',
      'Service',
      'ServiceAccount',
    ]);
    const policies = ofKind<Policy>(resources, 'NetworkPolicy');
    expect(workloadMistakes(resources, larger, environment)).toEqual([]);
    expect([...judgeOverlay(resources, policies, larger, environment)]).toEqual([]);
  },
);

describe('a bucket', () => {
  it.for(onAws)('in %s: owner and reader are told its name, and both have a role', (environment, { built: _ }) => {
    const resources = builtLarger(environment);
    const told = Object.keys(larger.services).filter(
      (name) => settingsOf(resources, name)['STOCK_COUNTS_BUCKET'] === 'name-of-stock-counts',
    );
    expect(told).toEqual([added, reader]);
    for (const name of told)
      expect(new Overlay(resources).one<IServiceAccount>('ServiceAccount', name).metadata?.annotations).toEqual({
        'eks.amazonaws.com/role-arn': expect.stringMatching(new RegExp(`:role/.+-svc-${name}$`)),
      });
  });

  it('on a laptop: its variable is not set, in the cluster as in the local run', ({ built: _ }) => {
    const resources = builtLarger('local');
    expect(settingsOf(resources, added)).toHaveProperty('SUPPLIER_URL');
    expect(JSON.stringify(resources)).not.toContain('STOCK_COUNTS_BUCKET');
  });
});

function settingsOf(resources: readonly Resource[], service: string): Readonly<Record<string, string>> {
  const overlay = new Overlay(resources);
  const [container] = overlay.one<IDeployment>('Deployment', service).spec?.template.spec?.containers ?? [];
  return overlay.settings(container?.envFrom?.[0]?.configMapRef?.name ?? '');
}
