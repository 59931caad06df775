import * as units from '@grafana/grafana-foundation-sdk/units';
import { dashboard } from './dashboard.js';
import { limitOf } from './limits.js';
import { timeSeries } from './panel.js';
import { rateBy } from './promql.js';

const inEach = (metric: string) => ({ '{{service}} {{instance}}': metric });

/** Kafka, Prometheus and the like tell the same of their processes, which are none of Node.js. */
const ofNode = (values: string) => `${values} and on (service, instance) nodejs_version_info`;

/** The processes of the services, as Node.js sees them. */
export const nodejs = dashboard({
  name: 'nodejs',
  title: 'Node.js',
  description: 'The processes of the services, as Node.js sees them.',
  sections: {
    Processor: [
      timeSeries({
        title: 'CPU',
        description: 'Processors that each process keeps busy. JavaScript alone can use one.',
        unit: units.Number,
        queries: inEach(ofNode(rateBy('service, instance', 'process_cpu_seconds_total'))),
      }),
      timeSeries({
        title: 'Event loop lag, p99',
        description: 'One turn in a hundred is this late, and every request of that process with it.',
        unit: units.Seconds,
        queries: inEach('nodejs_eventloop_lag_p99_seconds'),
        limit: limitOf('EventLoopBlocked'),
      }),
      timeSeries({
        title: 'Event loop lag, p50',
        description: 'Half of the turns are this late; 50 ms when none is. It rises before requests become slow.',
        unit: units.Seconds,
        queries: inEach('nodejs_eventloop_lag_p50_seconds'),
      }),
      timeSeries({
        title: 'Time in garbage collection',
        description: 'Share of the time that each process spends on it, by kind. Major ones make requests wait.',
        unit: units.PercentUnit,
        queries: { '{{service}} {{kind}}': rateBy('service, kind', 'nodejs_gc_duration_seconds_sum') },
        width: 12,
      }),
      timeSeries({
        title: 'Garbage collections',
        description: 'Collections per second by kind.',
        unit: units.CountsPerSecond,
        queries: { '{{service}} {{kind}}': rateBy('service, kind', 'nodejs_gc_duration_seconds_count') },
        width: 12,
      }),
    ],
    Memory: [
      timeSeries({
        title: 'Heap in use',
        description:
          'Memory that JavaScript uses. At the limit of the catalogue the process ends; HeapNearLimit warns.',
        unit: units.BytesIEC,
        queries: inEach('nodejs_heap_size_used_bytes'),
      }),
      timeSeries({
        title: 'Heap by space',
        description: 'Of all processes of a service. An old space that only grows is a leak.',
        unit: units.BytesIEC,
        queries: {
          '{{service}} {{space}}':
            'sum by (service, space) (nodejs_heap_space_size_used_bytes{space=~"new|old|large_object"})',
        },
      }),
      timeSeries({
        title: 'Resident memory',
        description: 'All memory of the process: heap, buffers and code. The container’s limit counts this.',
        unit: units.BytesIEC,
        queries: inEach(ofNode('process_resident_memory_bytes')),
      }),
    ],
    Handles: [
      timeSeries({
        title: 'Active handles',
        description: 'Sockets, timers and files that keep each process busy. A number that only grows is a leak.',
        unit: units.Number,
        queries: inEach('nodejs_active_handles_total'),
      }),
      timeSeries({
        title: 'Open files',
        description: 'Share of the file descriptors that a process may open.',
        unit: units.PercentUnit,
        queries: inEach(ofNode('process_open_fds / process_max_fds')),
      }),
      timeSeries({
        title: 'Age of the processes',
        description: 'Time since each process started. A fall to 0 is a restart.',
        unit: units.Seconds,
        queries: inEach(ofNode('time() - process_start_time_seconds')),
      }),
    ],
  },
});
