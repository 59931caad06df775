import { catalog as ours, type Catalog } from '@fairway/catalog';
import { allDashboards } from './dashboards/all-dashboards.js';
import { stringify } from 'yaml';
import { alertmanagerConfig, clusterReceivers } from './alertmanager/alertmanager-config.js';
import { allGroups } from './rules/all-groups.js';
import { prometheusRule, ruleFile } from './rules/render-rules.js';
import { watchedServices } from './rules/watched-service.js';

/** A file to commit; the path starts at the root of the repository. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
}

/** Every rendered file of what watches the platform. */
export function renderObservability(catalog: Pick<Catalog, 'services'> = ours): RenderedFile[] {
  const services = watchedServices(catalog);
  const groups = allGroups(services);
  return [
    ...groups.map((group) => ({ path: `observability/rules/${group.name}.yaml`, content: ruleFile(group) })),
    {
      path: 'deploy/kubernetes/addons/kube-prometheus-stack/before/rules.yaml',
      content: prometheusRule(groups),
    },
    ...allDashboards(services).map((dashboard) => ({
      path: `observability/dashboards/${dashboard.uid}.json`,
      content: `${JSON.stringify(dashboard, null, 2)}
`,
    })),
    {
      path: 'observability/alertmanager/alertmanager.yaml',
      content: stringify(alertmanagerConfig(clusterReceivers), { lineWidth: 0, indentSeq: true, singleQuote: true }),
    },
  ];
}
