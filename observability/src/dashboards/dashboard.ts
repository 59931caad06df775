import { productName, projectName } from '@fairway/catalog';
import {
  AnnotationQueryBuilder,
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  defaultGridPos,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSources } from './data-sources.js';
import { dashboardsLink } from './links.js';

export interface DashboardOptions {
  /** Its uid and the name of its file. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Panels by the title of their section, line by line. */
  readonly sections: Readonly<Record<string, readonly Panel[]>>;
  /** The choices of the variable `service`; without any, there is no variable. */
  readonly services?: readonly string[];
}

export function dashboard({ name, title, description, sections, services = [] }: DashboardOptions): Dashboard {
  const builder = new DashboardBuilder(`${productName}: ${title}`)
    .uid(name)
    .description(description)
    .tags([projectName])
    .readonly()
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .link(dashboardsLink())
    .annotation(deployments());
  const [first] = services;
  if (first !== undefined)
    builder.withVariable(
      new CustomVariableBuilder('service')
        .label('Service')
        .description('A service of the catalogue.')
        .values(services.join(','))
        .options(services.map((service) => ({ text: service, value: service, selected: service === first })))
        .current({ text: first, value: first }),
    );
  for (const [heading, panels] of Object.entries(sections)) {
    builder.withRow(new RowBuilder(heading));
    // The builder writes the position into it.
    for (const panel of panels)
      builder.withPanel({ build: () => ({ ...panel, gridPos: { ...defaultGridPos(), ...panel.gridPos } }) });
  }
  const built = builder.build();
  // Numbered here: Grafana would number them when it loads the dashboard, and links to single panels would change.
  return { ...built, panels: (built.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) };
}

/**
 * Every version of a Deployment has a ReplicaSet of its own, which tells when it was created. The generation of the
 * Deployment would change with every step of an autoscaler too. There is none on the local run.
 */
function deployments(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Deployments')
    .datasource(dataSources.metrics)
    .enable(true)
    .iconColor('blue')
    .expr(
      'max by (owner_name) (kube_replicaset_created * on (namespace, replicaset) group_left (owner_name) kube_replicaset_owner{owner_kind="Deployment"}) * 1000',
    )
    .useValueForTime(true)
    .titleFormat('Deployment')
    .textFormat('{{owner_name}}');
}
