import { catalog as ours, type Catalog } from '@fairway/catalog';
import { alertmanagerConfig, clusterReceivers } from './alertmanager/alertmanager-config.js';
import { composeFile } from './compose/compose-file.js';
import { allDashboards } from './dashboards/all-dashboards.js';
import { addonManifests, lokiRules } from './kubernetes/addon-manifests.js';
import { jaegerManifests } from './kubernetes/jaeger-addon.js';
import { logAlerts } from './logs/log-alerts.js';
import { allGroups } from './rules/all-groups.js';
import { ruleFile } from './rules/render-rules.js';
import { watchedServices } from './rules/watched-service.js';
import { madeBy, yamlOf } from './yaml.js';

/** A file to commit; the path starts at the root of the repository. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Every rendered file of what watches the platform.
 * @param idNames fields of a log line that are found without searching its text
 */
export function renderObservability(
  idNames: readonly string[],
  catalog: Pick<Catalog, 'services'> = ours,
): RenderedFile[] {
  const services = watchedServices(catalog);
  const groups = allGroups(services);
  const dashboards = allDashboards(services);
  return [
    ...groups.map((group) => ({ path: `observability/rules/${group.name}.yaml`, content: ruleFile(group) })),
    ...dashboards.map((dashboard) => ({
      path: `observability/dashboards/${dashboard.uid}.json`,
      content: `${JSON.stringify(dashboard, null, 2)}\n`,
    })),
    {
      path: 'observability/alertmanager/alertmanager.yaml',
      content: `${madeBy}${yamlOf(alertmanagerConfig(clusterReceivers))}`,
    },
    { path: 'deploy/compose.observability.yaml', content: composeFile(catalog, idNames) },
    ...Object.entries(addonManifests(groups, dashboards)).map(([name, content]) => ({
      path: `deploy/kubernetes/addons/kube-prometheus-stack/before/${name}`,
      content,
    })),
    ...Object.entries(jaegerManifests()).map(([name, content]) => ({
      path: `deploy/kubernetes/addons/jaeger/${name}`,
      content,
    })),
    { path: 'deploy/kubernetes/addons/loki/before/rules.yaml', content: lokiRules(logAlerts(services)) },
  ];
}
