import { type ServiceName, serviceNames } from '@fairway/catalog';
import { httpJson } from '../http-json.js';
import { managementPort, type Ports } from './ports.js';
import type { PlatformState } from './state.js';

/** What a service says about itself; its process can run while it cannot work. */
export interface Readiness {
  readonly service: ServiceName;
  readonly managementPort: number;
  /** Why it takes no work; empty when it is ready. */
  readonly reasons: readonly string[];
  /** What a person should know though it is ready, such as a paused event type. */
  readonly details: readonly string[];
}

interface Report {
  readonly phase: string;
  readonly checks: readonly { readonly name: string; readonly reason?: string; readonly detail?: string }[];
}

// A check has one second, so an answer that takes longer does not come.
const limitMs = 3_000;

/** Asks the services whose processes run. The others have no say; their phase tells enough. */
export async function readReadiness({ ports, processes }: PlatformState): Promise<Readiness[]> {
  const running = new Set(processes.filter(({ phase }) => phase === 'ready').map(({ name }) => name));
  return await Promise.all(
    serviceNames.filter((name) => running.has(name)).map((service) => askReadiness(service, ports)),
  );
}

export async function askReadiness(service: ServiceName, ports: Ports): Promise<Readiness> {
  const asked = { service, managementPort: managementPort(ports, service) };
  try {
    const { status, body } = await httpJson(`http://127.0.0.1:${asked.managementPort}/health/ready`, {
      timeoutMs: limitMs,
    });
    return { ...asked, ...verdict(status, body as Report) };
  } catch {
    return { ...asked, reasons: [`/health/ready does not answer within ${limitMs / 1_000} s`], details: [] };
  }
}

function verdict(status: number, { phase, checks }: Report): Pick<Readiness, 'reasons' | 'details'> {
  const said = (word: 'reason' | 'detail') =>
    checks.flatMap((check) => (check[word] === undefined ? [] : [`${check.name}: ${check[word]}`]));
  const reasons = said('reason');
  return { reasons: status === 200 || reasons.length > 0 ? reasons : [`it is ${phase}`], details: said('detail') };
}
