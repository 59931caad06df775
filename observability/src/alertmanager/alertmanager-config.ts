import { shorten } from '../rules/shorten.js';

/** Where notifications go: lists of `*_configs` of Alertmanager. */
export interface Receivers {
  readonly pages: object;
  readonly tickets: object;
  /** What people want to know though nothing is wrong: a release has finished. */
  readonly notices: object;
  /** Pages when it does not hear the watchdog. */
  readonly deadMansSwitch: object;
}

/** How long a group waits for more, and until it is told again. What fails together is told together. */
const waits = {
  pages: { group_wait: '10s', group_interval: '1m', repeat_interval: '1h' },
  tickets: { group_wait: '1m', group_interval: '5m', repeat_interval: '24h' },
  // Told once: it ends by itself before the repetition.
  notices: { group_wait: '1s', group_interval: '5m', repeat_interval: '24h' },
  watchdog: { group_wait: '1s', group_interval: '1m', repeat_interval: '1m' },
} as const;

/**
 * Routes, grouping and inhibition; the receivers differ between AWS, a laptop and tests.
 * @param timeFactor divides every wait, for rehearsals
 */
export function alertmanagerConfig({ pages, tickets, notices, deadMansSwitch }: Receivers, timeFactor = 1): object {
  const shorter = (times: object) =>
    Object.fromEntries(
      Object.entries(times).map(([name, time]: [string, string]) => [name, shorten(time, timeFactor)]),
    );
  return {
    route: {
      // Whatever no other route takes is told all the same.
      receiver: 'tickets',
      // Of two releases that failed, each is told; other alerts have no such label.
      group_by: ['alertname', 'service', 'release'],
      ...shorter(waits.tickets),
      routes: [
        { matchers: ['severity="watchdog"'], receiver: 'dead-mans-switch', ...shorter(waits.watchdog) },
        { matchers: ['severity="page"'], receiver: 'pages', ...shorter(waits.pages) },
        {
          matchers: ['severity="notice"'],
          receiver: 'notices',
          ...shorter(waits.notices),
        },
      ],
    },
    inhibit_rules: [
      // A page about a service says enough: its tickets follow from the same failure, or can wait.
      { source_matchers: ['severity="page"'], target_matchers: ['severity="ticket"'], equal: ['service'] },
      // Without any process there are no requests that could succeed.
      {
        source_matchers: ['alertname="ServiceDown"'],
        target_matchers: ['alertname=~"ErrorBudgetBurn|TargetDown"'],
        equal: ['service'],
      },
    ],
    receivers: [
      { name: 'pages', ...pages },
      { name: 'tickets', ...tickets },
      { name: 'notices', ...notices },
      { name: 'dead-mans-switch', ...deadMansSwitch },
    ],
  };
}

const text = {
  title: '{{ .CommonLabels.alertname }}: {{ .CommonAnnotations.summary }}',
  body: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}',
};

/** In a cluster: the keys of the secret `alertmanager-webhooks`, which Alertmanager's pod mounts. */
const secretsFolder = '/etc/alertmanager/secrets/alertmanager-webhooks';

const slack = (resolved: boolean) => ({
  slack_configs: [
    {
      api_url_file: `${secretsFolder}/slack-webhook-url`,
      send_resolved: resolved,
      title: text.title,
      text: text.body,
    },
  ],
});

/** PagerDuty wakes people, Slack informs them; another service watches that alerts come at all. */
export const clusterReceivers: Receivers = {
  pages: {
    pagerduty_configs: [
      {
        routing_key_file: `${secretsFolder}/pagerduty-routing-key`,
        description: text.title,
        links: [{ href: '{{ .CommonAnnotations.runbook_url }}', text: 'Runbook' }],
      },
    ],
    ...slack(true),
  },
  tickets: slack(true),
  notices: slack(false),
  deadMansSwitch: {
    webhook_configs: [{ url_file: `${secretsFolder}/dead-mans-switch-url`, send_resolved: false }],
  },
};

/** On one machine: each goes to a path of the same receiver, or nowhere; `./fairway alerts` shows what fires. */
export function localReceivers(webhookUrl: string | undefined): Receivers {
  const to = (path: string, resolved = true) =>
    webhookUrl === undefined ? {} : { webhook_configs: [{ url: `${webhookUrl}/${path}`, send_resolved: resolved }] };
  return {
    pages: to('pages'),
    tickets: to('tickets'),
    notices: to('notices', false),
    deadMansSwitch: to('dead-mans-switch'),
  };
}
