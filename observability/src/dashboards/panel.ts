import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookUrl } from '../rules/render-rules.js';
import { dataSources } from './data-sources.js';
import type { Limit } from './limits.js';
import { linkTo, signalsOf } from './links.js';

export interface PanelOptions {
  readonly title: string;
  /** What it shows, and what follows from a bad value, in plain English. */
  readonly description: string;
  /** One of Grafana's, from the `units` of its SDK. */
  readonly unit: string;
  /** PromQL by the name of its series, in which `{{label}}` stands for the label's value. */
  readonly queries: Readonly<Record<string, string>>;
  readonly limit?: Limit;
  /** Of the 24 columns of a dashboard. */
  readonly width?: number;
}

type Builders = TimeSeriesBuilder | StatBuilder | TableBuilder;

/** Lines over time. `exemplars` shows single measurements as dots that lead to their traces. */
export function timeSeries({
  exemplars = false,
  max,
  ...options
}: PanelOptions & { readonly exemplars?: boolean; readonly max?: number }): Panel {
  const panel = new TimeSeriesBuilder()
    .min(0)
    .height(8)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        options.limit === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
      ),
    )
    .targets(targetsOf(options, (target) => target.range().exemplar(exemplars)));
  if (max !== undefined) panel.max(max);
  return withCommon(panel, 8, options);
}

/** The newest value, large. */
export function stat(options: PanelOptions): Panel {
  const panel = new StatBuilder()
    .height(4)
    .colorMode(options.limit === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .targets(targetsOf(options, (target) => target.range()));
  return withCommon(panel, 6, options);
}

/** The newest values of one query as rows, with a column for each of these labels. */
export function table({ columns, ...options }: PanelOptions & { readonly columns: readonly string[] }): Panel {
  const names = [...columns, 'Value'];
  const panel = new TableBuilder()
    .height(8)
    .targets(targetsOf(options, (target) => target.instant().format(PromQueryFormat.Table)))
    .withTransformation({
      id: 'organize',
      options: {
        includeByName: Object.fromEntries(names.map((name) => [name, true])),
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
      },
    });
  return withCommon(panel, 12, options);
}

function targetsOf(
  { queries }: PanelOptions,
  finish: (target: DataqueryBuilder) => DataqueryBuilder,
): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], index) =>
    finish(
      new DataqueryBuilder()
        .refId(String.fromCodePoint('A'.charCodeAt(0) + index))
        .datasource(dataSources.metrics)
        .expr(expr)
        .legendFormat(legend),
    ),
  );
}

function withCommon(panel: Builders, defaultWidth: number, options: PanelOptions): Panel {
  const { title, description, unit, limit, width = defaultWidth } = options;
  panel.title(title).description(description).unit(unit).span(width).datasource(dataSources.metrics);
  panel.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(limit)));
  panel.dataLinks(linksToService(options));
  if (limit?.alert !== undefined) panel.links([linkTo(`Runbook of ${limit.alert}`, runbookUrl(limit.alert))]);
  return panel.build();
}

function stepsOf(limit: Limit | undefined) {
  if (limit === undefined) return [{ value: null, color: 'green' }];
  const [before, after] = limit.redWhen === 'above' ? ['green', 'red'] : ['red', 'green'];
  return [
    { value: null, color: before },
    { value: limit.value, color: after },
  ];
}

/** Where the panel is of one service, or its series name theirs. */
function linksToService({ queries }: PanelOptions) {
  if (Object.values(queries).every((expr) => expr.includes('$service'))) return signalsOf('${service}');
  if (!Object.keys(queries).every((legend) => legend.includes('{{service}}'))) return [];
  const named = '${__field.labels.service}';
  return [linkTo('The service', `/d/service?var-service=${named}&\${__url_time_range}`), ...signalsOf(named)];
}
