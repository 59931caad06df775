import { catalog, type EnvironmentName, type Service, services } from '@fairway/catalog';
import { expect } from 'vitest';
import { it } from './support/built.js';
import { capacityMistakes } from './support/capacity.js';
import { Overlay } from './support/workloads/overlay.js';

const environments = ['dev', 'production'] as const satisfies EnvironmentName[];

it.for(environments)('the nodes, the quota and the database of %s are large enough', (environment, { built }) => {
  expect(capacityMistakes(catalog, new Overlay(built(`overlays/${environment}`)), environment)).toEqual([]);
});

it('says which number to change where', ({ built }) => {
  const max = 100;
  const worker = services['event-processor'] as Service;
  const deployment = { ...worker.deployment, replicas: { production: { min: 2, max } } };
  const larger = { ...catalog, services: { ...catalog.services, 'event-processor': { ...worker, deployment } } };
  expect(capacityMistakes(larger, new Overlay(built('overlays/production')), 'production')).toEqual([
    expect.stringMatching(/needs \d+ nodes.*raise node_capacity.max in .*production\/cluster.tfvars, or lower/),
    expect.stringMatching(
      /needs \d+ on-demand nodes.*raise node_capacity.max in .*production\/cluster.tfvars, or lower/,
    ),
    expect.stringMatching(/needs \d+ pods: raise pods in .*quota.yaml/),
    expect.stringMatching(/requests.cpu in .*quota.yaml/),
    expect.stringMatching(/requests.memory in .*quota.yaml/),
    expect.stringMatching(/opens \d+ connections.*raise max_connections in .*production\/data.tfvars, or lower/),
  ]);
});
