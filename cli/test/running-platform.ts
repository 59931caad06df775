import { randomInt } from 'node:crypto';
import { assertPortFree } from '@fairway/local-servers';
import { claimPortBase, findInstance, type Instance } from '../src/instance/instance.js';
import { allPorts, portsAt, type Ports } from '../src/instance/ports.js';
import { isAlive, readState, type ProcessIdentity } from '../src/instance/state.js';
import { root, runFairway, type Outcome } from './run-fairway.js';

/** A platform of its own beside whatever else runs here: instance, ports and data are nobody else's. */
export class RunningPlatform {
  readonly instance: Instance;
  readonly ports: Ports;
  readonly env: NodeJS.ProcessEnv;

  private constructor(instance: Instance, ports: Ports, env: NodeJS.ProcessEnv) {
    this.instance = instance;
    this.ports = ports;
    this.env = env;
  }

  /** Nothing is started yet. */
  static async reserve(name: string): Promise<RunningPlatform> {
    const instance = findInstance(root, name);
    for (;;) {
      const env = { FAIRWAY_PORT_BASE: String(randomInt(100, 250) * 200), FAIRWAY_INSTANCE: name };
      const ports = portsAt(claimPortBase(root, instance, env));
      const checks = await Promise.allSettled(allPorts(ports).map(({ port, owner }) => assertPortFree(port, owner)));
      if (checks.every(({ status }) => status === 'fulfilled')) return new RunningPlatform(instance, ports, env);
    }
  }

  run(...args: string[]): Promise<Outcome> {
    return runFairway(args, this.env);
  }

  async json<Data>(...args: string[]): Promise<Data> {
    const { stdout } = await this.run(...args, '--json');
    return (JSON.parse(stdout) as { data: Data }).data;
  }

  /** The living process of that name. */
  process(name: string): ProcessIdentity {
    const found = readState(this.instance)?.processes.find((candidate) => candidate.name === name)?.process;
    if (found === undefined || found === null) throw new Error(`${name} is not running`);
    return found;
  }

  get supervisor(): ProcessIdentity {
    const state = readState(this.instance);
    if (state === undefined) throw new Error('there is no state');
    return state.supervisor;
  }

  /** Every process of the run, its supervisor included. */
  get processes(): ProcessIdentity[] {
    const state = readState(this.instance);
    return state === undefined ? [] : [state.supervisor, ...state.processes.flatMap(({ process }) => process ?? [])];
  }

  async remove(): Promise<void> {
    await this.run('down');
    const { exitCode, stderr } = await this.run('reset', '--yes');
    if (exitCode !== 0) throw new Error(stderr);
  }
}

export function alive(processes: readonly ProcessIdentity[]): ProcessIdentity[] {
  return processes.filter(isAlive);
}
