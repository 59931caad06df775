import { afterAll, beforeAll, expect } from 'vitest';
import { apply, createNamespace, it, kubectl, must, onCluster, pushImage } from './support/test-cluster.js';

const poll = { timeout: 300_000, interval: 500 };
let ns: string;
let image: string;

// Answers `ok`, and passes a request on to the address in its path. Each on a connection of its own: a policy leaves established
// ones alone.
const server = `
FROM docker.io/library/node:24-slim
USER 1000
CMD ["node", "-e", "require('node:http').createServer(async ({ url }, response) => { \\
  if (url === '/') return response.end('ok'); \\
  const options = { headers: { connection: 'close' }, signal: AbortSignal.timeout(5000) }; \\
  const answer = await fetch('http://' + url.slice(1), options).catch((error) => error); \\
  response.end(answer instanceof Error ? answer.name : await answer.text()); }).listen(8080)"]
`;

function pod(name: string, securityContext: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: ns, labels: { app: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
        ...securityContext,
      },
      containers: [
        {
          name: 'server',
          image,
          imagePullPolicy: 'Always',
          readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

async function ask(path: string): Promise<string> {
  const script = `fetch('http://127.0.0.1:8080/${path}').then((r) => r.text()).then(console.log)`;
  return (await must(kubectl(['exec', '--namespace', ns, 'client', '--', 'node', '-e', script]))).trim();
}

const addressOf = (name: string) =>
  must(kubectl(['get', 'pod', name, '--namespace', ns, '--output=jsonpath={.status.podIP}']));

onCluster(beforeAll, async (cluster) => {
  image = await pushImage(cluster, 'cluster-test/server:1', server);
  ns = await createNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  await apply(pod('server'), pod('client'));
  await must(kubectl(['wait', 'pod', '--all', '--for=condition=Ready', '--timeout=600s', '--namespace', ns]));
});

onCluster(afterAll, async () => {
  await kubectl(['delete', 'namespace', ns, '--wait=false']);
});

it('the node pulls an image that was pushed, by its digest', async () => {
  expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  const query = '--output=jsonpath={.status.containerStatuses[0].imageID}';
  expect(await must(kubectl(['get', 'pod', 'server', '--namespace', ns, query]))).toBe(image);
});

it('Pod Security `restricted` refuses a pod that runs as root', async () => {
  const rootPod = pod('root', { runAsNonRoot: false, runAsUser: 0 });
  const refused = await kubectl(['apply', '-f', '-'], JSON.stringify(rootPod));
  expect(refused.stderr).toMatch(/violates PodSecurity "restricted:latest".*runAsUser=0/);
  expect(refused.exitCode).toBe(1);
});

it('a NetworkPolicy drops a connection that it does not allow, and passes it when it does', async () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'only-clients', namespace: ns },
    spec: { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'] },
  };
  const address = `${await addressOf('server')}:8080/`;
  await expect.poll(() => ask(address), poll).toBe('ok');

  await apply(policy);
  await expect.poll(() => ask(address), poll).toBe('TimeoutError');

  const ingress = [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: [{ port: 8080 }] }];
  await apply({ ...policy, spec: { ...policy.spec, ingress } });
  await expect.poll(() => ask(address), poll).toBe('ok');
});
