import type { LivePlatform, LocalServer } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { httpJson } from '../http-json.js';
import { PublicApi } from './public-api.js';
import { until } from './until.js';

// A pod may wait for a processor that others use, and nothing tells from outside for how long.
const patience = 6;

/** A platform in a cluster, through ports of this machine that lead to its Services. */
export class ClusterPlatform implements LivePlatform {
  readonly api: PublicApi;
  readonly #standIns: ReadonlyMap<LocalServer, string>;

  constructor(gatewayUrl: string, standIns: ReadonlyMap<LocalServer, string>) {
    this.api = new PublicApi(gatewayUrl);
    this.#standIns = standIns;
  }

  until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined | false>): Promise<T> {
    const endsAtMs = performance.now() + patience * limitMs;
    const time = {
      get isSpent() {
        return performance.now() > endsAtMs;
      },
    };
    return until(what, time, ask);
  }

  standInUrl(name: LocalServer): string {
    const url = this.#standIns.get(name);
    if (url === undefined) throw new Error(`${name} does not run in the cluster.`);
    return url;
  }

  async getJson(url: string): Promise<unknown> {
    return (await httpJson(url, { timeoutMs: patience * 10_000 })).body;
  }

  failure(message: string, hint: string): Error {
    return new FairwayError('failed', message, { hint });
  }
}
