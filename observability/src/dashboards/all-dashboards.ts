import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { WatchedService } from '../rules/watched-service.js';
import { kafka } from './kafka.js';
import { kubernetes } from './kubernetes.js';
import { messaging } from './messaging.js';
import { nodejs } from './nodejs.js';
import { objectives } from './objectives.js';
import { orders } from './orders.js';
import { platform } from './platform.js';
import { postgresql } from './postgresql.js';
import { service } from './service.js';
import { webhooks } from './webhooks.js';

export function allDashboards(services: readonly WatchedService[]): Dashboard[] {
  return [
    platform(services),
    service(services),
    objectives,
    messaging,
    kafka,
    postgresql,
    nodejs,
    kubernetes(services),
    orders,
    webhooks,
  ];
}
