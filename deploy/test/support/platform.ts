import { containerPorts, serviceNames } from '@fairway/catalog';
import { vi } from 'vitest';
import { requireCluster } from '../../src/cluster/cluster.js';
import { resolveDigest } from '../../src/apply/registry.js';
import { imageNames, repositoryOf } from '../../src/image/image-names.js';
import { revisionOf } from '../../src/image/revision.js';
import { apply, fairway, kubectl, must, root } from './test-cluster.js';

/** The namespace of the environment `local`. */
export const namespace = 'local';

/** kubectl in the namespace of the platform. */
export const inPlatform = (...args: readonly string[]) => inNamespace(namespace, ...args);

export const inNamespace = (name: string, ...args: readonly string[]) => must(kubectl(['--namespace', name, ...args]));

/** Where this machine reaches the gateway's Service, past `kubectl port-forward`, which leads to one pod only. */
export interface Gateway {
  readonly url: string;
}

/** Builds the images of this commit, if the registry has not all of them. */
export async function pushImages(): Promise<void> {
  const { registry } = requireCluster(root);
  const { tag } = revisionOf(root);
  const missing = await Promise.all(
    imageNames.map((name) =>
      resolveDigest(registry, repositoryOf(name), tag).then(
        () => false,
        () => true,
      ),
    ),
  );
  if (!missing.includes(true)) return;
  await must(fairway('image', 'build'));
}

interface Deployed {
  readonly data: {
    readonly applied: number;
    readonly pruned: readonly string[];
    readonly smoke: { readonly ok: boolean };
  };
}

/** `./fairway deploy --env local` */
export async function deployPlatform(): Promise<Deployed['data']> {
  await pushImages();
  const { data } = JSON.parse(await must(fairway('deploy', '--env', 'local', '--json'))) as Deployed;
  return data;
}

/** Deploys the platform unless every service of this commit is available. */
export async function requirePlatform(): Promise<Gateway> {
  if (!(await isDeployed())) await deployPlatform();
  return await openGateway();
}

async function isDeployed(): Promise<boolean> {
  const { registry } = requireCluster(root);
  const { tag } = revisionOf(root);
  const wanted = await Promise.all(
    serviceNames.map((name) => resolveDigest(registry, repositoryOf(name), tag).catch(() => 'none')),
  );
  const { exitCode, stdout } = await kubectl([
    'get',
    'deployments',
    ...serviceNames,
    '--namespace',
    namespace,
    '--output=jsonpath={range .items[*]}{.spec.template.spec.containers[0].image} {.status.unavailableReplicas}{"\\n"}{end}',
  ]);
  return (
    exitCode === 0 &&
    stdout.trimEnd() ===
      wanted
        .map((image) => `${image} `)
        .join('\n')
        .trimEnd()
  );
}

export async function openGateway(environment: string = namespace): Promise<Gateway> {
  const name = 'gateway-of-tests';
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: environment },
    spec: {
      type: 'NodePort',
      selector: { 'app.kubernetes.io/name': 'api-gateway' },
      ports: [{ port: 80, targetPort: containerPorts.http }],
    },
  });
  const port = await inNamespace(environment, 'get', 'service', name, '--output=jsonpath={.spec.ports[0].nodePort}');
  const gateway = await inNamespace(
    environment,
    'get',
    'pods',
    '--selector=app.kubernetes.io/name=api-gateway',
    '--field-selector=status.phase=Running',
    '--output=jsonpath={.items[0].status.hostIP}',
  );
  const url = `http://${gateway}:${port}`;
  // kube-proxy needs a moment to know the Service.
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await vi.waitUntil(answers, { timeout: 300_000, interval: 200 });
  return { url };
}

export interface PodSummary {
  readonly name: string;
  readonly uid: string;
}

/** The running pods of a service that are not being deleted. */
export async function podsOf(service: string): Promise<PodSummary[]> {
  const { items } = JSON.parse(
    await inPlatform('get', 'pods', `--selector=app.kubernetes.io/name=${service}`, '--output=json'),
  ) as {
    items: { metadata: { name: string; uid: string; deletionTimestamp?: string }; status: { phase: string } }[];
  };
  return items
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running')
    .map(({ metadata: { name, uid } }) => ({ name, uid }));
}
