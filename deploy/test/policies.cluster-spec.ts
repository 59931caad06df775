import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { fill } from '../src/hand-over/fill.js';
import { admitted, type Pod, podsOf, refused } from './policies/pods.js';
import { apply, createNamespace, it, kubectl, must, onCluster, root } from './support/test-cluster.js';

const registry = 'registry.example/fairway/';
const poll = { timeout: 300_000, interval: 200 };

const documentsOf = (pattern: string) =>
  globSync(pattern, { cwd: root }).flatMap((file) =>
    parseAllDocuments(readFileSync(join(root, file), 'utf8')).map((document) => ({ file, text: String(document) })),
  );

const refusedPods = refused(registry);
const [ofOurs, ...others] = admitted(registry) as [{ why: string; pod: Pod }];
const ours = ofOurs.pod;
const admittedPods = [
  ofOurs,
  ...others,
  ...documentsOf('deploy/kubernetes/base/*/{deployment,migration}.yaml').map(({ file, text }) => ({
    why: `of ${file}`,
    pod: podsOf((parse(text) as { spec: { template: Pod } }).spec.template, registry)[0],
  })),
];
const { automountServiceAccountToken: _, ...silent } = ours.spec;
const silentAboutToken: Pod = { metadata: {}, spec: silent };

let ns: string;
let policies: object[] = [];
let answers: ReadonlyMap<Pod, string>;

const parameterMissing = 'failed to configure binding';
const denial = (policy: string) => `ValidatingAdmissionPolicy '${ns}-${policy}' with binding '${ns}-${policy}' denied`;

interface Named {
  name: string;
}

/** As administrators apply them, but for one namespace, and under names that no other policies have. */
function policiesFor(namespace: string): object[] {
  const values = { cluster: { namespace }, images: { registry } };
  return documentsOf('deploy/kubernetes/policies/*.yaml').map(({ text }) => {
    const document = parse(fill(text, values, String)) as {
      metadata: Named;
      spec?: { policyName?: string; paramRef?: Named };
    };
    const { metadata, spec } = document;
    for (const named of [metadata, spec?.paramRef]) if (named !== undefined) named.name = `${namespace}-${named.name}`;
    if (spec?.policyName !== undefined) spec.policyName = `${namespace}-${spec.policyName}`;
    return document;
  });
}

/** What the API server says to pods, none of which it creates; empty for one that it admits. One request for all: a kubectl takes a second. */
async function judged(pods: readonly Pod[]): Promise<ReadonlyMap<Pod, string>> {
  const items = pods.map(({ metadata, spec }, index) => {
    return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: `pod-${index}` }, spec };
  });
  const create = ['create', '--namespace', ns, '--dry-run=server', '--filename=-'];
  const { stdout, stderr } = await kubectl(create, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const lines = [...stdout.split('\n'), ...stderr.split('\n')];
  return new Map(
    pods.map((pod, index) => {
      const line = lines.find((each) => new RegExp(`\\bpods?[ /]"?pod-${index}\\b`).test(each));
      if (line === undefined) throw new Error(`kubectl said nothing of pod-${index}:\n${stdout}${stderr}`);
      return [pod, line.startsWith('pod/') ? '' : line];
    }),
  );
}

onCluster(beforeAll, async () => {
  ns = await createNamespace();
  policies = policiesFor(ns);
  const accounts = documentsOf('deploy/kubernetes/base/*/service-account.yaml').map(({ text }) => {
    const { metadata, ...account } = parse(text) as { metadata: object };
    return { ...account, metadata: { ...metadata, namespace: ns } };
  });
  await apply(...policies, ...accounts);
  const pods = [...refusedPods, ...admittedPods].map(({ pod }) => pod);
  // The API server begins to use policies and their parameter some time after it has stored them.
  await vi.waitUntil(async () => {
    answers = await judged([...pods, silentAboutToken]);
    const said = [...answers.values()].join('\n');
    return refusedPods.every(({ policy }) => said.includes(denial(policy))) && !said.includes(parameterMissing);
  }, poll);
});

onCluster(afterAll, async () => {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: policies });
  await kubectl(['delete', '--ignore-not-found', '--wait=false', '--filename=-'], list);
  await kubectl(['delete', 'namespace', ns, '--wait=false']);
});

it.for(refusedPods)('$policy refuses a pod $why', ({ pod, policy, message }) => {
  expect(answers.get(pod)).toContain(denial(policy));
  expect(answers.get(pod)).toContain(message);
});

it.for(admittedPods)('a pod $why is admitted', ({ pod }) => {
  expect(answers.get(pod)).toBe('');
});

it('a pod that says nothing of tokens is refused, because the API server gives it one', () => {
  expect(answers.get(silentAboutToken)).toContain(denial('service-account-tokens'));
});

it('a pod that exists gets no image of another registry, and no container that is privileged', async () => {
  // The gate keeps the scheduler from it, because its image does not exist.
  const spec = { ...ours.spec, schedulingGates: [{ name: 'fairway.dev/test' }] };
  await apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'kept', namespace: ns }, spec });
  const debug = (profile: string, image: string) =>
    kubectl(['debug', 'kept', '--container=debugger', `--profile=${profile}`, `--image=${image}`, '--namespace', ns]);
  const image = String(ours.spec.containers[0]?.image);

  const changed = await kubectl(['set', 'image', 'pod/kept', 'main=docker.io/nginx', '--namespace', ns]);
  expect(changed.stderr).toContain(denial('images'));
  expect((await debug('restricted', 'docker.io/busybox')).stderr).toContain(denial('images'));
  expect((await debug('sysadmin', image)).stderr).toContain(denial('privileges'));
  expect((await debug('restricted', image)).exitCode).toBe(0);
});

it('without the name of our registry, no image is admitted', async () => {
  await must(kubectl(['delete', 'configmap', `${ns}-image-policy`, '--namespace=kube-system']));
  await vi.waitUntil(async () => (await judged([ours])).get(ours)?.includes(parameterMissing), poll);
});
