import { type ServiceName, serviceNames, services } from '@fairway/catalog';
import type { Instance } from '../instance/instance.js';
import { findLines } from '../logs/find-lines.js';
import { logFileOf } from '../logs/log-files.js';
import { parseLogLine, type LogLine } from '../logs/log-line.js';

/** A request, as the access log of a service reports it. */
export interface HttpRequest {
  readonly service: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
}

/** Finds the requests about an entity: services log its id, and the edge is found through the shared trace id. */
export function findHttpRequests(instance: Instance, id: string): HttpRequest[] {
  const isEdge = (name: ServiceName) => services[name].kind === 'edge';
  const atServices = serviceNames.filter((name) => !isEdge(name)).flatMap((name) => requestsIn(instance, name, [id]));
  const traceIds = atServices.flatMap(({ traceId }) => traceId ?? []);
  if (traceIds.length === 0) return atServices;
  return [...serviceNames.filter(isEdge).flatMap((name) => requestsIn(instance, name, traceIds)), ...atServices];
}

function requestsIn(instance: Instance, service: string, texts: readonly string[]): HttpRequest[] {
  return findLines(logFileOf(instance, service), texts).flatMap((text) => toRequest(parseLogLine(service, text)) ?? []);
}

export function toRequest({ process, time, fields }: LogLine): HttpRequest | undefined {
  const { method, route, status, durationMs, requestId, traceId } = fields;
  if (time === undefined || typeof method !== 'string' || typeof route !== 'string') return undefined;
  if (typeof status !== 'number' || typeof durationMs !== 'number') return undefined;
  return {
    service: process,
    // The line is written when the request ends.
    startedAt: new Date(Date.parse(time) - durationMs),
    durationMs,
    method,
    route,
    status,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    traceId: typeof traceId === 'string' ? traceId : undefined,
  };
}
