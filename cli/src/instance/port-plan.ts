import {
  defaultPortBase,
  infrastructurePortOffsets,
  managementPortOffset,
  serviceNames,
  services,
  type LocalServer,
  type ServiceName,
  standInNames,
  standInOf,
  telemetryPortOffsets,
} from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultInstanceName } from '../command-line/in-instance.js';
import { type Instance, instancesFolder } from './instance.js';
import type { Ports } from './ports.js';

/**
 * The distance between instances, so that the management ports (+100) of one never overlap with the ports of the next.
 */
export const portsPerInstance = 200;

/** The ports of a run that starts now, as the catalogue declares them. */
export function portsAt(base: number): Ports {
  const { postgres, kafka, kafkaController, inspector } = infrastructurePortOffsets;
  const ofServices = (distance: number) =>
    Object.fromEntries(
      serviceNames.map((name) => [name, base + services[name].portOffset + distance] as const),
    ) as Record<ServiceName, number>;
  return {
    base,
    services: ofServices(0),
    management: ofServices(managementPortOffset),
    standIns: Object.fromEntries(standInNames.map((name) => [name, base + standInOf(name).portOffset])) as Record<
      LocalServer,
      number
    >,
    postgres: base + postgres,
    kafka: base + kafka,
    kafkaController: base + kafkaController,
    telemetry: Object.fromEntries(
      Object.entries(telemetryPortOffsets).map(([name, offset]) => [name, base + offset]),
    ) as Ports['telemetry'],
    inspector: base + inspector,
  };
}

/** The base port of an instance: `FAIRWAY_PORT_BASE` or 4000, plus 200 per slot. */
export function portBaseOf(slot: number, env: NodeJS.ProcessEnv): number {
  const text = env.FAIRWAY_PORT_BASE ?? '';
  const base = text === '' ? defaultPortBase : Number(text);
  const lowest = 1024;
  const highest = 65_536 - (slot + 1) * portsPerInstance;
  if (!Number.isInteger(base) || base < lowest || base > highest) {
    const range = `a whole number from ${lowest} to ${highest}`;
    throw new FairwayError('usage', `FAIRWAY_PORT_BASE must be ${range}, not ${text || defaultPortBase}.`, {
      cause: `An instance takes ${portsPerInstance} ports; those of this one start ${slot * portsPerInstance} above the base.`,
      hint: `Choose another base, or unset FAIRWAY_PORT_BASE for ${defaultPortBase}.`,
    });
  }
  return base + slot * portsPerInstance;
}

/** The base port that the instance has, or would get now. */
export function portBaseFor(root: string, instance: Instance, env: NodeJS.ProcessEnv): number {
  return portBaseOf(slotFor(root, instance), env);
}

/** Creates the instance's folder, stores its slot there, and returns its base port. */
export function claimPortBase(root: string, instance: Instance, env: NodeJS.ProcessEnv): number {
  const slot = slotFor(root, instance);
  const base = portBaseOf(slot, env);
  mkdirSync(instance.folder, { recursive: true });
  writeFileSync(join(instance.folder, 'slot'), `${slot}\n`);
  return base;
}

function slotFor(root: string, instance: Instance): number {
  const kept = slotOf(root, instance.name);
  if (kept !== undefined) return kept;
  const folder = instancesFolder(root);
  const taken = new Set((existsSync(folder) ? readdirSync(folder) : []).map((name) => slotOf(root, name)));
  // Slot 0 is reserved for the default instance, even before its first run.
  let slot = instance.name === defaultInstanceName ? 0 : 1;
  while (taken.has(slot)) slot += 1;
  return slot;
}

function slotOf(root: string, name: string): number | undefined {
  try {
    const slot = Number.parseInt(readFileSync(join(instancesFolder(root), name, 'slot'), 'utf8'), 10);
    return slot >= 0 ? slot : undefined;
  } catch {
    return undefined;
  }
}
