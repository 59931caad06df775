import type { ServiceName } from '@fairway/catalog';
import { brokerServes, postgresAnswers } from '@fairway/local-servers';
import { httpJson } from '../http-json.js';
import { type Ports, telemetryNames, telemetryReadyUrl } from './ports.js';
import type { PlatformState } from './state.js';

/** What a process answers: one that runs may be unable to work. */
export interface Readiness {
  /** Its name in the state of the run. */
  readonly name: string;
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

/** Asks the processes that are running. For the others, the phase says enough. */
export async function readReadiness({ ports, processes }: PlatformState): Promise<Readiness[]> {
  const running = new Set(processes.filter(({ phase }) => phase === 'ready').map(({ name }) => name));
  const services = Object.keys(ports.services) as ServiceName[];
  return await Promise.all([
    ...services.filter((name) => running.has(name)).map((name) => askReadiness(name, ports)),
    ...servers(ports).flatMap(({ name, answers }) => (running.has(name) ? [askServer(name, answers)] : [])),
  ]);
}

interface Server {
  readonly name: string;
  readonly answers: () => Promise<boolean>;
}

/** What is not a service of ours says nothing about itself; it answers, or it does not. */
function servers(ports: Ports): Server[] {
  const standIns = Object.entries(ports.standIns);
  return [
    { name: 'postgres', answers: () => postgresAnswers(ports.postgres, limitMs) },
    { name: 'kafka', answers: () => brokerServes(ports.kafka, limitMs) },
    ...standIns.map(([name, port]) => ({ name, answers: () => isOk(`http://127.0.0.1:${port}/health`) })),
    ...telemetryNames.map((name) => ({ name, answers: () => isOk(telemetryReadyUrl(name, ports)) })),
  ];
}

async function isOk(url: string): Promise<boolean> {
  return (await httpJson(url, { timeoutMs: limitMs })).status === 200;
}

async function askServer(name: string, answers: Server['answers']): Promise<Readiness> {
  const answered = await answers().catch(() => false);
  return { name, reasons: answered ? [] : [`it does not answer within ${limitMs / 1_000} s`], details: [] };
}

export async function askReadiness(name: ServiceName, ports: Ports): Promise<Readiness> {
  try {
    const { status, body } = await httpJson(`http://127.0.0.1:${ports.management[name]}/health/ready`, {
      timeoutMs: limitMs,
    });
    return { name, ...verdict(status, body as Report) };
  } catch {
    return { name, reasons: [`/health/ready did not answer within ${limitMs / 1_000} s`], details: [] };
  }
}

function verdict(status: number, { phase, checks }: Report): Pick<Readiness, 'reasons' | 'details'> {
  const said = (word: 'reason' | 'detail') =>
    checks.flatMap((check) => (check[word] === undefined ? [] : [`${check.name}: ${check[word]}`]));
  const reasons = said('reason');
  return { reasons: status === 200 || reasons.length > 0 ? reasons : [`it is ${phase}`], details: said('detail') };
}
