import { rateBy, rateOf } from './promql.js';

/** The histogram of the requests that services answer. */
export const requests = 'http_server_request_duration_seconds';

/** The share of requests answered with a server error; 0 rather than nothing where there is none. */
export function errorRatio(matchers: string): string {
  const all = rateOf(`${requests}_count{${matchers}}`);
  return `(${rateOf(`${requests}_count{${matchers},status=~"5.."}`)} or 0 * ${all}) / ${all}`;
}

/** The same for each value of these labels. */
export function errorRatioBy(labels: string, matchers = ''): string {
  const all = rateBy(labels, `${requests}_count{${matchers}}`);
  const failed = rateBy(labels, `${requests}_count{${matchers === '' ? '' : `${matchers},`}status=~"5.."}`);
  return `(${failed} or 0 * ${all}) / ${all}`;
}
