import type { LivePlatform, LocalServer } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { OwnTime } from '@fairway/local-servers';
import { httpJson } from '../http-json.js';
import { localServerUrl } from '../instance/addresses.js';
import type { Ports } from '../instance/ports.js';
import { PublicApi } from './public-api.js';
import { until } from './until.js';

// For a stand-in on this machine, which only has to answer.
const answerLimitMs = 10_000;

/** An instance on this machine, as the domain's sample and smoke test use it. */
export class RunningPlatform implements LivePlatform {
  readonly api: PublicApi;
  readonly #ports: Ports;
  readonly #supervisorPid: number;

  constructor(ports: Ports, supervisorPid: number) {
    this.api = new PublicApi(`http://127.0.0.1:${ports.services['api-gateway']}`);
    this.#ports = ports;
    this.#supervisorPid = supervisorPid;
  }

  /** Only the processor time of the supervisor's processes counts, see `OwnTime`. */
  async until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined | false>): Promise<T> {
    using time = new OwnTime(this.#supervisorPid, { limitMs });
    return await until(what, time, ask);
  }

  standInUrl(name: LocalServer): string {
    return localServerUrl(name, this.#ports);
  }

  async getJson(url: string): Promise<unknown> {
    return (await httpJson(url, { timeoutMs: answerLimitMs })).body;
  }

  failure(message: string, hint: string): Error {
    return new FairwayError('failed', message, { hint });
  }
}
