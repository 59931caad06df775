import type { ServiceName } from '@fairway/catalog';
import { httpJson } from '../http-json.js';
import type { Ports } from './ports.js';
import type { PlatformState } from './state.js';

/** What a service reports about itself: a running process may be unable to work. */
export interface Readiness {
  readonly service: ServiceName;
  readonly managementPort: number;
  /** Why it is not ready; empty when it is. */
  readonly reasons: readonly string[];
  /** What people should know even though it is ready, such as a paused event type. */
  readonly details: readonly string[];
}

interface Report {
  readonly phase: string;
  readonly checks: readonly { readonly name: string; readonly reason?: string; readonly detail?: string }[];
}

// A health check takes at most one second, so a later answer will not come.
const limitMs = 3_000;

/** Asks the services whose processes are running. For the others, the phase says enough. */
export async function readReadiness({ ports, processes }: PlatformState): Promise<Readiness[]> {
  const running = new Set(processes.filter(({ phase }) => phase === 'ready').map(({ name }) => name));
  const services = Object.keys(ports.services) as ServiceName[];
  return await Promise.all(services.filter((name) => running.has(name)).map((name) => askReadiness(name, ports)));
}

export async function askReadiness(service: ServiceName, ports: Ports): Promise<Readiness> {
  const asked = { service, managementPort: ports.management[service] };
  try {
    const { status, body } = await httpJson(`http://127.0.0.1:${asked.managementPort}/health/ready`, {
      timeoutMs: limitMs,
    });
    return { ...asked, ...verdict(status, body as Report) };
  } catch {
    return { ...asked, reasons: [`/health/ready did not answer within ${limitMs / 1_000} s`], details: [] };
  }
}

function verdict(status: number, { phase, checks }: Report): Pick<Readiness, 'reasons' | 'details'> {
  const said = (word: 'reason' | 'detail') =>
    checks.flatMap((check) => (check[word] === undefined ? [] : [`${check.name}: ${check[word]}`]));
  const reasons = said('reason');
  return { reasons: status === 200 || reasons.length > 0 ? reasons : [`it is ${phase}`], details: said('detail') };
}
