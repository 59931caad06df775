import { histogramWithExemplars } from '@fairway/service-kit';

/** Counted once per order, after the commit that makes it processed. */
export const timeToProcessed = histogramWithExemplars({
  name: 'orders_time_to_processed_seconds',
  help: 'Time from the creation of an order until it is processed',
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600],
});
