import type { RuleGroup } from '../rules/rule.js';
import type { WatchedService } from '../rules/watched-service.js';

/** What only lines tell. Loki evaluates these; their expressions are LogQL. */
export function logAlerts(services: readonly WatchedService[]): RuleGroup {
  const streams = `{service_name=~"${services.map(({ name }) => name).join('|')}"}`;
  /** By the label that the other alerts have. The collector lifts the level of a line beside it. */
  const linesOf = (level: string, window: string) =>
    `label_replace(sum by (service_name) (count_over_time(${streams} | severity_text="${level}" [${window}])), "service", "$1", "service_name", "(.+)")`;
  return {
    name: 'logs',
    purpose: 'What services write and count nowhere.',
    rules: [
      {
        alert: 'ErrorsLogged',
        expr: `${linesOf('error', '10m')} > 20`,
        for: '0s',
        severity: 'ticket',
        summary: '{{ $labels.service }} logs errors',
        description:
          '{{ $value }} lines of the level error in 10 minutes: something fails that its code did not expect.',
      },
      {
        alert: 'ProcessFailed',
        expr: `${linesOf('fatal', '10m')} > 0`,
        for: '0s',
        severity: 'ticket',
        summary: 'A process of {{ $labels.service }} ended by an error',
        description:
          '{{ $value }} lines of the level fatal in 10 minutes: it could not start or stop, or an error was caught nowhere.',
      },
    ],
  };
}
