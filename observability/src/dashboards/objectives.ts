import * as units from '@grafana/grafana-foundation-sdk/units';
import { burns } from '../rules/objectives.js';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, table, timeSeries } from './panel.js';

const share = (numerator: string, denominator: string) =>
  `${numerator} / on (service, objective) group_left () ${denominator}`;

/** Whether each service keeps its objectives, and how long its error budgets will last. */
export const objectives = dashboard({
  name: 'objectives',
  title: 'objectives',
  description: 'Whether each service keeps its objectives, and how fast it spends what it may miss in 30 days.',
  sections: {
    Now: [
      stat({
        title: 'Least error budget left',
        description: 'Of the objective that has spent most of what it may miss in 30 days.',
        unit: units.PercentUnit,
        queries: { left: 'min(slo:error_budget_remaining:ratio)' },
        limit: limitOf('ErrorBudgetSpent'),
        width: 8,
      }),
      stat({
        title: 'Spent budgets',
        description: 'Objectives that were missed more often in 30 days than they may be. Releases are refused.',
        unit: units.Number,
        queries: { objectives: 'count(slo:error_budget_remaining:ratio <= 0) or vector(0)' },
        limit: { value: 1, redWhen: 'above', alert: 'ErrorBudgetSpent' },
        width: 8,
      }),
      stat({
        title: 'Burning budgets',
        description: 'Alerts that fire because an objective is missed faster than it may be.',
        unit: units.Number,
        queries: { alerts: 'count(ALERTS{alertname="ErrorBudgetBurn",alertstate="firing"}) or vector(0)' },
        limit: { value: 1, redWhen: 'above', alert: 'ErrorBudgetBurn' },
        width: 8,
      }),
    ],
    'Error budgets of 30 days': [
      timeSeries({
        title: 'Error budget left',
        description: 'Share of what an objective may miss in 30 days that is left. Below 0 the objective is broken.',
        unit: units.PercentUnit,
        queries: { '{{service}} {{objective}}': 'slo:error_budget_remaining:ratio' },
        limit: limitOf('ErrorBudgetSpent'),
        max: 1,
        width: 12,
      }),
      table({
        title: 'Error budget left',
        description: 'The newest values as a table, the objective in most danger first.',
        unit: units.PercentUnit,
        queries: { left: 'sort(slo:error_budget_remaining:ratio)' },
        columns: ['service', 'objective'],
        limit: limitOf('ErrorBudgetSpent'),
      }),
    ],
    'How fast they burn': burns.map(({ long, short, factor, severity }) =>
      timeSeries({
        title: `Burn in ${long}`,
        description: `How many times faster than allowed an objective was missed. Above the line, and above it in ${short} too, a ${severity} is sent.`,
        unit: units.Number,
        queries: { '{{service}} {{objective}}': share(`slo:error_ratio:rate${long}`, 'slo:error_budget:ratio') },
        limit: { value: factor, redWhen: 'above', alert: 'ErrorBudgetBurn' },
        width: 6,
      }),
    ),
    Objectives: [
      table({
        title: 'Kept in 30 days',
        description: 'Share of the outcomes that met the objective.',
        unit: units.PercentUnit,
        queries: { kept: 'sort(1 - slo:error_ratio:rate30d)' },
        columns: ['service', 'objective'],
        width: 8,
      }),
      table({
        title: 'Promised',
        description: 'Share of the outcomes that must meet the objective, as the catalogue declares it.',
        unit: units.PercentUnit,
        queries: { promised: 'sort(1 - slo:error_budget:ratio)' },
        columns: ['service', 'objective'],
        width: 8,
      }),
      timeSeries({
        title: 'Missed per second',
        description: 'Outcomes per second that missed their objective in the last five minutes.',
        unit: units.CountsPerSecond,
        queries: { '{{service}} {{objective}}': 'slo:bad:rate5m' },
      }),
    ],
  },
});
