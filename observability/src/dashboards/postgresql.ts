import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { stat, timeSeries } from './panel.js';

/** The database server, as the owners of its databases see it. */
export const postgresql = dashboard({
  name: 'postgresql',
  title: 'PostgreSQL',
  description:
    'The database server, as the services see it. What only AWS knows, such as its storage, is in CloudWatch.',
  sections: {
    Now: [
      stat({
        title: 'Connections taken',
        description: 'Share of the connections that the server accepts. A rollout needs some for its new pods.',
        unit: units.PercentUnit,
        queries: { taken: 'max(postgres_connections / postgres_connections_max)' },
        limit: limitOf('DatabaseConnectionsNearLimit'),
      }),
      stat({
        title: 'Oldest transaction',
        description: 'Its locks block others, and vacuum keeps everything that was deleted since it began.',
        unit: units.Seconds,
        queries: { age: 'max(postgres_oldest_transaction_seconds)' },
        limit: limitOf('DatabaseTransactionTooLong'),
      }),
      stat({
        title: 'Requests that wait for a connection',
        description: 'Of all processes of all services.',
        unit: units.Number,
        queries: { requests: 'sum(db_pool_waiting_requests)' },
        limit: limitOf('DatabasePoolExhausted'),
      }),
      stat({
        title: 'Size of the databases',
        description: 'Of the databases of all services together.',
        unit: units.BytesIEC,
        queries: { size: 'sum(max by (service) (postgres_database_size_bytes))' },
      }),
    ],
    Server: [
      timeSeries({
        title: 'Connections',
        description: 'Connections to the server, of all services and tools, and the most that it accepts.',
        unit: units.Number,
        queries: { open: 'max(postgres_connections)', 'at most': 'min(postgres_connections_max)' },
        width: 12,
      }),
      timeSeries({
        title: 'Failing database checks',
        description: 'Processes whose readiness check of the database fails: they take no requests meanwhile.',
        unit: units.Number,
        queries: {
          '{{service}} {{check}}': 'count by (service, check) (health_check_up{check=~"postgresql.*"} == 0)',
        },
        width: 12,
      }),
      timeSeries({
        title: 'Oldest transaction',
        description: 'Age of the oldest open transaction of the role of each service; 0 when there is none.',
        unit: units.Seconds,
        queries: { '{{service}}': 'max by (service) (postgres_oldest_transaction_seconds)' },
        limit: limitOf('DatabaseTransactionTooLong'),
        width: 12,
      }),
      timeSeries({
        title: 'Size',
        description: 'Size of the database of each service.',
        unit: units.BytesIEC,
        queries: { '{{service}}': 'max by (service) (postgres_database_size_bytes)' },
        width: 12,
      }),
    ],
    Pools: [
      timeSeries({
        title: 'Connections lent',
        description: 'Connections of all processes of a service that are in use.',
        unit: units.Number,
        queries: { '{{service}}': 'sum by (service) (db_pool_connections{state="used"})' },
      }),
      timeSeries({
        title: 'Pools in use',
        description: 'Share of the connections that a process may open which are lent, of its fullest process.',
        unit: units.PercentUnit,
        queries: {
          '{{service}}':
            'max by (service) (db_pool_connections{state="used"} / ignoring (state) db_pool_connections_max)',
        },
        max: 1,
      }),
      timeSeries({
        title: 'Requests that wait for a connection',
        description: 'All connections of a process are lent. Slow statements or too few connections cause it.',
        unit: units.Number,
        queries: { '{{service}}': 'max by (service) (db_pool_waiting_requests)' },
        limit: limitOf('DatabasePoolExhausted'),
      }),
    ],
  },
});
