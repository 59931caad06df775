import { containerPorts, type LocalServer, standInNames } from '@fairway/catalog';
import { type Cluster, Kubectl, PortForward, readSecret } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import { httpJson } from '../http-json.js';
import { adminEmail } from '../instance/secrets.js';
import { ClusterPlatform } from './cluster-platform.js';
import { runSmokeTest, smokeLine, type SmokeOutcome } from './smoke-run.js';

/**
 * Through the load balancer. In production without what the domain adds: its entities would reach the real servers of
 * others. A pipeline may not read the administrator's password.
 */
export async function smokeThrough(
  door: string,
  namespace: string,
  { progress, style, stopping }: Context,
): Promise<SmokeOutcome> {
  await untilItAnswers(door, namespace, stopping);
  return await runSmokeTest(new ClusterPlatform(door, new Map()), {
    entities: namespace !== 'production',
    onStep: (step) => progress(smokeLine(step, style)),
  });
}

// After the first deployment, AWS starts the load balancer, and ExternalDNS adds its name.
const doorOpensWithinMs = 600_000;
const pauseMs = 2_000;

async function untilItAnswers(door: string, namespace: string, stopping: AbortSignal): Promise<void> {
  const endsAtMs = performance.now() + doorOpensWithinMs;
  for (;;) {
    try {
      await httpJson(door, { timeoutMs: 10_000 });
      return;
    } catch (error) {
      if (performance.now() > endsAtMs)
        throw new FairwayError('timed_out', `${door} does not answer.`, {
          cause: (error as Error).message,
          hint: `See what the load balancer waits for: kubectl describe ingress api-gateway --namespace ${namespace}`,
        });
    }
    await pause(pauseMs, undefined, { signal: stopping });
  }
}

/** Through the Services, with what the domain adds: its stand-ins are in the cluster, too. */
export async function smokeIn(
  cluster: Cluster,
  namespace: string,
  { env, stopping, progress, style }: Context,
): Promise<SmokeOutcome> {
  const { http: port } = containerPorts;
  using doors = new DisposableStack();
  const open = async (service: string) =>
    doors.use(await PortForward.open(cluster, { namespace, service, port }, env)).url;
  const gateway = await open('api-gateway');
  const standIns = new Map<LocalServer, string>();
  for (const name of standInNames) standIns.set(name, await open(name));
  const platform = new ClusterPlatform(gateway, standIns);
  const kubectl = new Kubectl(cluster, env, stopping);
  return await runSmokeTest(platform, {
    loginAsAdmin: async () => {
      const password = await readSecret(kubectl, namespace, 'auth-service', 'ADMIN_PASSWORD');
      return await platform.api.login({ email: adminEmail, password });
    },
    onStep: (step) => progress(smokeLine(step, style)),
  });
}
