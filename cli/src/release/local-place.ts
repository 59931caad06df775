import { join } from 'node:path';

/** What releases to the local cluster need besides it: their records, and the key that signs images. */
export const localReleases = (root: string) => join(root, '.fairway', 'releases');

/** In the namespace `monitoring` of the local cluster: a Prometheus for each environment, one Alertmanager for all. */
export function localMonitoring(environment: string) {
  return { prometheus: `prometheus-${environment}:9090`, alertmanager: 'alertmanager:9093' };
}
