import { domainAlerts } from './domain-alerts.js';
import { kafkaAlerts } from './kafka-alerts.js';
import { kubernetesAlerts } from './kubernetes-alerts.js';
import { messagingAlerts } from './messaging-alerts.js';
import { objectiveGroups } from './objectives.js';
import { postgresqlAlerts } from './postgresql-alerts.js';
import type { RuleGroup } from './rule.js';
import { serviceAlerts } from './service-alerts.js';
import { telemetryAlerts } from './telemetry-alerts.js';
import type { WatchedService } from './watched-service.js';

export function allGroups(services: readonly WatchedService[]): RuleGroup[] {
  return [
    ...objectiveGroups(services),
    serviceAlerts(services),
    messagingAlerts,
    domainAlerts,
    kafkaAlerts,
    postgresqlAlerts,
    kubernetesAlerts,
    telemetryAlerts,
  ];
}
