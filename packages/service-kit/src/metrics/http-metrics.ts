import { Counter } from 'prom-client';
import { histogramWithExemplars } from './exemplars.js';

const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `route` is the pattern, never the URL: one time series per id would overload the metrics store. */
export const httpServerDuration = histogramWithExemplars({
  name: 'http_server_request_duration_seconds',
  help: 'Time from the first byte of a request’s headers to the last byte of its answer',
  labelNames: ['method', 'route', 'status'],
  buckets: bucketsSeconds,
});

/** Such requests have no method or route, so they do not fit into the histogram. */
export const httpServerRefused = new Counter({
  name: 'http_server_refused_requests_total',
  help: 'Requests refused as invalid HTTP: unreadable, too large, too slow',
  labelNames: ['status'],
});
