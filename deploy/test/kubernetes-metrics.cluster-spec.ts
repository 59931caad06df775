import { catalog } from '@fairway/catalog';
import { freePorts } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { allDashboards } from '../../observability/src/dashboards/all-dashboards.js';
import { panelQueries } from '../../observability/src/dashboards/panel-queries.js';
import { readInstant, type AskPrometheus } from '../../observability/src/page/prometheus.js';
import { kubernetesAlerts } from '../../observability/src/rules/kubernetes-alerts.js';
import { isAlert } from '../../observability/src/rules/rule.js';
import { watchedServices } from '../../observability/src/rules/watched-service.js';
import { foreignMetrics } from '../../observability/test/support/foreign-metrics.js';
import { metricsOf, unknownNames } from '../../observability/test/support/unknown-names.js';
import { withoutData } from '../../observability/test/support/without-data.js';
import { inPlatform, requirePlatform } from './support/platform.js';
import { apply, createNamespace, it, kubectl, must, onCluster, root } from './support/test-cluster.js';

// Add-ons that run on AWS only: External Secrets, Velero, and blackbox-exporter, which asks the load balancer.
const elsewhere = ['externalsecret_status_condition', 'velero_backup_last_successful_timestamp', 'probe_ssl_earliest_'];
// In some virtual machines the kubelet cannot read the disk's figures, and then tells of no volume.
const ofVolumes = 'kubelet_volume_stats_';

let missing = elsewhere;
let namespace = '';
let prometheus: { readonly url: string; readonly process: ChildProcess };

onCluster(beforeAll, async () => {
  await requirePlatform();
  if (!(await readsDisks())) missing = [...elsewhere, ofVolumes];
  namespace = await createNamespace();
  await failedJob();
  const [port = 0] = await freePorts(1);
  const args = ['cluster', 'metrics', '--port', String(port)];
  const child = spawn(join(root, 'fairway'), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  prometheus = { url: `http://127.0.0.1:${port}`, process: child };
  await eventually(async () => {
    if (child.exitCode !== null) expect.fail(`fairway ${args.join(' ')} ended with ${child.exitCode}`);
    return (await fetch(`${prometheus.url}/-/ready`)).ok;
  });
});

afterAll(async () => {
  if (namespace === '') return;
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  prometheus.process.kill('SIGINT');
  if (prometheus.process.exitCode === null) await once(prometheus.process, 'exit');
});

async function readsDisks(): Promise<boolean> {
  const query = ['get', 'nodes', '--selector=type!=fake', '--output=jsonpath={.items[0].metadata.name}'];
  const node = await must(kubectl(query));
  return (await kubectl(['get', '--raw', `/api/v1/nodes/${node}/proxy/stats/summary`])).exitCode === 0;
}

/** A Job that has failed: only then has it the metrics that tell of it. */
async function failedJob(): Promise<void> {
  const image = await inPlatform(
    'get',
    'deployment/order-service',
    '--output=jsonpath={.spec.template.spec.containers[0].image}',
  );
  const containers = [{ name: 'failing', image, args: ['--eval', 'process.exit(1)'] }];
  const metadata = { name: 'failing', namespace };
  const template = { spec: { restartPolicy: 'Never', containers } };
  await apply({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { backoffLimit: 0, template } });
}

const ask: AskPrometheus = async (path) =>
  (await (await fetch(`${prometheus.url}${path}`)).json()) as Awaited<ReturnType<AskPrometheus>>;
const series = (expr: string) => readInstant(ask, expr, Date.now());
/** Without those whose value is no number, as that of a ratio of nothing. */
const data = async (expr: string) =>
  (await series(expr)).filter(({ points }) => points.some(([, value]) => value !== null));
// A container that waits for its next start runs soon.
const known = async () => metricsOf(await series('last_over_time({__name__!=""}[5m])'));

const present = ({ expr }: { readonly expr: string }) => !missing.some((metric) => expr.includes(metric));
const panels = () => panelQueries().filter((query) => query.dashboard === 'kubernetes' && present(query));
const alerts = () => kubernetesAlerts.rules.filter(isAlert).filter(present);
const annotations = allDashboards(watchedServices(catalog)).flatMap(({ annotations: { list = [] } = {} }) =>
  list.map(({ expr = '' }) => expr),
);

it('has every metric and label that the alerts and the dashboard of Kubernetes name', async () => {
  const named = [
    ...panels().map(({ expr, legend }) => ({ expr: expr.replaceAll('$__rate_interval', '1m'), shown: legend })),
    ...alerts().map(({ expr, summary }) => ({ expr, shown: summary })),
    ...annotations.map((expr) => ({ expr, shown: '' })),
  ];
  expect(alerts().length).toBeGreaterThan(7);
  await eventually(
    async () => {
      const metrics = await known();
      expect(named.flatMap(({ expr, shown }) => unknownNames(metrics, expr, shown))).toEqual([]);
      return true;
    },
    { everyMs: 500 },
  );
});

it('has data for every panel and every alert, firing or not', async () => {
  const compared = (expr: string) => expr.replaceAll(/ (==|[<>]=?) (?!bool )/g, ' $1 bool ');
  const queries = [
    ...panels(),
    ...alerts().map(({ alert, expr }) => ({ dashboard: 'alerts', panel: alert, expr: compared(expr) })),
  ];
  await eventually(
    async () => {
      expect(await withoutData(queries, data)).toEqual([]);
      return true;
    },
    { everyMs: 500 },
  );
});

it('has the labels that the tests of dashboards take for granted', async () => {
  const declared = Object.entries(foreignMetrics).filter(
    ([expr]) => /^(?:kube|container|kubelet|node)_/.test(expr) && present({ expr }),
  );
  await eventually(
    async () => {
      const metrics = await known();
      const lacking = declared.flatMap(([metric, labels]) =>
        labels.filter((label) => metrics.get(metric)?.has(label) !== true).map((label) => `${metric}: ${label}`),
      );
      expect(lacking).toEqual([]);
      return true;
    },
    { everyMs: 500 },
  );
  expect(declared.length).toBeGreaterThan(15);
});
