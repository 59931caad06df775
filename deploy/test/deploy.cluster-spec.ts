import { beforeAll, expect } from 'vitest';
import { serviceNames } from '@fairway/catalog';
import { fieldManager } from '../src/apply/kubectl.js';
import { managedBy } from '../src/apply/overlay.js';
import { deployPlatform, inPlatform, namespace, podsOf } from './support/platform.js';
import { it, kubectl, must, onCluster } from './support/test-cluster.js';

onCluster(beforeAll, async () => {
  await must(kubectl(['delete', 'namespace', namespace, '--ignore-not-found']));
});

it('from nothing, `deploy --env local` brings up the platform, and an entity passes through the gateway to its end', async () => {
  const { applied, pruned, smoke } = await deployPlatform();
  expect(smoke).toMatchObject({ ok: true });
  expect(applied).toBeGreaterThan(40);
  expect(pruned).toEqual([]);
  const level = String.raw`--output=jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce}`;
  expect(await must(kubectl(['get', 'namespace', namespace, level]))).toBe('restricted');
  for (const server of ['postgres', 'kafka']) expect(await podsOf(server)).toHaveLength(1);
});

it('a second deployment of the same commit restarts nothing; it deletes what it no longer renders, and nothing of others', async () => {
  const settings = (name: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [managedBy.label]: managedBy.value } },
  });
  const applyAs = (manager: string, name: string) =>
    must(kubectl(['apply', '--server-side', `--field-manager=${manager}`, '-f', '-'], JSON.stringify(settings(name))));
  await applyAs(fieldManager, 'no-longer-rendered');
  await applyAs('another-controller', 'of-another');
  const before = await Promise.all(serviceNames.map(podsOf));

  const { pruned, smoke } = await deployPlatform();
  expect(smoke).toMatchObject({ ok: true });
  expect(pruned).toEqual(['ConfigMap/no-longer-rendered']);
  await inPlatform('delete', 'configmap', 'of-another'); // it is still there
  expect(await Promise.all(serviceNames.map(podsOf))).toEqual(before);
});
