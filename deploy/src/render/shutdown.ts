/*
 * How a pod stops, in seconds. Kubernetes removes it from its Services and runs preStop at the same moment. So preStop
 * waits until every sender of requests has noticed; then SIGTERM starts the drain.
 */

/** After this long, the load balancer and kube-proxy send no new requests. */
const endpointRemovalSeconds = { edge: 15, inside: 5 };

/** SHUTDOWN_GRACE_MS: the service finishes requests, handlers and the relay's batch within it. */
const drainSeconds = 25;

/** For the kubelet and the container runtime. SIGKILL follows. */
const marginSeconds = 5;

export interface Shutdown {
  readonly preStopSeconds: number;
  readonly drainSeconds: number;
  readonly terminationGracePeriodSeconds: number;
}

export function shutdownOf(kind: 'edge' | 'http' | 'worker'): Shutdown {
  const preStopSeconds = kind === 'edge' ? endpointRemovalSeconds.edge : endpointRemovalSeconds.inside;
  return {
    preStopSeconds,
    drainSeconds,
    terminationGracePeriodSeconds: preStopSeconds + drainSeconds + marginSeconds,
  };
}
